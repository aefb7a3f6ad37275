"""Searches: which parameters are understood, what is done with others, and the pages of a searchset."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from app.care.domain.date_bounds import Bounds, bounds_of
from app.care.web.fhir.addresses import addresses, desk_of
from app.care.web.fhir.asking import is_strict
from app.care.web.fhir.elements import Reference, said_at
from app.care.web.fhir.refusing import NotSupported
from app.care.web.fhir.resources import Bundle, BundleEntry, BundleLink, Issue, OperationOutcome, Resource
from app.foundation.cursors import MOST, USUAL, Key, PageAsked, opened, page_of
from app.foundation.refusals import Fault, Invalid

LONGEST = timedelta(days=62)
ALWAYS = ("_id", "_count", "_format", "_page")
"""Understood in every search."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, by parameter; `ignored` are those that nobody understands here."""

    asked: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    page: PageAsked

    def any_of(self, name: str) -> frozenset[str] | None:
        """The values of which one must fit; None if nothing is asked. Said twice, both must fit."""
        said = [frozenset(value.split(",")) for value in self.asked.get(name, ())]
        return frozenset.intersection(*said) if said else None

    def tokens(self, name: str) -> frozenset[str] | None:
        """The same for codes, which may come with their system: "http://hl7.org/fhir/slotstatus|free"."""
        said = self.any_of(name)
        return None if said is None else frozenset(one.rpartition("|")[2] for one in said)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: every match in order, and how its page is drawn."""

    rows: Sequence[Any]
    key: Callable[[Any], Key]
    draw: Callable[[Any], Resource]
    bounds: Mapping[str, tuple[datetime, datetime]]
    """The period that was really looked at, by the parameter that asks for it."""
    beside: Callable[[Sequence[Any]], Iterable[Resource]] = lambda _rows: ()
    """What is put beside the matches of a page because it was asked for with them."""
    note: Callable[[Sequence[Any]], None] = lambda _rows: None
    """Writes down that the matches of a page were looked at, before they are shown."""


def searched(request: Request, known: Collection[str]) -> Search:
    """The search that is asked for. Raises NotSupported for a parameter that nobody understands, if that is wished."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        values.setdefault(name, []).append(value)
    ignored = tuple(name for name in values if name not in {*known, *ALWAYS})
    if ignored and is_strict(request):
        faults = [Fault("is not understood here", column=name) for name in ignored]
        raise NotSupported("Not every parameter is understood here.", faults=faults)
    asked = {name: tuple(said) for name, said in values.items() if name not in ignored}
    cursor = values.get("_page")
    after = opened(cursor[0], request.url.path) if cursor else None
    return Search(asked, ignored, PageAsked(_count(values.get("_count", [""])[0]), after))


def period(request: Request, search: Search, name: str) -> tuple[datetime, datetime]:
    """The period that parameter `name` asks for: from now on if it does not say, for 62 days at most.

    Raises Invalid for what is no date, ("too-costly") for a longer period.
    """
    try:
        said = bounds_of(search.asked.get(name, ()), desk_of(request).zone)
    except ValueError as wrong:
        fault = Fault(str(wrong), column=name)
        raise Invalid("This period cannot be searched.", code="bad-date", faults=[fault]) from None
    first_at, last_at = _closed(said, desk_of(request).clock())
    if last_at - first_at > LONGEST:
        fault = Fault("names more than 62 days", column=name, remedy="Ask for a shorter period.")
        raise Invalid("A search looks at 62 days at most.", code="too-costly", faults=[fault])
    return first_at, max(first_at, last_at)


def references(search: Search, name: str, *kinds: str) -> frozenset[str] | None:
    """The ids that a reference parameter names, bare or as "Kind/id"; None if nothing is asked.

    Raises Invalid for a reference to another kind.
    """
    said = search.any_of(name)
    if said is None:
        return None
    found = [_id_in(one, kinds) for one in said]
    if None in found:
        fault = Fault(f"must be the id of a {' or '.join(kinds)}, or {kinds[0]}/ and the id", column=name)
        raise Invalid("This reference cannot be searched by.", faults=[fault])
    return frozenset(one for one in found if one is not None)


def searchset(request: Request, search: Search, found: Found) -> dict[str, Any]:
    """One page of what was found, with the way to the next, as a Bundle in JSON."""
    after = search.page.after
    left = [row for row in found.rows if after is None or found.key(row) > after]
    page = page_of(left[: search.page.limit + 1], search.page, found.key, of=request.url.path)
    found.note(page.rows)
    entries = [entry_of(request, found.draw(row), "match") for row in page.rows]
    entries += [entry_of(request, one, "include") for one in found.beside(page.rows)]
    if search.ignored:
        entries.append(_ignored(search.ignored))
    links = [BundleLink(relation="self", url=_link(request, search, found))]
    if page.next is not None:
        links.append(BundleLink(relation="next", url=_link(request, search, found, page.next)))
    bundle = Bundle(type="searchset", total=len(found.rows), link=links, entry=entries or None)
    return bundle.as_json()


def entry_of(request: Request, resource: Resource, mode: str = "match") -> BundleEntry:
    """A resource as an entry of a searchset; `mode`: why it is there."""
    body = resource.as_json()
    url = addresses(request).of(body["resourceType"], resource.id) if resource.id else None
    return BundleEntry(full_url=url, resource=body, search={"mode": mode})


def _id_in(said: str, kinds: Sequence[str]) -> str | None:
    if "/" not in said:
        return said
    reference = Reference(reference=said)
    return next((found for kind in kinds if (found := reference.id_of(kind))), None)


def _ignored(names: Iterable[str]) -> BundleEntry:
    issues = [
        Issue(
            severity="warning", code="not-supported", diagnostics=f"{name} is not understood here and was passed over."
        )
        for name in names
    ]
    return BundleEntry(resource=OperationOutcome(issue=issues).as_json(), search={"mode": "outcome"})


def _link(request: Request, search: Search, found: Found, cursor: str | None = None) -> str:
    """The search as it was understood: with the period that was looked at, without what was passed over."""
    said = [
        (name, value)
        for name, values in search.asked.items()
        if name not in {"_page", *found.bounds}
        for value in values
    ]
    for name, (first_at, last_at) in found.bounds.items():
        said += [(name, f"ge{said_at(first_at)}"), (name, f"lt{said_at(last_at)}")]
    said += [("_page", cursor)] if cursor is not None else []
    query = f"?{urlencode(said)}" if said else ""
    return f"{desk_of(request).base_url}{request.url.path}{query}"


def _closed(said: Bounds, now: datetime) -> tuple[datetime, datetime]:
    first_at, last_at = said.first_at, said.last_at
    if first_at is None:
        first_at = now.replace(microsecond=0) if last_at is None else last_at - LONGEST
    return first_at, last_at or first_at + LONGEST


def _count(said: str) -> int:
    if not said:
        return USUAL
    if not (said.isascii() and said.isdecimal() and len(said) <= 9 and int(said) > 0):
        fault = Fault("must be a whole number from 1 on", column="_count")
        raise Invalid("So many cannot be shown.", faults=[fault])
    return min(int(said), MOST)
