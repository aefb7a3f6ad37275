"""Reads a Bundle of Schedules and Slots as what it says of each counsellor, or every fault it has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.date_bounds import bounds_of
from app.care.domain.hearing import AHEAD
from app.care.services.program_hours import SentSchedule
from app.care.web.fhir.addresses import name_of
from app.care.web.fhir.asking import read_as
from app.care.web.fhir.elements import moment
from app.care.web.fhir.resources import Bundle, BundleEntry, Schedule, Slot
from app.foundation.refusals import Fault, Invalid, Refusal

_OPEN, _TAKEN = frozenset({"free"}), frozenset({"busy", "busy-tentative"})


@dataclass(frozen=True, slots=True)
class Part:
    """One schedule of a bundle with its slots: which entries they are, and what they say or why they cannot."""

    entries: tuple[int, ...]
    sent: SentSchedule | None
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """A schedule while its slots are being gathered."""

    at: int
    schedule: Schedule
    known_as: frozenset[str]
    slots: list[tuple[int, Slot]] = field(default_factory=list)


def parts_of(bundle: Bundle, place_system: str, zone: ZoneInfo) -> list[Part]:
    """Every schedule of the bundle, in order; entries that belong to none are a part of their own, with faults.

    `place_system`: the extension in which a slot says where; without it, it is where its schedule's Locations are.
    """
    entries = bundle.entry or []
    gathered, slots, lost = _sorted(entries)
    for at, slot in slots:
        mine = next((one for one in gathered if (slot.schedule.reference or "") in one.known_as), None)
        if mine is None:
            lost.append((at, "schedule", "names no Schedule of this bundle; send it along, with its planningHorizon"))
        else:
            mine.slots.append((at, slot))
    strays = [Part((at,), None, (_fault(at, where, words),)) for at, where, words in lost]
    return [*(_part(one, place_system, zone) for one in gathered), *strays]


def said_at(bundle: Bundle, *, now: datetime) -> datetime:
    """When it was put together: its timestamp, or now. Raises Invalid for one that is no instant or lies ahead."""
    if bundle.timestamp is None:
        return now
    try:
        found = moment(bundle.timestamp)
    except ValueError:
        raise refusal([Fault("must be an instant with its offset from UTC", column="Bundle.timestamp")]) from None
    if found > now + AHEAD:
        raise refusal([Fault("lies ahead; say when it was put together", column="Bundle.timestamp")])
    return found


def _sorted(
    entries: Sequence[BundleEntry],
) -> tuple[list[_Gathered], list[tuple[int, Slot]], list[tuple[int, str, str]]]:
    """Schedules, slots and whatever cannot be either, each with its place in the bundle."""
    gathered: list[_Gathered] = []
    slots: list[tuple[int, Slot]] = []
    lost: list[tuple[int, str, str]] = []
    for at, entry in enumerate(entries):
        try:
            match _kind(entry):
                case "Schedule":
                    schedule = read_as(Schedule, entry.resource)
                    gathered.append(_Gathered(at, schedule, frozenset(_names(entry, schedule))))
                case "Slot":
                    slots.append((at, read_as(Slot, entry.resource)))
                case _:
                    lost.append((at, "request", "must be a PUT or POST of a Schedule or a Slot"))
        except Refusal as refused:
            lost += [(at, fault.column or "", fault.message) for fault in refused.faults] or [(at, "", refused.detail)]
    return gathered, slots, lost


def _kind(entry: BundleEntry) -> str | None:
    """The type of what is to be put, if the request says the same."""
    if entry.request is None or entry.request.method not in {"PUT", "POST"} or entry.resource is None:
        return None
    kind = entry.resource.get("resourceType")
    asked = entry.request.url.strip("/").split("/")[0]
    return kind if isinstance(kind, str) and kind == asked else None


def _names(entry: BundleEntry, schedule: Schedule) -> Iterator[str]:
    """By what slots of the same bundle may refer to it."""
    if entry.full_url:
        yield entry.full_url
    if schedule.id:
        yield f"Schedule/{schedule.id}"
    if entry.request is not None:
        yield entry.request.url.strip("/")


def _part(one: _Gathered, place_system: str, zone: ZoneInfo) -> Part:
    faults: list[Fault] = []
    entries = (one.at, *(at for at, _ in one.slots))
    counsellor, span = _counsellor(one), _span(one, zone)
    if counsellor is None:
        faults.append(_fault(one.at, "actor", "names no counsellor; send Practitioner/ and the id as we say it"))
    if span is None:
        faults.append(_fault(one.at, "planningHorizon", "needs a start and an end: the time that is replaced"))
    stretches = [(at, slot, _stretch(one, slot, place_system)) for at, slot in one.slots]
    faults += [fault for at, slot, stretch in stretches for fault in _slot_faults(at, slot, stretch)]
    if faults or counsellor is None or span is None:
        return Part(entries, None, tuple(faults))
    free = tuple(stretch for _, slot, stretch in stretches if slot.status in _OPEN)
    busy = tuple(stretch for _, slot, stretch in stretches if slot.status in _TAKEN)
    return Part(entries, SentSchedule(counsellor, span, free, busy))


def _counsellor(one: _Gathered) -> str | None:
    people = one.schedule.actors("Practitioner")
    found = people[0] if len(people) == 1 else one.schedule.id
    return name_of(found) if found else None


def _span(one: _Gathered, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    horizon = one.schedule.planning_horizon
    if horizon is None or not horizon.start or not horizon.end:
        return None
    try:
        first_at = bounds_of([horizon.start], zone).first_at
        last_at = moment(horizon.end) if "T" in horizon.end else bounds_of([horizon.end], zone).last_at
    except ValueError:
        return None
    return None if first_at is None or last_at is None else (first_at, last_at)


def _stretch(one: _Gathered, slot: Slot, place_system: str) -> Stretch:
    said = (place.value_reference for place in slot.extensions(place_system))
    own = [found for place in said if place is not None and (found := place.id_of("Location"))]
    return Stretch(moment(slot.start), moment(slot.end), tuple(own or one.schedule.actors("Location")))


def _slot_faults(at: int, slot: Slot, stretch: Stretch) -> Iterator[Fault]:
    if stretch.end_at <= stretch.start_at:
        yield _fault(at, "end", "must come after the start")
    if slot.status in _OPEN and not stretch.places:
        yield _fault(at, "extension", "says nowhere: name a Location here, or as an actor of the Schedule")


def _fault(at: int, where: str, words: str) -> Fault:
    return Fault(words, column=".".join(part for part in (f"Bundle.entry[{at}]", where) if part))


def refusal(faults: Sequence[Fault]) -> Invalid:
    """The refusal of what has these faults."""
    return Invalid("These schedules cannot be taken as they are. Nothing was changed.", faults=faults, code="bad-hours")
