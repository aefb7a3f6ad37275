"""Runs by hand and by Hypothesis, for everything that reads records."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.care.domain.outcome import Outcome, is_miss
from app.care.domain.urgency import Urgency
from app.simulate.facts import ShiftClass
from app.simulate.records import CourseRecord, HoursRecord, MissRecord, PolicyName, RunRecord
from app.simulate.week_hours import HOURS_OF_WEEK

BEGINS = datetime(2027, 1, 4, tzinfo=UTC)
ENDS = BEGINS + timedelta(weeks=79)
DAY = timedelta(days=1)


def day(count: float) -> datetime:
    """So many days after the year began."""
    return BEGINS + count * DAY


def course(
    *attended: float,
    sessions: int = 3,
    who: tuple[str, ...] | None = None,
    name: str = "c",
    referred: float = 0,
    shift_class: ShiftClass = ShiftClass.NIGHTS,
    misses: tuple[MissRecord, ...] = (),
    moves: int = 0,
    stopped: float | None = None,
    stops_after: int | None = None,
) -> CourseRecord:
    """Asked on the first day; attended on these days, with one counsellor."""
    return CourseRecord(
        course_id=name,
        officer_id=f"officer of {name}",
        shift_class=shift_class,
        urgency=Urgency.ROUTINE,
        referred_at=day(referred),
        sessions=sessions,
        minutes=50,
        attended=tuple(map(day, attended)),
        misses=misses,
        moves=moves,
        counsellors=who or ("ada",) * len(attended),
        stopped_at=None if stopped is None else day(stopped),
        stops_after=stops_after,
    )


def miss(
    on: float,
    *,
    number: int = 1,
    replaced: float | None = None,
    forfeited: bool = False,
    outcome: Outcome = Outcome.KEPT_ON_DUTY,
) -> MissRecord:
    """Kept on duty on that day."""
    return MissRecord(number, day(on), outcome, None if replaced is None else day(replaced), forfeited)


def hours(offered: int = 0, attended: int = 0, wasted: int = 0) -> HoursRecord:
    """All of it on Monday from midnight to one."""
    rest = (0,) * (HOURS_OF_WEEK - 1)
    return HoursRecord((offered, *rest), (attended, *rest), (wasted, *rest))


def run(*courses: CourseRecord, seed: int = 1, in_hours: HoursRecord | None = None) -> RunRecord:
    """A year with these courses."""
    return RunRecord(
        PolicyName.AS_REPORTED, seed, {ShiftClass.NIGHTS: 10}, BEGINS, ENDS, courses, in_hours or hours(6000, 600, 300)
    )


_INSTANTS = st.integers(0, 500 * 24 * 4).map(lambda quarter: BEGINS + quarter * timedelta(minutes=15))
_MISSED = st.sampled_from([outcome for outcome in Outcome if is_miss(outcome)])


@st.composite
def courses(draw: st.DrawFn) -> CourseRecord:
    """Any course that could be."""
    instants = sorted(draw(st.sets(_INSTANTS, min_size=1, max_size=9)))
    referred_at, attended = instants[0], tuple(instants[1:])
    forfeits = draw(st.integers(0, 2))
    owed = draw(st.integers(0, 3))
    missed = [
        MissRecord(k + 1, draw(_INSTANTS), draw(_MISSED), None, forfeited=k < forfeits)
        for k in range(draw(st.integers(forfeits, forfeits + 2)))
    ]
    replaced = [
        one if one.forfeited or not draw(st.booleans()) else _replaced(one, draw(st.integers(1, 30))) for one in missed
    ]
    return CourseRecord(
        course_id=draw(st.uuids()).hex,
        officer_id=draw(st.text(min_size=1, max_size=3)),
        shift_class=draw(st.sampled_from(ShiftClass)),
        urgency=draw(st.sampled_from(Urgency)),
        referred_at=referred_at,
        sessions=max(1, len(attended) + forfeits + owed),
        minutes=draw(st.sampled_from([30, 50, 60])),
        attended=attended,
        misses=tuple(replaced),
        moves=draw(st.integers(0, 4)),
        counsellors=tuple(draw(st.sampled_from("abc")) for _ in attended),
        stopped_at=draw(st.none() | st.just(instants[-1])),
        waits=draw(st.booleans()),
        stops_after=draw(st.none() | st.integers(1, 10)),
    )


def _replaced(one: MissRecord, days: int) -> MissRecord:
    return MissRecord(one.number, one.start_at, one.outcome, one.start_at + days * DAY)


@st.composite
def runs(draw: st.DrawFn) -> RunRecord:
    """Any year with up to eight courses."""
    turns = draw(st.tuples(*[st.integers(0, 60)] * 3))
    attended, wasted, idle = (tuple((turn + k) % 61 for k in range(HOURS_OF_WEEK)) for turn in turns)
    offered = tuple(map(sum, zip(attended, wasted, idle, strict=True)))
    held = draw(st.lists(courses(), max_size=8))
    return RunRecord(
        policy=draw(st.sampled_from(PolicyName)),
        seed=draw(st.integers(0, 2**40)),
        staff={ShiftClass.DAYS: draw(st.integers(0, 9)), ShiftClass.NIGHTS: 3},
        begins_at=BEGINS,
        ends_at=ENDS,
        courses=tuple(held),
        hours=HoursRecord(offered, attended, wasted),
        plans=draw(st.integers(0, 9)),
        seconds=draw(st.floats(0, 9)),
    )
