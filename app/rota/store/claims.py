"""Queries over which days of whom were sent as a roster of their own."""

import zlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rota.domain.coverage import stood_on
from app.rota.domain.explicit_days import Claim
from app.rota.store.standing import restored_by
from app.rota.store.tables.claims import DayClaim
from app.rota.store.tables.uploads import Upload
from app.rota.store.versions import latest_number


def add_claim(db: Session, upload_id: str, claim: Claim) -> None:
    """Note a published upload's word; later ones count before it."""
    staff = None if claim.staff is None else zlib.compress("\n".join(sorted(claim.staff)).encode())
    db.add(
        DayClaim(
            upload_id=upload_id,
            is_explicit=claim.is_explicit,
            first_on=claim.first_on,
            last_on=claim.last_on,
            staff=staff,
        )
    )
    db.flush()


def claims_on(db: Session, first_on: date, last_on: date) -> Sequence[Claim]:
    """Every claim that touches these days, oldest first; none of an upload that was gone back from."""
    made = select(DayClaim, Upload.version_number).outerjoin(Upload, Upload.id == DayClaim.upload_id)
    touching = made.where(DayClaim.first_on <= last_on, DayClaim.last_on >= first_on).order_by(DayClaim.id)
    stand = stood_on(latest_number(db), restored_by(db))
    return [
        Claim(row.is_explicit, row.first_on, row.last_on, _staff(row.staff))
        for row, version in db.execute(touching)
        if version is None or version in stand
    ]


def _staff(kept: bytes | None) -> frozenset[str] | None:
    return None if kept is None else frozenset(zlib.decompress(kept).decode().split("\n"))
