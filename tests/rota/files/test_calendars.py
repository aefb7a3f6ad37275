"""Calendar files: zones, whole days, repetitions, whose they are; what is broken or endless is refused."""

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings

from app.rota.domain.duty_line import DAYS_OFF
from app.rota.domain.reading import Reading
from tests.rota.builders import read
from tests.rota.made_up import LONDON, Roster, duties_of, found, rosters

TIMED = "DTSTART:20261201T070000Z\nDTEND:20261201T150000Z\nSUMMARY:Early"


def ics(*events: str, head: str = "", mark: str = "\r\n") -> str:
    """A calendar; each event as its lines."""
    inside = "".join(f"BEGIN:VEVENT\nUID:{n}@x\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//EN\n{head}{inside}END:VCALENDAR\n"
    return text.replace("\n", mark)


def own(data: str, **answers: str) -> Reading:
    return read(data, **{"staff_number": "00123", "kinds": "hours", **answers})


def hours(reading: Reading) -> list[str]:
    assert reading.is_clean, (reading.faults, reading.questions)
    every = sorted(reading.lines, key=lambda line: line.duty.start_at)
    return [
        f"{x.duty.kind.value} {x.duty.start_at.astimezone(LONDON):%d %H:%M}-{x.duty.end_at.astimezone(LONDON):%d %H:%M}"
        for x in every
    ]


def asked(reading: Reading) -> set[str]:
    return {question.code for question in reading.questions if question.required}


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\r\r\n"])
def test_any_line_end_reads_the_same(mark: str) -> None:
    assert hours(own(ics(TIMED, mark=mark))) == ["early 01 07:00-01 15:00"]


def test_a_calendar_says_neither_whose_it_is_nor_what_tells_the_kind() -> None:
    assert asked(read(ics(TIMED))) == {"staff_number", "kinds"}
    by_title = read(ics(TIMED.replace("Early", "00124")), kinds="hours", column__staff_number="SUMMARY")
    assert by_title.staff == ("00124",)
    to = TIMED + '\nATTENDEE;CN="00125":mailto:a@example.org'
    assert read(ics(to), kinds="hours", column__staff_number="ATTENDEE").staff == ("00125",)


def test_titles_may_be_read_with_a_code_table() -> None:
    coded = ics(TIMED.replace("Early", "N"))
    assert hours(own(coded, kinds="codes", code_table="response")) == ["night 01 07:00-01 15:00"]
    assert "not in the code table" in own(ics(TIMED), kinds="codes", code_table="response").faults[0].message


FLOATING = "DTSTART:20261201T070000\nDTEND:20261201T150000\nSUMMARY:Early"


def test_times_without_a_zone_are_asked_about_unless_the_file_says_whose_clocks() -> None:
    assert asked(own(ics(FLOATING))) == {"time_zone"}
    assert hours(own(ics(FLOATING), time_zone="Europe/Paris")) == ["early 01 06:00-01 14:00"]
    said = own(ics(FLOATING, head="X-WR-TIMEZONE:Europe/Berlin\n"))
    assert hours(said) == ["early 01 06:00-01 14:00"]
    (decision,) = [d for d in said.decisions if d.code == "time_zone"]
    assert (decision.answer, decision.confidence) == ("Europe/Berlin", "likely")
    assert said.cover is not None
    assert said.cover.zone_name == "Europe/Berlin"


def test_named_zones_are_read_as_such_and_unknown_ones_are_asked_about() -> None:
    berlin = ics("DTSTART;TZID=Europe/Berlin:20261201T070000\nDTEND;TZID=Europe/Berlin:20261201T150000\nSUMMARY:A")
    assert hours(own(berlin)) == ["early 01 06:00-01 14:00"]
    assert asked(own(berlin.replace("Europe/Berlin", "Nowhere/Else"))) == {"time_zone"}


def test_whole_days_mean_what_somebody_says_they_mean() -> None:
    days = ics("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203\nSUMMARY:Urlaub")
    assert asked(own(days)) == {"code.Urlaub"}
    assert hours(own(days, **{"code.Urlaub": "leave"})) == ["leave 01 00:00-02 00:00", "leave 02 00:00-03 00:00"]
    one = ics("DTSTART;VALUE=DATE:20261201\nSUMMARY:AL", TIMED.replace("20261201", "20261202"))
    assert hours(own(one, code_table="response"))[0] == "leave 01 00:00-02 00:00"
    assert hours(own(one, **{"code.AL": "not_rostered"})) == ["early 02 07:00-02 15:00"]


def test_a_rest_day_from_midnight_to_midnight_is_no_work() -> None:
    rest = "DTSTART;TZID=Europe/London:20261201T000000\nDTEND;TZID=Europe/London:20261202T000000\nSUMMARY:Ruhe"
    assert asked(own(ics(rest))) == {"code.Ruhe"}
    assert hours(own(ics(rest), **{"code.Ruhe": "rest_day"})) == ["rest_day 01 00:00-02 00:00"]


WEEKLY = (
    "DTSTART;TZID=Europe/London:20261001T070000\nDTEND;TZID=Europe/London:20261001T150000\nSUMMARY:A\n"
    "RRULE:FREQ=WEEKLY;BYDAY=TH\nEXDATE;TZID=Europe/London:20261029T070000"
)
OCTOBER = {"period_from": "2026-10-15", "period_to": "2026-11-05"}


def test_repetitions_are_written_out_for_the_period_by_the_clock_on_the_wall() -> None:
    assert asked(own(ics(WEEKLY))) == {"period_from", "period_to"}
    reading = own(ics(WEEKLY), **OCTOBER)
    assert hours(reading) == ["early 15 07:00-15 15:00", "early 22 07:00-22 15:00", "early 05 07:00-05 15:00"]
    assert {line.row for line in reading.lines} == {4}


def test_one_repetition_may_be_moved_and_another_added() -> None:
    moved = (
        "RECURRENCE-ID;TZID=Europe/London:20261022T070000\nDTSTART;TZID=Europe/London:20261022T140000\n"
        "DTEND;TZID=Europe/London:20261022T220000\nSUMMARY:A"
    )
    text = ics(WEEKLY + "\nRDATE;TZID=Europe/London:20261017T070000", moved).replace("UID:1@x", "UID:0@x")
    assert hours(own(text, **OCTOBER))[:3] == [
        "early 15 07:00-15 15:00",
        "early 17 07:00-17 15:00",
        "late 22 14:00-22 22:00",
    ]


def test_what_was_called_off_is_left_out_and_what_is_marked_free_is_asked_about() -> None:
    off = own(ics(TIMED, TIMED.replace("1201", "1202") + "\nSTATUS:CANCELLED"))
    assert len(off.lines) == 1
    assert any("cancelled" in note for note in off.notes)
    free = ics(TIMED, TIMED.replace("1201", "1202") + "\nTRANSP:TRANSPARENT")
    assert asked(own(free)) == {"free_events"}
    assert len(own(free, free_events="leave_out").lines) == 1
    assert len(own(free, free_events="duties").lines) == 2


def test_several_flights_of_a_day_are_one_duty_once_somebody_says_so() -> None:
    flights = [f"DTSTART:20261201T{a:02d}0000Z\nDTEND:20261201T{a + 2:02d}0000Z\nSUMMARY:X{a}" for a in (6, 9, 12)]
    assert asked(own(ics(*flights))) == {"stretches_of_a_day"}
    assert hours(own(ics(*flights), stretches_of_a_day="one")) == ["early 01 06:00-01 14:00"]
    assert len(own(ics(*flights), stretches_of_a_day="each").lines) == 3


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("DTSTART:20261201T070000Z\nSUMMARY:A", "when it ends"),
        ("DTEND:20261201T070000Z\nSUMMARY:A", "when it begins"),
        ("DTSTART:2026x\nDTEND:20261201T070000Z", "cannot be read"),
        ("DTSTART:20261201T070030Z\nDTEND:20261201T150000Z", "whole minute"),
        ("DTSTART:20261201T150000Z\nDTEND:20261201T070000Z", "end before it begins"),
        ("DTSTART:20261201T070000Z\nDTEND:20261205T150000Z", "104 hours"),
        ("DTSTART:20261201T070000Z\nDURATION:PTX", "cannot be read"),
        ("DTSTART:20261201T070000Z\nDTEND;VALUE=DATE:20261202", "when it ends"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_with_its_row(event: str, says: str) -> None:
    reading = own(ics(TIMED.replace("1201", "1130"), event))
    assert says in reading.faults[0].message, reading
    assert reading.faults[0].row == 10
    assert not reading.lines


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;COUNT=1000000000",
        "FREQ=MINUTELY",
        "FREQ=HOURLY;COUNT=2",
        "FREQ=DAILY;BYSECOND=1,2,3",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=" + "9" * 5_000,
        "FREQ=DAILY;UNTIL=99991231T000000Z",
        "FREQ=YEARLY;BYDAY=" + ",".join(["MO"] * 500),
        "COUNT=2",
    ],
)
def test_rules_that_hardly_end_are_refused_before_they_are_followed(rule: str) -> None:
    folded = f"RRULE:{rule[:20]}\n {rule[20:]}" if len(rule) > 20 else f"RRULE:{rule}"
    assert "far more often" in own(ics(TIMED + "\n" + folded), **OCTOBER).faults[0].message


def test_length_by_duration_and_escaped_titles() -> None:
    event = "DTSTART:20261201T220000Z\nDURATION:PT8H\nSUMMARY:Night\\, station 4\\nmain gate"
    reading = own(ics(event), kinds="codes", code_table="response")
    assert hours(own(ics(event))) == ["night 01 22:00-02 06:00"]
    assert reading.faults[0].value == "Night, station 4 main gate"


@settings(max_examples=20, deadline=None)
@given(rosters())
def test_any_duties_in_a_calendar_read_back_the_same(roster: Roster) -> None:
    number, days = next(iter(roster.items()))
    duties = [duty for _, duty in duties_of({number: days})]
    assume(duties)
    events = list[str]()
    for duty in duties:
        start, end = duty.start_at.astimezone(LONDON), duty.end_at.astimezone(LONDON)
        if duty.kind in DAYS_OFF:
            stamp = f"DTSTART;VALUE=DATE:{start:%Y%m%d}\nDTEND;VALUE=DATE:{start + timedelta(days=1):%Y%m%d}"
        else:
            stamp = "\n".join(
                f"{name};TZID=Europe/London:{at:%Y%m%dT%H%M%S}" for name, at in (("DTSTART", start), ("DTEND", end))
            )
        code = {"early": "E", "late": "L", "night": "N", "rest_day": "RD", "leave": "AL"}[duty.kind.value]
        events.append(f"{stamp}\nSUMMARY:{code}")
    reading = own(ics(*events), staff_number=number, kinds="codes", code_table="response", stretches_of_a_day="each")
    assert found(reading) == {(number, duty) for duty in duties}
