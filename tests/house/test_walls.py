"""The import contracts stand between the rooms, and each of them bites."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

SOUND = {
    "app/__init__.py": "",
    "app/main.py": "import app.care.web.pages\nimport app.rota.web.pages",
    "app/cli.py": "import app.demo.story",
    "app/settings.py": "import app.foundation.database",
    "app/provisioning.py": "",
    "app/simulate/__init__.py": "",
    "app/simulate/year.py": "import app.care.domain.ledger",
    "app/demo/__init__.py": "",
    "app/demo/story.py": "import app.care.services.book",
    "app/foundation/__init__.py": "",
    "app/foundation/database.py": "import sqlalchemy",
    "app/rota/__init__.py": "",
    "app/rota/web/__init__.py": "",
    "app/rota/web/pages.py": "import app.rota.files.csv",
    "app/rota/files/__init__.py": "",
    "app/rota/files/csv.py": "import app.rota.store.versions",
    "app/rota/store/__init__.py": "",
    "app/rota/store/versions.py": "import app.rota.domain.version\nimport app.foundation.database",
    "app/rota/domain/__init__.py": "",
    "app/rota/domain/version.py": "import datetime",
    "app/care/__init__.py": "",
    "app/care/desk.py": "import app.foundation.database",
    "app/care/web/__init__.py": "",
    "app/care/web/pages.py": "import app.care.services.book\nimport app.care.channels.mail\nimport app.care.desk",
    "app/care/services/__init__.py": "",
    "app/care/services/book.py": "import app.care.domain.ledger\nimport scheduler.solve",
    "app/care/channels/__init__.py": "",
    "app/care/channels/mail.py": "",
    "app/care/store/__init__.py": "",
    "app/care/reads/__init__.py": "",
    "app/care/jobs/__init__.py": "",
    "app/care/domain/__init__.py": "",
    "app/care/domain/ledger.py": "",
    "scheduler/__init__.py": "",
    "scheduler/solve.py": "import ortools\nimport scheduler.problem",
    "scheduler/problem.py": "",
}

# Contract (the words before the colon, or all) -> the one file that breaks it.
BREACHES = [
    ("The house", "app/foundation/database.py", "import app.care.domain.ledger"),
    ("The house", "app/care/services/book.py", "import app.demo.story"),
    ("The house", "app/serving.py", "import app.provisioning"),
    ("The house", "app/care/services/book.py", "import app.settings"),
    ("The house", "app/shed.py", ""),
    ("The rooms", "app/care/domain/ledger.py", "import app.care.services.book"),
    ("The rooms", "app/care/services/book.py", "import app.care.channels.mail"),
    ("The rooms", "app/rota/store/versions.py", "import app.rota.files.csv"),
    ("The rooms", "app/care/services/book.py", "import app.care.desk"),
    ("The rooms", "app/care/attic.py", ""),
    ("The simulator plays", "app/simulate/year.py", "import app.care.services.book"),
    ("The wall", "app/care/channels/mail.py", "import app.rota.domain.version"),
    ("The wall", "app/rota/files/csv.py", "import app.care.domain.ledger"),
    ("The scheduler stands alone", "scheduler/solve.py", "import app.settings"),
    ("The scheduler stands alone", "scheduler/problem.py", "import sqlalchemy"),
    ("Only the scheduler imports OR-Tools", "app/care/services/book.py", "import ortools"),
    ("Domain is plain Python", "app/care/domain/ledger.py", "import sqlalchemy"),
    ("Domain is plain Python", "app/rota/domain/version.py", "import app.foundation.database"),
    ("No import cycles among neighbours", "scheduler/problem.py", "import scheduler.solve"),
]


def broken_contracts(house: Path, files: dict[str, str]) -> list[str]:
    """The contracts of pyproject.toml that a house of these files breaks."""
    for name, text in files.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text + "\n")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as go; go()"]
    arguments = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    done = subprocess.run(
        [*command, *arguments], cwd=house, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(house)}
    )
    assert "Contracts" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.*?) BROKEN$", done.stdout, flags=re.MULTILINE)


def test_a_sound_house_breaks_no_contract(tmp_path: Path) -> None:
    assert broken_contracts(tmp_path, SOUND) == []


@pytest.mark.parametrize(("contract", "place", "line"), BREACHES)
def test_a_breach_breaks_its_contract(tmp_path: Path, contract: str, place: str, line: str) -> None:
    broken = broken_contracts(tmp_path, {**SOUND, place: line})
    assert any(name.startswith(contract) for name in broken), broken


def test_every_contract_has_a_breach_here() -> None:
    contracts = re.findall(
        r'^name = "(.*)"$', (ROOT / "pyproject.toml").read_text().split("[tool.importlinter]")[1], re.MULTILINE
    )
    assert [name for name in contracts if not any(name.startswith(tried) for tried, _, _ in BREACHES)] == []


LIGHT = ["interval", "duty", "pattern", "rest_rules", "risk", "windows", "civil", "reasons", "problem", "plan", "check"]


def test_the_light_half_of_the_scheduler_starts_without_the_solver() -> None:
    """A web process draws duties and windows; loading OR-Tools for that would cost it 1.8 s and 100 MB."""
    modules = ["scheduler", *(f"scheduler.{name}" for name in LIGHT if (ROOT / "scheduler" / f"{name}.py").exists())]
    program = f"import sys, {', '.join(modules)}; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
    control = "import sys, ortools; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", control], cwd=ROOT, check=False).returncode == 1
