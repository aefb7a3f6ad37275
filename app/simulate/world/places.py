"""Where sessions can be: a place for so many staff, and video."""

from dataclasses import dataclass

from app.care.domain.world import KnownPlace
from app.simulate.numbers import ForceNumbers

VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Places:
    """All of them; `sites` in a ring: neighbours in it are the next nearest."""

    sites: tuple[str, ...]

    @classmethod
    def of(cls, force: ForceNumbers, staff: int) -> "Places":
        """As many as the staff need."""
        return cls(tuple(f"site-{number + 1:02}" for number in range(max(1, round(staff / force.staff_per_site)))))

    @property
    def known(self) -> tuple[KnownPlace, ...]:
        """As the planner knows them. Rooms are not limited: no figure of them was published."""
        rooms = [KnownPlace(site, f"Place {number}", False, None) for number, site in enumerate(self.sites, start=1)]
        return (*rooms, KnownPlace(VIDEO, "Video", True, None))

    def home(self, number: int) -> str:
        """The nearest to who has this number."""
        return self.sites[number % len(self.sites)]

    def next_to(self, site: str) -> str | None:
        """The next nearest, if there is another."""
        at = self.sites.index(site)
        return self.sites[(at + 1) % len(self.sites)] if len(self.sites) > 1 else None
