"""Histories of attendance: what is read, what is refused, and that nothing is known before its day."""

import gzip
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.calibration.command import calibrated
from scheduler.calibration.comparing import compare, compare_histories, days_of
from scheduler.calibration.history import Unreadable, read_history, with_priors

HEAD = "PatientId,Gender,ScheduledDay,AppointmentDay,No-show"


def row(who: int, made: str, on: str, missed: bool) -> str:
    return f"{who},F,{made}T09:00:00Z,{on}T00:00:00Z,{'Yes' if missed else 'No'}"


def weeks(first: int, last: int) -> str:
    """A made-up May: those made long before are missed more often."""
    rows = [
        row(n, "2016-04-20" if n % 2 else f"2016-05-{day:02}", f"2016-05-{day:02}", n % 2 == 1 and n % 3 == 0)
        for day in range(first, last)
        for n in range(60)
    ]
    return "\n".join([HEAD, *rows, ""])


def kept(folder: Path, text: str, name: str = "history.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["history.csv", "history.csv.gz"])
def test_a_history_is_read_packed_or_not_in_order_of_day(tmp_path: Path, name: str) -> None:
    text = "\n".join([HEAD, row(1, "2016-05-01", "2016-05-09", True), row(2, "2016-05-02", "2016-05-02", False)])
    found = read_history(kept(tmp_path, text, name))
    assert [(one.on.day, one.lead_days, one.missed) for one in found.appointments] == [(2, 0, False), (9, 8, True)]


def test_what_was_made_after_its_day_is_left_out_and_counted(tmp_path: Path) -> None:
    text = "\n".join([HEAD, row(1, "2016-05-02", "2016-05-01", True), row(1, "2016-05-01", "2016-05-01", True)])
    found = read_history(kept(tmp_path, text))
    assert (len(found.appointments), found.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no history of attendance"),
        ("a,b\n1,2\n", "must have ScheduledDay, AppointmentDay, PatientId, No-show or created_at"),
        (f"{HEAD}\n", "has no appointment"),
        (f"{HEAD}\n1,F,yesterday,2016-05-01,No\n", "line 2: 'yesterday' is no day such as 2016-05-20"),
        (f"{HEAD}\n1,F,2016-05-01,2016-05-01,maybe\n", "line 2: 'maybe' is neither yes nor no"),
        (f"{HEAD}\n1,F\n", "line 2: cells are missing"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_history(kept(tmp_path, text))


def test_broken_bytes_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
    whole = gzip.compress(weeks(2, 9).encode())
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    for name in ("a", "b"):
        with pytest.raises(Unreadable, match=r"not text|cannot be read"):
            read_history(tmp_path / name)


def test_prior_misses_are_those_of_days_before(tmp_path: Path) -> None:
    """Two on one day: neither knows of the other."""
    text = "\n".join([HEAD, *(row(1, "2016-05-01", on, True) for on in ("2016-05-02", "2016-05-02", "2016-05-03"))])
    priors = [min(f for f in features if f.startswith("prior")) for _, features in
              with_priors(read_history(kept(tmp_path, text)).appointments)]  # fmt: skip
    assert priors == ["prior_nothing", "prior_nothing", "prior_missed_most"]


def test_what_later_days_bring_changes_nothing_that_was_told_before_them(tmp_path: Path) -> None:
    """No peeking: other outcomes on the last day leave the chances of all days, hence the bins, as they were."""
    plain = weeks(2, 12)
    last = plain.replace("2016-05-11T00:00:00Z,No", "2016-05-11T00:00:00Z,Yes")
    assert last != plain
    told = []
    for name, text in (("a.csv", plain), ("b.csv", last)):
        found = compare(days_of(read_history(kept(tmp_path, text, name)).appointments), date(2016, 5, 8))
        told.append({name: [one.told for one in score.bins] for name, score in found.scores.items()})
    assert told[0] == told[1]


def test_control_what_earlier_days_bring_does_change_it(tmp_path: Path) -> None:
    plain = weeks(2, 12)
    first = plain.replace("2016-05-08T00:00:00Z,No", "2016-05-08T00:00:00Z,Yes")
    told = []
    for name, text in (("a.csv", plain), ("b.csv", first)):
        found = compare(days_of(read_history(kept(tmp_path, text, name)).appointments), date(2016, 5, 8))
        told.append([one.told for one in found.scores["Lead time only"].bins])
    assert told[0] != told[1]


def test_lead_time_beats_the_base_rate_where_it_matters(tmp_path: Path) -> None:
    found = compare(days_of(read_history(kept(tmp_path, weeks(2, 29))).appointments), date(2016, 5, 20))
    assert found.scores["Lead time only"].brier < found.scores["Base rate"].brier - 0.005


def test_later_days_of_another_file_are_scored(tmp_path: Path) -> None:
    early, late = kept(tmp_path, weeks(2, 9)), kept(tmp_path, weeks(9, 12), "late.csv.gz")
    out = tmp_path / "new" / "folder"
    said = calibrated(early, late, None, out)
    assert "Learnt from 420 appointments up to 2016-05-08; scored on 180 from later days up to 2016-05-11" in said
    assert (out / "calibration.svg").read_text().startswith("<svg")
    assert '"Base rate"' in (out / "calibration.json").read_text()


def test_days_that_were_learnt_from_are_not_scored(tmp_path: Path) -> None:
    early, late = kept(tmp_path, weeks(2, 9)), kept(tmp_path, weeks(8, 12), "late.csv")
    with pytest.raises(Unreadable, match="begins on 2016-05-08, and was learnt from up to 2016-05-08"):
        calibrated(early, late, None, None)


@pytest.mark.parametrize(("until", "said"), [(date(2016, 5, 31), "no day after"), (date(2016, 4, 1), "no day up to")])
def test_a_day_that_divides_nothing_is_refused(tmp_path: Path, until: date, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        calibrated(kept(tmp_path, weeks(2, 9)), None, until, None)


def test_without_a_day_or_later_days_it_is_asked_for_one(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="--train-until"):
        calibrated(kept(tmp_path, weeks(2, 9)), None, None, None)


def test_who_is_not_known_is_not_one_and_the_same(tmp_path: Path) -> None:
    rows = [row(1, "2016-05-01", on, True).replace("1,F", ",F", 1) for on in ("2016-05-02", "2016-05-03")]
    found = read_history(kept(tmp_path, "\n".join([HEAD, *rows])))
    assert all("prior_nothing" in features for _, features in with_priors(found.appointments))


def test_rows_without_a_day_or_an_outcome_are_left_out_and_counted(tmp_path: Path) -> None:
    good = row(1, "2016-05-01", "2016-05-09", True)
    rows = [good, good.replace("Yes", ""), good.replace("2016-05-09T00:00:00Z", " "), "1,F,,2016-05-09,No"]
    found = read_history(kept(tmp_path, "\n".join([HEAD, *rows])))
    assert (len(found.appointments), found.left_out) == (1, 3)


@pytest.mark.parametrize("change", [
    lambda text: text.replace(",", ";"),
    lambda text: text.replace(",", "\t"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: text.replace(HEAD, HEAD.upper().replace("-", "_")),
    lambda text: text.replace(HEAD, HEAD.replace(",", " , ")),
    lambda text: "\n".join(f"x,{line}" for line in text.split("\n") if line),
])  # fmt: skip
def test_the_same_history_written_otherwise_has_the_same_scores(tmp_path: Path, change: Callable[[str], str]) -> None:
    plain, other = kept(tmp_path, weeks(2, 9)), kept(tmp_path, change(weeks(2, 9)), "other.csv")
    assert read_history(other) == read_history(plain)


@pytest.mark.parametrize(("data", "said"), [
    ((HEAD + "\n").encode("utf-16"), "not text in UTF-8"),
    (f"{HEAD}\n1,F,01/05/2016,09/05/2016,No\n".encode(), "'09/05/2016' is no day such as 2016-05-20"),
    (f"{HEAD}\n1,F,2016-05-01,2016-05-09,1\n".encode(), "'1' is neither yes nor no"),
    (f"{HEAD}\n1,{'x' * 200_000},2016-05-01,2016-05-09,No\n".encode(), "cannot be read to its end"),
    (f"{HEAD}\n1,F,2016-05-01,2016-02-30,No\n".encode(), "'2016-02-30' is no day"),
])  # fmt: skip
def test_odd_files_are_refused_in_words(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "odd.csv").write_bytes(data)
    with pytest.raises(Unreadable, match=said):
        read_history(tmp_path / "odd.csv")


@pytest.mark.parametrize("days", [1, 3, 90, 1000])
def test_later_days_are_scored_whenever_they_come_and_lead_time_still_wins(tmp_path: Path, days: int) -> None:
    """Other weekdays, other months: what was learnt of lead time holds, and nothing breaks on a weekday never seen."""
    early, plain = kept(tmp_path, weeks(2, 16)), weeks(16, 29)
    later = re.sub(r"2016-(\d\d)-(\d\d)T", lambda day: f"{moved(day, days)}T", plain)
    found = compare_histories(read_history(early), read_history(kept(tmp_path, later, "late.csv")), None)
    assert found.scores["Lead time only"].brier < found.scores["Base rate"].brier


def moved(day: re.Match[str], days: int) -> str:
    return str(date(2016, int(day[1]), int(day[2])) + timedelta(days=days))


def test_from_one_origin_to_the_next_lead_time_beats_the_base_rate(tmp_path: Path) -> None:
    days = days_of(read_history(kept(tmp_path, weeks(2, 29))).appointments)
    for origin in (8, 12, 16, 20):
        part = [day for day in days if day.on <= date(2016, 5, origin + 4)]
        found = compare(part, date(2016, 5, origin)).scores
        assert found["Lead time only"].brier < found["Base rate"].brier, origin
