"""What a change of hours would do, as every page shows it before it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from app.care.desk import CareDesk
from app.care.domain.capacity import Stretch
from app.care.domain.looker import Seen
from app.care.reads.provider_diary import Seat
from app.care.reads.provider_sources import StruckView, struck_views
from app.care.services.availability import Replaced
from app.care.store.looks import note_look
from app.care.web.provider.seat import looker_of

_HOUR = timedelta(hours=1)


async def _typed_form(request: Request) -> FormData:
    return await request.form()


Typed = Annotated[FormData, Depends(_typed_form)]
"""The form as it was sent."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """So many hours open and close; these appointments would be moved, out of so many that are booked then."""

    opens: str
    closes: str
    struck: tuple[StruckView, ...]
    booked: int
    is_big_loss: bool

    @property
    def is_none(self) -> bool:
        """Whether everything is so already."""
        return self.opens == self.closes == ""


def shown_change(db: Session, desk: CareDesk, seat: Seat, found: Replaced) -> ShownChange:
    """The change for a page; whoever stands on it is noted as looked at, in the same transaction."""
    struck = tuple(struck_views(seat, found.struck))
    note_look(db, looker_of(seat), {one.officer_id for one in struck}, Seen.HOURS, now=desk.clock())
    return ShownChange(_hours(found.added), _hours(found.gone), struck, found.booked, found.is_big_loss)


def told(found: Replaced | None) -> str:
    """What was done, in a sentence for the next page."""
    moved = len(found.courses) if found else 0
    if moved == 0:
        return "Nobody who is booked is moved."
    return "One plan is being rearranged." if moved == 1 else f"{moved} plans are being rearranged."


def text_in(form: FormData, name: str) -> str:
    """One field as trimmed text; a file counts as nothing."""
    value: Any = form.get(name, "")
    return value.strip()[:2000] if isinstance(value, str) else ""


def _hours(stretches: Iterable[Stretch]) -> str:
    """How much time that is, in words; empty for none."""
    total = sum((one.end_at - one.start_at for one in stretches), timedelta()) / _HOUR
    if total == 0:
        return ""
    return "one hour" if total == 1 else f"{total:,.0f} hours" if total == round(total) else f"{total:,.1f} hours"
