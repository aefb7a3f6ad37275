"""The fields and words with which an officer narrows the times down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.care.domain.offering import Among, OffersView
from app.care.domain.sieve import LeftOut, Part, Sieve, Tally, Wish
from app.care.web.officer.wording import WAYS, WEEKDAYS

PARTS = ((Part.MORNING, "Mornings"), (Part.AFTERNOON, "Afternoons"), (Part.EVENING, "From five"))
_MOST = 50


def sieve_of(query: QueryParams) -> Sieve:
    """What an address asks for. What nobody could mean counts as not asked: an address may be old, or mistyped."""
    return Sieve(
        places=_texts(query, "where"),
        counsellors=_texts(query, "who"),
        weekdays=frozenset(int(day) for day in _texts(query, "day") if day in set("0123456")),
        parts=frozenset(Part(part) for part in _texts(query, "part") if part in set(Part)),
        not_after_nights=query.get("rested") == "yes",
    )


def address_of(sieve: Sieve, number: int | None) -> str:
    """The address of the times for session `number` that pass the sieve."""
    fields = [("n", str(number))] if number is not None else []
    fields += [("where", place) for place in sorted(sieve.places)]
    fields += [("who", who) for who in sorted(sieve.counsellors)]
    fields += [("day", str(day)) for day in sorted(sieve.weekdays)]
    fields += [("part", part) for part in Part if part in sieve.parts]
    fields += [("rested", "yes")] if sieve.not_after_nights else []
    return f"/choose?{urlencode(fields)}" if fields else "/choose"


@dataclass(frozen=True, slots=True)
class WayOn:
    """A wish that can be dropped: what it is called, what it leaves out, where its dropping leads."""

    words: str
    count: int
    would_fit: int
    href: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the page of times shows of narrowing down."""

    sieve: Sieve
    tally: Tally
    places: Sequence[tuple[str, str]]
    counsellors: Sequence[tuple[str, str]]
    ways_on: Sequence[WayOn]
    all_times: str
    number: int | None

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return not self.sieve.is_open

    @property
    def chosen(self) -> int:
        """How many boxes are ticked."""
        ticked = (self.sieve.places, self.sieve.counsellors, self.sieve.weekdays, self.sieve.parts)
        return sum(len(boxes) for boxes in ticked) + self.sieve.not_after_nights

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Values and labels."""
        return [(str(day), name) for day, name in enumerate(WEEKDAYS)]

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """Values and labels."""
        return PARTS


def narrowing(view: OffersView, sieve: Sieve, names: dict[str, str]) -> Narrowing | None:
    """None where there is nothing to narrow down; `names` of places."""
    among = view.fitting
    if among is None:
        return None
    return Narrowing(
        sieve,
        among.tally,
        places=[(place, names.get(place, name)) for place, name in among.places],
        counsellors=among.counsellors,
        ways_on=[_way_on(one, sieve, view.number, among, names) for one in among.tally.left_out],
        all_times=address_of(Sieve(), view.number),
        number=view.number,
    )


def _way_on(one: LeftOut, sieve: Sieve, number: int | None, among: Among, names: dict[str, str]) -> WayOn:
    words = words_of(one.wish, sieve, names | dict(among.counsellors))
    return WayOn(words, one.count, one.would_fit, address_of(sieve.without(one.wish), number))


def words_of(wish: Wish, sieve: Sieve, names: dict[str, str]) -> str:
    """What a time that is left out is: "not by video", "not on a Monday"."""
    match wish:
        case "places":
            return f"not {_or(_placed(names.get(place, place)) for place in sorted(sieve.places))}"
        case "after_nights":
            return "right after nights"
        case "weekdays":
            return f"not on a {_or(WEEKDAYS[day] for day in sorted(sieve.weekdays))}"
        case "parts":
            return f"not {_or(_part(part) for part in Part if part in sieve.parts)}"
        case "counsellors":
            return f"not with {_or(names.get(who, 'that person') for who in sorted(sieve.counsellors))}"
    assert_never(wish)


def _placed(name: str) -> str:
    return name[:1].lower() + name[1:] if name in WAYS.values() else f"at {name}"


def _part(part: Part) -> str:
    return "from five in the evening" if part is Part.EVENING else f"in the {part}"


def _or(words: Iterable[str]) -> str:
    said = list(words)
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def _texts(query: QueryParams, name: str) -> frozenset[str]:
    return frozenset(value[:64] for value in query.getlist(name)[:_MOST] if value)
