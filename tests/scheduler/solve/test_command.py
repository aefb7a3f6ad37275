"""`python -m scheduler`: files in and out, exit codes, Ctrl-C."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from scheduler.__main__ import main
from scheduler.check import check
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from tests.scheduler.solve.building import course, pin, planned, problem
from tests.scheduler.solve.test_solve import crowded
from tests.scheduler.solve.writing import document


def written(folder: Path, asked: Problem, name: str = "problem.json") -> str:
    """The path of a problem file."""
    path = folder / name
    text = json.dumps(document(asked)).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return str(path)


@pytest.mark.parametrize("name", ["plan.json", "plan.json.gz"])
def test_a_plan_is_written_as_the_format_has_it(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    assert main([written(tmp_path, problem()), "--out", str(out)]) == 0
    text = gzip.decompress(out.read_bytes()) if name.endswith(".gz") else out.read_bytes()
    plan = json.loads(text)
    assert plan.pop("seconds") < 60
    assert plan == {
        "format": "relief-plan/1",
        "objective": 0,
        "bound": 0,
        "status": "optimal",
        "appointments": [
            {"course": "k1", "number": 1, "counsellor": "c1", "start": 540, "place": "video"},
            {"course": "k1", "number": 2, "counsellor": "c1", "start": 540 + 7 * 1440, "place": "video"},
        ],
    }


def test_standard_input_and_output_can_stand_for_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(document(problem())).encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(gzip.compress(text))))
    assert main(["-", "--out", "-", "--progress"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["status"] == "optimal"
    assert "value 0  bound 0  gap 0 %" in said.err
    assert "optimal: 2 appointments, cost 0, at least 0" in said.err


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    code = main(arguments)
    said = capsys.readouterr()
    assert said.out == ""
    return code, said.err.splitlines()


def test_each_fault_of_a_problem_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong: dict[str, Any] = document(problem())
    wrong["grid"], wrong["days"] = 7, -1
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(wrong))
    code, lines = refused(capsys, str(path), "--out", "-")
    assert code == 2
    assert lines == [f"{path}: days -1 is not between 1 and 1098", f"{path}: grid 7 does not divide a day"]


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "nowhere.json")
    assert refused(capsys, path, "--out", "-") == (3, [f"{path}: No such file or directory"])


def test_a_plan_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "no" / "plan.json")
    assert refused(capsys, written(tmp_path, problem()), "--out", out) == (3, [f"{out}: No such file or directory"])


def test_pins_that_leave_no_plan_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = problem(course(sessions=3, days=(0, 14), pins=(pin(1, 0), pin(3, 14))))
    code, lines = refused(capsys, written(tmp_path, asked), "--out", "-")
    assert (code, lines) == (4, ["no plan keeps every pin"])


@pytest.mark.parametrize(
    "wrong", [["--seconds", "0"], ["--seconds", "nan"], ["--seconds", "soon"], ["--workers", "0"], ["--seed", "-1"]]
)
def test_a_wrong_option_is_refused(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main([written(tmp_path, problem()), "--out", "-", *wrong])
    assert end.value.code == 2


def test_ctrl_c_gives_the_best_plan_so_far(tmp_path: Path) -> None:
    asked, out = crowded(), tmp_path / "plan.json"
    command = [sys.executable, "-m", "scheduler", written(tmp_path, asked), "--out", str(out), "--progress"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as running:
        assert running.stderr is not None
        assert "value" in running.stderr.readline()
        time.sleep(0.2)
        os.kill(running.pid, signal.SIGINT)
        assert running.wait(timeout=50) == 0
    plan = json.loads(out.read_text())
    assert plan["seconds"] < 50
    assert check(asked, [PlannedAppointment(**a) for a in plan["appointments"]]) == []


def test_a_planned_appointment_reads_back() -> None:
    assert PlannedAppointment(course="k1", number=1, counsellor="c1", start=540, place="video") == planned()
