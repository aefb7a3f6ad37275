"""What the first page of the HR desk shows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.rota.store.codes import teams
from app.rota.store.tables.codes import Team
from app.rota.store.tables.rosters import RosterVersion
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import newest_uploads
from app.rota.store.versions import newest_versions

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """The newest uploads and versions, newest first, and the teams on a pattern."""

    uploads: list[Upload]
    versions: list[RosterVersion]
    teams: list[Team]

    @property
    def standing(self) -> RosterVersion | None:
        """The version that stands now."""
        return self.versions[0] if self.versions else None


def overview(db: Session) -> Overview:
    """Look it up."""
    return Overview(newest_uploads(db, SHOWN), newest_versions(db, SHOWN), teams(db))
