"""Times in every way that long tables write them; what numbers mean is shown or asked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.rota.domain.reading import Reading
from tests.rota.builders import read
from tests.rota.made_up import LONDON, Roster, duties_of, found, rosters

_MONTHS = {
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
}
_HEADERS = {
    "English": "Staff number;Date;Start;End;Kind",
    "German": "Personalnummer;Datum;Beginn;Ende;Kind",
    "French": "Matricule;Jour;Début;Fin;Kind",
    "Spanish": "Número de empleado;Fecha;Hora de inicio;Hora de fin;Kind",
    "Italian": "Matricola;Data;Ora inizio;Ora fine;Kind",
    "Dutch": "Personeelsnummer;Datum;Begintijd;Eindtijd;Kind",
}


def _hours(reading: Reading) -> list[str]:
    assert reading.is_clean, (reading.faults, reading.questions)
    ends = [(x.duty.start_at.astimezone(LONDON), x.duty.end_at.astimezone(LONDON)) for x in reading.lines]
    return [f"{start:%d %H:%M}-{end:%d %H:%M}" for start, end in ends]


@pytest.mark.parametrize(
    ("start", "end", "read_as"),
    [
        ("07:00", "15:00", "01 07:00-01 15:00"),
        ("0700", "1500", "01 07:00-01 15:00"),
        ("9", "18", "01 09:00-01 18:00"),
        ("700", "1530", "01 07:00-01 15:30"),
        ("7.30", "15.10", "01 07:30-01 15:10"),
        ("7.5", "15.25", "01 07:30-01 15:15"),
        ("0.375", "0.6875", "01 09:00-01 16:30"),
        ("0.958333333333333", "0.29166666666666669", "01 23:00-02 07:00"),
        ("14:00", "24:00", "01 14:00-02 00:00"),
        ("1400", "2400", "01 14:00-02 00:00"),
        ("14", "24", "01 14:00-02 00:00"),
        ("00:00", "24:00", "01 00:00-02 00:00"),
        ("4:00 PM", "12:00 AM", "01 16:00-02 00:00"),
        ("4pm", "11.30 p.m.", "01 16:00-01 23:30"),
        ("12:00 PM", "8:00 pm", "01 12:00-01 20:00"),
        ("7h30", "15h", "01 07:30-01 15:00"),
        ("7:00 Uhr", "15:00 Uhr", "01 07:00-01 15:00"),
        ("0700 hrs", "07.30hrs", "01 07:00-01 07:30"),
        ("7:00 sharp", "15:00", None),
        ("22:00", "06:00", "01 22:00-02 06:00"),
    ],
)
def test_a_time_is_read_as_it_is_written(start: str, end: str, read_as: str | None) -> None:
    reading = read(f"staff no,date,start,end\n00123,2026-12-01,{start},{end}\n")
    if read_as is None:
        assert reading.faults
    else:
        assert _hours(reading) == [read_as]


@pytest.mark.parametrize(
    ("start", "end", "read_as"),
    [
        ("2026-12-01T07:00:00Z", "2026-12-01T15:00:00Z", "01 07:00-01 15:00"),
        ("2026-07-01T07:00:00+01:00", "2026-07-01T15:00:00+0100", "01 07:00-01 15:00"),
        ("1796108400", "1796137200", "01 07:00-01 15:00"),
        ("1796108400000", "1796137200000", "01 07:00-01 15:00"),
        ("46357.2916666667", "46357.625", "01 07:00-01 15:00"),
        ("01/12/2026 07:00", "13/12/2026 07:00", None),
        ("1 Dec 2026 7:00 am", "1 Dec 2026 3:00 pm", "01 07:00-01 15:00"),
        ("2026-12-01 1900", "2026-12-02 0700", "01 19:00-02 07:00"),
    ],
)
def test_a_moment_is_read_as_it_is_written(start: str, end: str, read_as: str | None) -> None:
    reading = read(f"staff no,start,end\n00123,{start},{end}\n")
    assert _hours(reading) == [read_as] if read_as else reading.faults


@pytest.mark.parametrize("cell", ["19-10", "19:00-10:00", "19:00 - 10:00", "1900–1000", "7pm-10am", "19:00 to 10:00"])
def test_one_column_may_hold_both_ends(cell: str) -> None:
    assert _hours(read(f"Dienstnummer;Datum;Schichtzeit\n00123;01.12.2026;{cell}\n", date_order="day_first")) == [
        "01 19:00-02 10:00"
    ]


@pytest.mark.parametrize("length", ["8", "8.0", "8,0", "08:00", "8h", "PT8H"])
def test_a_start_and_a_length_make_a_duty_and_say_so(length: str) -> None:
    reading = read(f'staff no;date;start;Duration (h)\n00123;2026-12-01;22:00;"{length}"\n')
    assert _hours(reading) == ["01 22:00-02 06:00"]
    assert "column.length" in {decision.code for decision in reading.decisions}


def test_a_length_is_never_used_where_there_is_an_end() -> None:
    reading = read("staff no,date,start,end,hours\n00123,2026-12-01,07:00,15:00,12:00\n")
    assert _hours(reading) == ["01 07:00-01 15:00"]
    assert "hours" in " ".join(reading.notes)
    asked = read("staff no,date,start,total\n00123,2026-12-01,07:00,15:00\n")
    assert "column.end" in {question.code for question in asked.questions}


def test_a_length_of_more_than_a_day_is_a_fault() -> None:
    assert "length" in read("staff no,date,start,hours\n1,2026-12-01,07:00,37.5\n").faults[0].message


def test_split_duties_are_two_stretches_of_a_row() -> None:
    rows = "00123,2026-12-01,07:00,11:00,15:00,19:00\n00124,2026-12-01,07:00,15:00,,\n"
    for head in (
        "Start 1,End 1,Start 2,End 2",
        "Start,End,Start 2,End 2",
        "First start,First end,Second start,Second end",
    ):
        assert _hours(read(f"staff no,date,{head}\n{rows}")) == [
            "01 07:00-01 11:00",
            "01 15:00-01 19:00",
            "01 07:00-01 15:00",
        ]


def test_two_people_in_a_cell_have_a_duty_each_once_somebody_says_so() -> None:
    rows = 'Worker IDs,Date,Start,End\n"135, 00125",2026-12-01,07:00,15:00\n136,2026-12-01,07:00,15:00\n'
    assert not read(rows).lines
    assert {x.staff_number for x in read(rows, several_people="each").lines} == {"135", "00125", "136"}


def test_a_week_comes_again_through_the_period_that_was_answered() -> None:
    rows = "user id,day_of_week,start_time,end_time\n7,Friday,18:30,24:00\n7,weekend,0:00,24:00\n"
    answers = {"column__staff_number": "user id", "period_from": "2026-12-01", "period_to": "2026-12-13"}
    assert {q.code for q in read(rows, column__staff_number="user id").questions} == {"period_from", "period_to"}
    assert sorted(_hours(read(rows, **answers))) == [
        "04 18:30-05 00:00",
        "05 00:00-06 00:00",
        "06 00:00-07 00:00",
        "11 18:30-12 00:00",
        "12 00:00-13 00:00",
        "13 00:00-14 00:00",
    ]


def test_the_column_of_dates_is_told_from_the_column_of_day_names() -> None:
    reading = read("Date,Day,Staff no,Start,End\n2026-12-01,Tuesday,00123,07:00,15:00\n")
    assert _hours(reading) == ["01 07:00-01 15:00"]
    (decision,) = [d for d in reading.decisions if d.code == "column.date"]
    assert decision.words == "Date"
    assert decision.confidence == "likely"


def test_bare_numbers_between_times_are_slips_and_are_told() -> None:
    reading = read("staff no,date,start,end\n1,2026-12-01,07:00,15:00\n2,2026-12-01,9,17:00\n")
    assert [(fault.row, fault.value) for fault in reading.faults] == [(3, "9")]


def test_an_offset_that_is_not_the_forces_is_asked_about() -> None:
    rows = "staff no,start,end\n1,2026-03-18T17:00:00+13:00,2026-03-18T20:00:00+13:00\n"
    assert [q.code for q in read(rows).questions] == ["time_zone"]
    (one,) = read(rows, time_zone="Pacific/Auckland").lines
    assert str(one.duty.start_at.astimezone(LONDON)) == "2026-03-18 04:00:00+00:00"


def _worked(roster: Roster) -> list[tuple[str, datetime, datetime, str]]:
    every = [
        (number, duty.start_at.astimezone(LONDON), duty.end_at.astimezone(LONDON), duty.kind.value)
        for number, duty in sorted(duties_of(roster), key=lambda pair: (pair[0], pair[1].start_at, pair[1].kind.value))
    ]
    return [duty for duty in every if duty[3] in ("early", "late", "night")]


def _excel_day(on: date) -> int:
    return (on - date(1899, 12, 30)).days


def _part_of_day(at: time) -> str:
    return f"{(at.hour * 60 + at.minute) / 1_440:.15g}"


@settings(max_examples=20)
@given(rosters(), st.sampled_from(["hours", "0700", "7h", "am and pm", "24:00"]))
def test_any_duties_in_any_way_of_writing_times(roster: Roster, way: str) -> None:
    duties = _worked(roster)
    assume(duties)

    def written(at: datetime, is_end: bool) -> str:
        match way:
            case "hours":
                return str(at.hour or 24 if is_end else at.hour)
            case "0700":
                return "2400" if is_end and at.hour == 0 else f"{at:%H%M}"
            case "7h":
                return f"{at.hour}h{at:%M}"
            case "am and pm":
                return f"{at:%I:%M %p}"
            case _:
                return "24:00" if is_end and at.hour == 0 else f"{at:%H:%M}"

    rows = [f"{n};{s:%Y-%m-%d};{written(s, False)};{written(e, True)};{kind}" for n, s, e, kind in duties]
    reading = read("\n".join(["staff no;date;start;end;kind", *rows]))
    assert found(reading) == {pair for pair in duties_of(roster) if pair[1].kind.value in ("early", "late", "night")}


@settings(max_examples=20)
@given(rosters(), st.sampled_from(["serials", "moments", "epoch", "zulu", "range", "length"]))
def test_any_duties_in_any_shape_of_moments(roster: Roster, way: str) -> None:
    duties = _worked(roster)
    assume(duties)
    heads = {
        "serials": "date;start;end",
        "range": "date;shift time",
        "length": "date;start;hours",
        "moments": "start;end",
    }
    rows = list[str]()
    for number, start, end, kind in duties:
        parts = f"{_excel_day(start.date())};{_part_of_day(start.time())};{_part_of_day(end.time())}"
        if way == "moments":
            serials = [f"{_excel_day(at.date()) + (at.hour * 60 + at.minute) / 1_440:.10f}" for at in (start, end)]
            parts = ";".join(serials)
        elif way == "epoch":
            parts = f"{int(start.timestamp())};{int(end.timestamp())}"
        elif way == "zulu":
            parts = ";".join(at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in (start, end))
        elif way == "range":
            parts = f"{start:%Y-%m-%d};{start:%H:%M}-{end:%H:%M}"
        elif way == "length":
            wall = end.replace(tzinfo=None) - start.replace(tzinfo=None)
            parts = f"{start:%Y-%m-%d};{start:%H:%M};{wall / timedelta(hours=1):g}"
        rows.append(f"{number};{parts};{kind}")
    reading = read("\n".join([f"staff no;{heads.get(way, 'start;end')};kind", *rows]))
    assert found(reading) == {pair for pair in duties_of(roster) if pair[1].kind.value in ("early", "late", "night")}


@settings(max_examples=20)
@given(rosters(), st.sampled_from(sorted(_HEADERS)), st.sampled_from(sorted(_MONTHS)))
def test_titles_and_months_in_every_language(roster: Roster, titles: str, months: str) -> None:
    duties = _worked(roster)
    assume(duties)
    names = _MONTHS[months].split()
    rows = [f"{n};{s.day}. {names[s.month - 1]} {s.year};{s:%H:%M};{e:%H:%M};{kind}" for n, s, e, kind in duties]
    reading = read("\n".join([_HEADERS[titles], *rows]))
    assert found(reading) == {pair for pair in duties_of(roster) if pair[1].kind.value in ("early", "late", "night")}


def test_a_year_of_noughts_is_a_fault_and_not_passed_over() -> None:
    assert "does not exist" in read("staff no,date,start,end\n1,0000-00-00,07:00,15:00\n").faults[0].message
    grid = "Staff number,0000-00-00,14/12/2026,15/12/2026\n00123,E,L,RD\n"
    assert [q.code for q in read(grid, code_table="response").questions] == ["year"]
    assert "does not exist" in read(grid, code_table="response", year="2026").faults[0].message
