"""What an officer can ask for: the sites, and what the counsellors who take courses can do."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.care.domain.session_lengths import USUAL, offered_lengths
from app.care.store import providers


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes as the store knows them, each list in order; `sites` with their names."""

    sites: tuple[tuple[str, str], ...]
    has_video: bool
    needs: tuple[str, ...]
    languages: tuple[str, ...]
    genders: tuple[str, ...]
    has_telephone: bool = False
    lengths: tuple[int, ...] = (USUAL,)
    """Minutes that sessions can last; never empty."""


def choices(db: Session) -> Choices:
    """What there is to choose from today: nothing is offered that nobody could give."""
    people, places = providers.active_counsellors(db), providers.places(db)
    return Choices(
        sites=tuple((place.id, place.name) for place in places if place.kind == "site"),
        has_video=any(place.kind == "video" for place in places),
        has_telephone=any(place.kind == "telephone" for place in places),
        needs=_all(skill for who in people for skill in who.skills),
        languages=_all(language for who in people for language in who.languages),
        genders=_all(who.gender for who in people if who.gender),
        lengths=offered_lengths(who.lengths for who in people),
    )


def _all(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes)))
