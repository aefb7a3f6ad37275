"""What the first page of the HR desk shows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.rota.domain.coverage import Gap, gaps_kept
from app.rota.store.codes import teams
from app.rota.store.tables.codes import Team
from app.rota.store.tables.rosters import RosterVersion
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import newest_uploads
from app.rota.store.versions import newest_versions

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """Uploads and versions, newest first, and the teams on a pattern; `earlier`: where the next uploads begin."""

    uploads: list[Upload]
    versions: list[RosterVersion]
    teams: list[Team]
    gaps: tuple[Gap, ...]
    """Of the version that stands: what lies ahead and is not known of some people."""
    earlier: str | None = None

    @property
    def standing(self) -> RosterVersion | None:
        """The version that stands now."""
        return self.versions[0] if self.versions else None


def overview(db: Session, today: date, *, before: str | None = None) -> Overview:
    """Look it up; uploads from those sent before `before` on."""
    uploads = newest_uploads(db, SHOWN + 1, before=before)
    earlier = uploads[SHOWN - 1].id if len(uploads) > SHOWN else None
    versions = newest_versions(db, SHOWN)
    gaps = gaps_kept(versions[0].changes) if versions else ()
    ahead = tuple(gap for gap in gaps if gap.last_on >= today)
    return Overview(uploads[:SHOWN], versions, teams(db), ahead, earlier)
