# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
# Needs git, make and Python 3.11 or newer; everything else is installed into .venv from the hash-pinned locks.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
# Compiled modules are kept: without them each process that a test starts would compile OR-Tools and pandas anew.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
KEY := $(shell cat requirements-setup.lock requirements.lock requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)
RUN_READY := .venv/.ready-run-$(KEY)
TEST_READY := .venv/.ready-test-$(KEY)
PYTHON_FILES := app scheduler $(wildcard migrations) tests

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(RUN_READY) ## create the environment, migrate, load a small demo force and serve it
	@exec $(BIN)/relief run-demo

test: ## create the environment, run every check and every test
	@LOOPS=later $(MAKE) --no-print-directory --jobs=2 $(TEST_READY) packaged-browser
	@.ci/browser
	@.ci/tests

packaged-browser:
	@.ci/browser packaged

check: $(TEST_READY) ## format, lint, types and import walls, without the tests
	@$(MAKE) --keep-going --no-print-directory check-format check-lint check-types check-walls
	@echo "Checks passed"

check-format:
	@$(BIN)/ruff format --check --quiet --output-format concise . || { echo "Not formatted: make fmt" >&2; exit 1; }

check-lint:
	@$(BIN)/ruff check --quiet --output-format concise .

check-types:
	@$(BIN)/mypy --no-error-summary $(PYTHON_FILES)

check-walls:
	@$(BIN)/lint-imports --no-logo 2>&1 | { grep -vE '^$$|KEPT$$' || true; }

fmt: $(TEST_READY) ## format every file and mend what the linter can mend safely
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: $(TEST_READY) ## measure, and write the tables of docs/benchmarks.md (BENCH=bench_plan_40: only that)
	@$(BIN)/python -m tests.bench.run $(BENCH)

evidence: $(RUN_READY) ## play the simulator and write docs/evidence.md (STAFF=1000 SEEDS=30 SWEEP=0; goes on where it was)
	@$(BIN)/relief simulate --staff $(or $(STAFF),1000) --seeds $(or $(SEEDS),30) --sweep $(or $(SWEEP),0) \
	  --evidence docs/evidence.md

rosters-table: $(TEST_READY) ## write docs/rosters.md from the real rosters in ../shared
	@$(BIN)/python -m tests.support.rosters_table

attack: $(TEST_READY) ## attack what is published of made-up forces, and write the report into docs/evidence.md
	@$(BIN)/python -m tests.support.attack_report

calibration: $(TEST_READY) ## write docs/calibration.md from draws and the history in ../shared
	@$(BIN)/python -m tests.support.calibration_page

soak: $(TEST_READY) ## the long tests: many minutes
	@code=0; $(BIN)/python -m pytest -m soak || code=$$?; [ $$code = 5 ] && echo "No soak test exists yet" || exit $$code

lock: $(TEST_READY) ## rewrite the locks after a change of dependencies (UPGRADE=1: newest versions)
	@.ci/lock

hooks: $(TEST_READY) ## run the checks before every commit of this clone
	@$(BIN)/pre-commit install

clean: ## remove the environment and everything generated
	rm -rf .venv .bench .browser .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* \
	  htmlcov test-results build dist

$(RUN_READY):
	@PYTHON="$(PYTHON)" .ci/environment run $(KEY)

$(TEST_READY):
	@PYTHON="$(PYTHON)" .ci/environment test $(KEY)

.PHONY: help run test packaged-browser check check-format check-lint check-types check-walls fmt bench evidence attack rosters-table \
  calibration soak lock hooks clean
