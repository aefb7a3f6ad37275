"""Who looked at an officer's record and when, and the officer's own sign-ins, as one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.looker import Seen
from app.care.store import looks, providers
from app.care.store.tables.rights import Look
from app.foundation.cursors import Key, PageAsked, Part, page_of


@dataclass(frozen=True, slots=True)
class LookView:
    """One line. `who` names a role and an organisation, and the person where there is one whom the officer knows.

    `what` None: the officer's own sign-in.
    """

    at: datetime
    until_at: datetime
    who: str
    organisation: str
    what: Seen | None
    times: int
    key: Key

    @property
    def is_own(self) -> bool:
        """Whether it was the officer."""
        return self.what is None


def looks_at(db: Session, officer_id: str, asked: PageAsked, *, of: str) -> Part[LookView]:
    """The officer's eyes: the newest first. `of`: the path of the list, to which its cursors belong."""
    most = asked.limit + 1
    rows = looks.looks_of_officer(db, officer_id, asked.after, most=most)
    own = looks.sign_ins_of_officer(db, officer_id, asked.after, most=most)
    practices = {row.provider_id: providers.provider(db, row.provider_id).name for row in rows}
    people = {row.counsellor_id: _given_name(db, row.counsellor_id) for row in rows if row.counsellor_id}
    lines = [_look(row, practices, people) for row in rows]
    lines += [LookView(at, at, "You", "", None, 1, (at, name)) for at, name in own]
    lines.sort(key=lambda line: line.key, reverse=True)
    return page_of(lines[:most], asked, lambda line: line.key, of=of)


def _look(row: Look, practices: Mapping[str, str], people: Mapping[str, str]) -> LookView:
    who = people[row.counsellor_id] if row.counsellor_id else "Their diary keeper"
    return LookView(
        at=row.first_at,
        until_at=row.last_at,
        who=who,
        organisation=practices[row.provider_id],
        what=Seen(row.what),
        times=row.times,
        key=(row.last_at, row.id),
    )


def _given_name(db: Session, counsellor_id: str) -> str:
    """The first name and the initial of the second: "Anneke V."."""
    first, *more = providers.counsellor(db, counsellor_id).name.split()
    return f"{first} {more[-1][:1]}." if more else first
