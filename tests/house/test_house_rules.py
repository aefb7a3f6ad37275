"""The house keeps its rules, and each rule would notice if it did not."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.house import doors, names, places, sizes
from tests.house.source import Finding, Source, listed, read_tree

Rule = Callable[[Sequence[Source]], list[Finding]]


def file(path: str, text: str) -> Source:
    return Source(path, f'"""A sign."""\n{text}\n')


def many(count: int, text: str) -> list[Source]:
    return [file(f"app/care/part{number}.py", text) for number in range(count)]


LONG = "def long():\n" + "    x = 1\n" * 41
DOCUMENTED = 'def long():\n    """One.\n\n' + "    two\n" * 40 + '    """\n' + "    x = 1\n" * 38

# Each rule with a tree that breaks it (how often), and a tree that looks like it and does not.
RULES: dict[Rule, tuple[int, list[Source], list[Source]]] = {
    sizes.too_long_files: (1, [file("app/a.py", "x = 1\n" * 400)], [file("app/a.py", "x = 1\n" * 380)]),
    sizes.too_long_functions: (
        1,
        [file("tests/test_a.py", LONG)],
        [file("app/a.py", DOCUMENTED), file("migrations/care/1.py", LONG.replace("long", "upgrade"))],
    ),
    sizes.over_budget: (1, many(12, "x = 1\n" * 120), many(12, "x = 1\n" * 80)),
    names.unsigned_doors: (
        2,
        [Source("app/a.py", "import os\n"), Source("app/b.py", '"""no stop"""\n')],
        [Source("app/c.py", '"""It says what it is,\nin one sentence."""\n')],
    ),
    names.nameless_rooms: (
        2,
        [file("app/care/utils.py", ""), file("app/core/a.py", "")],
        [file("app/care/coreward.py", "")],
    ),
    names.foreign_words: (
        2,
        [file("app/a.py", "therapist_id = 1"), Source("app/care/web/a.html", "<p>Your therapist</p>")],
        [file("app/a.py", "counsellor_id = 1"), file("tests/test_a.py", "customer = 1")],
    ),
    names.misnamed_handles: (
        1,
        [file("app/a.py", "def book(session: Session): ...")],
        [file("app/a.py", "def book(db: Session, session: CourseSession): ...")],
    ),
    names.promises_to_oneself: (
        1,
        [file("app/a.py", "x = 1  # " + "TO" + "DO later")],
        [file("app/a.py", "# what is to do")],
    ),
    names.unexplained_functions: (
        1,
        [file("scheduler/a.py", "def solve(): ...")],
        [file("scheduler/a.py", "def _solve(): ..."), file("app/a.py", "def solve(): ...")],
    ),
    doors.stray_queries: (
        2,
        [
            file("app/care/services/a.py", "from sqlalchemy import select"),
            file("app/care/web/a.py", "def f(db): db.execute(1)"),
        ],
        [
            file("app/care/store/a.py", "from sqlalchemy import select"),
            file("app/care/services/a.py", "from sqlalchemy.orm import Session"),
        ],
    ),
    doors.stray_commits: (
        1,
        [file("app/care/services/a.py", "def f(db): db.commit()")],
        [file("app/care/jobs/a.py", "def f(db): db.commit()"), file("app/foundation/database.py", "db.commit()")],
    ),
    doors.stray_calls_outside: (
        2,
        [file("app/care/services/a.py", "import httpx"), file("app/rota/web/a.py", "from urllib import request")],
        [file("app/care/channels/a.py", "import httpx")],
    ),
    doors.stand_ins: (
        3,
        [
            file("tests/test_a.py", "from unittest import mock"),
            file("tests/test_b.py", "def test(monkeypatch): monkeypatch.setattr('app.care.x', 1)"),
            file("tests/test_c.py", "from app import care\ndef test(monkeypatch): monkeypatch.setattr(care, 'x', 1)"),
        ],
        [file("tests/test_d.py", "import os\ndef test(monkeypatch): monkeypatch.setattr(os, 'x', 1)")],
    ),
    places.named_machines: (
        2,
        [
            Source("README.md", f"see https://{places.REGISTRY_HOSTS[0]}"),
            Source("Makefile", f"cat {places.MACHINE_PATHS[0]}x"),
        ],
        [Source("README.md", "../shared/work/data and docs/root/a.md")],
    ),
    places.tests_of_nothing: (
        1,
        [file("tests/care/cellar/deep/test_a.py", ""), file("app/care/store/a.py", "")],
        [file("tests/care/store/test_a.py", ""), file("app/care/store/a.py", ""), file("tests/story/test_a.py", "")],
    ),
    places.untested_packages: (
        1,
        [file("app/rota/files/a.py", "")],
        [file("app/rota/files/a.py", ""), file("tests/rota/test_a.py", "")],
    ),
    places.checker_knows_solver: (
        2,
        [file("scheduler/check.py", "from scheduler.objective import cost")],
        [file("scheduler/check.py", "from scheduler.problem import Problem")],
    ),
}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)


@pytest.fixture(scope="module")
def tree() -> list[Source]:
    return read_tree()


@each_rule
def test_the_house_keeps(rule: Rule, tree: list[Source]) -> None:
    findings = rule(tree)
    assert not findings, f"{rule.__doc__}{listed(findings)}"


@each_rule
def test_a_breach_would_be_seen(rule: Rule) -> None:
    count, breaches, lookalikes = RULES[rule]
    assert len(rule(breaches)) == count
    assert rule(lookalikes) == []


def test_the_tree_is_read(tree: list[Source], tmp_path: Path) -> None:
    """Control: a rule over no file at all would always be kept."""
    assert {"pyproject.toml", "scheduler/__init__.py", "tests/house/source.py"} <= {source.path for source in tree}
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "utils.py").write_text("x = 1\n")
    assert [finding.path for finding in names.nameless_rooms(read_tree(tmp_path))] == ["app/utils.py"]


def test_a_half_written_file_is_left_to_the_linter() -> None:
    assert not sizes.too_long_functions([Source("app/a.py", "def broken(:\n")])
