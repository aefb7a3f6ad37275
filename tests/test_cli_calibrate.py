"""`relief calibrate` as an operator meets it: a table, or a sentence that says what is wrong."""

from pathlib import Path

from tests.scheduler.calibration.test_history import kept, weeks
from tests.test_cli import relief


def test_a_history_is_scored_and_other_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    history = kept(tmp_path, weeks(2, 12), "history.csv.gz")
    done = relief(tmp_path, "calibrate", str(history), "--train-until", "2016-05-08")
    assert done.exit_code == 0
    assert "| Lead time only |" in done.stdout
    for wrong, said in (
        ([str(kept(tmp_path, "a,b", "other.csv")), "--train-until", "2016-05-08"], "other.csv is no history"),
        ([str(history)], "--train-until"),
        ([str(tmp_path / "none.csv"), "--train-until", "2016-05-08"], "No such file"),
    ):
        refused = relief(tmp_path, "calibrate", *wrong)
        assert refused.exit_code == 2
        assert said in refused.output
        assert "Traceback" not in refused.output
