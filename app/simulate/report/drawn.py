"""The pictures of a report: which figures each of them shows, and what it says in words."""

from collections.abc import Iterator

from app.simulate.facts import ShiftClass
from app.simulate.records import PolicyName
from app.simulate.report.figures import Figure, Figures, Survival, Week
from app.simulate.report.pictures.bars import Bar, Bars, bars
from app.simulate.report.pictures.curves import Curve, Curves, curves
from app.simulate.report.pictures.sheet import Picture
from app.simulate.report.pictures.tornado import Swing, tornado
from app.simulate.report.pictures.week import week_map
from app.simulate.report.words import CLASSES, PARTS, figure, policy_words, with_sign

_WEEKS = 40.0
_MEASURE = "complete_26_weeks_stayers"
_GOAL_WEEK = (26.0, "26 weeks")
PAIR = (PolicyName.AS_REPORTED, PolicyName.RELIEF)
"""Shown side by side where all policies would be too many."""
MOST_SWINGS = 14


def pictures(figures: Figures) -> tuple[Picture, ...]:
    """All that there are figures for, in the order of the page."""
    drawn = (_completion(figures), _survival(figures), _by_class(figures), _week(figures), _swings(figures))
    return tuple(picture for picture in drawn if picture is not None)


def _completion(figures: Figures) -> Picture:
    rows = figures.table(_MEASURE).rows
    groups = [
        (policy_words(policy), tuple(_bar(rows[policy].get(one)) for one in CLASSES)) for policy in figures.policies
    ]
    told = "; ".join(f"{name}: {figure(group[0].value, 'share')}" for name, group in groups)
    return bars(
        Bars(
            "completion",
            "Who receives every session within 26 weeks",
            f"The share of officers who do not stop themselves and receive every session within 26 weeks. {told}.",
            tuple(CLASSES.values()),
            tuple(groups),
            lambda value: f"{100 * value:.0f} %" if value in {0, 0.2, 0.4, 0.6, 0.8, 1} else figure(value, "share"),
            high=1.0,
        )
    )


def _bar(value: Figure | None) -> Bar:
    return Bar(None) if value is None else Bar(value.mean, value.low, value.high)


def _survival(figures: Figures) -> Picture:
    whole = [policy for policy in figures.policies if policy not in PARTS]
    shown = [one for policy in whole if (one := figures.survival(policy)) is not None]
    told = "; ".join(f"{policy_words(one.policy)}: {figure(one.at(182), 'share')}" for one in shown)
    return curves(
        Curves(
            "survival",
            "How soon officers have had every session",
            f"The share who have had every session by weeks since asking for help. After 26 weeks: {told}.",
            tuple(_curve(policy_words(one.policy), one) for one in shown),
            _WEEKS,
            _GOAL_WEEK,
        )
    )


def _by_class(figures: Figures) -> Picture | None:
    pairs = [(policy, group) for policy in PAIR for group in (ShiftClass.DAYS, ShiftClass.NIGHTS)]
    shown = [
        _curve(f"{policy_words(policy)}, {CLASSES[group].lower()}", one)
        for policy, group in pairs
        if (one := figures.survival(policy, group)) is not None
    ]
    if not shown:
        return None
    told = "Office hours and turns with nights side by side, as reported today and under Relief."
    return curves(Curves("survival-by-class", "Nights and office hours", told, tuple(shown), _WEEKS, _GOAL_WEEK))


def _curve(name: str, survival: Survival) -> Curve:
    return Curve(name, tuple((day / 7, share) for day, share in survival.steps))


def _week(figures: Figures) -> Picture | None:
    shown = [week for week in figures.weeks if week.policy in PAIR]
    if not shown:
        return None
    told = "; ".join(f"{policy_words(week.policy)}: the fullest hour is {_fullest(week)}" for week in shown)
    maps = [(f"{policy_words(week.policy)}: hours of sessions attended", week.attended) for week in shown]
    return week_map("week", "When sessions take place", f"Hours attended by hour of the week. {told}.", maps)


def _fullest(week: Week) -> str:
    hour = max(range(168), key=lambda at: week.attended[at])
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    return f"{days[hour // 24]} {hour % 24:02}:00"


def swings(figures: Figures) -> Iterator[Swing]:
    """What moves the measure of the goal most under Relief."""
    found = [
        Swing(
            one.parameter, one.at_low.mean, one.at_high.mean, is_certain=any(map(is_certain, (one.at_low, one.at_high)))
        )
        for one in figures.moved
        if (one.policy, one.measure) == (PolicyName.RELIEF, _MEASURE)
    ]
    yield from sorted(found, key=lambda swing: (not swing.is_certain, -swing.width, swing.name))[:MOST_SWINGS]


def is_certain(difference: Figure) -> bool:
    """Whether a difference is more than chance: nothing at all lies outside its interval."""
    return difference.low is not None and difference.high is not None and not difference.low <= 0 <= difference.high


def _swings(figures: Figures) -> Picture | None:
    shown = list(swings(figures))
    if not shown:
        return None
    title = "What moves completion under Relief"
    told = f"{title}, in points of the share within 26 weeks: most of all {shown[0].name}."
    return tornado("sensitivity", title, told, shown, lambda value: with_sign(value, "share"))
