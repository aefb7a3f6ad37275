"""The form about where and whom an officer would like to meet: as it was typed, and what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from app.care.domain.wants import Mode, Wants
from app.care.reads.officer_choices import Choices
from app.care.web.officer.visitor import text_of
from app.foundation.refusals import Fault, Invalid

FINE, NOT_THERE = "fine", "no"
_USUAL = Wants()


def own_gaps(wants: Wants) -> str:
    """How many days may lie between two, where the officer has let go of the usual; empty where they have not."""
    gaps = (wants.gap_min, wants.gap_limit, wants.gap_once)
    if gaps == (_USUAL.gap_min, _USUAL.gap_limit, None):
        return ""
    once = f", once up to {wants.gap_once}" if wants.gap_once else ""
    return f"Now {wants.gap_min} to {wants.gap_limit} days may lie between two of them{once}"


def with_usual_gaps(wants: Wants) -> Wants:
    """The same with as many days between two as for everybody; what was allowed beyond that is taken back."""
    return replace(wants, gap_min=_USUAL.gap_min, gap_limit=_USUAL.gap_limit, gap_once=None, gap_once_at=None)


@dataclass(frozen=True, slots=True)
class Where:
    """What was typed; `ranks` by site: "1" is liked best, FINE any, NOT_THERE none. `gaps` "usual": as for all."""

    mode: str
    ranks: Mapping[str, str]
    gender: str
    language: str
    gaps: str = ""

    @classmethod
    def of(cls, wants: Wants, offered: Choices) -> "Where":
        """The form as it opens."""
        named = {site: str(at) for at, site in enumerate(wants.places, start=1)}
        other = NOT_THERE if wants.places else FINE
        return cls(
            mode=wants.mode.value,
            ranks={site: named.get(site, other) for site, _ in offered.sites},
            gender=wants.counsellor_gender or "",
            language=wants.language or "",
        )

    def wants(self, before: Wants, offered: Choices) -> Wants:
        """What it means, with what else was wanted before. Raises Invalid with every fault."""
        faults = [*self._faults(before, offered)]
        if faults:
            raise Invalid("Please look at the form again.", faults=faults)
        mode = Mode(self.mode)
        return replace(
            with_usual_gaps(before) if self.gaps == "usual" else before,
            mode=mode,
            places=self._places() if mode.travels else (),
            counsellor_gender=self.gender or None,
            language=self.language or None,
        )

    def _places(self) -> tuple[str, ...]:
        if all(rank == FINE for rank in self.ranks.values()):
            return ()
        liked = sorted(
            (site for site, rank in self.ranks.items() if rank.isdecimal()), key=lambda s: int(self.ranks[s])
        )
        return (*liked, *(site for site, rank in self.ranks.items() if rank == FINE))

    def _faults(self, before: Wants, offered: Choices) -> Iterator[Fault]:
        allowed = {FINE, NOT_THERE, *(str(at) for at in range(1, len(offered.sites) + 1))}
        # What is no longer on offer may stay as it is, but cannot be chosen.
        if self.mode not in set(Mode):
            yield Fault("Choose how you would like to meet", column="mode")
        if not set(self.ranks.values()) <= allowed:
            yield Fault("Choose from the list for each place", column="places")
        elif self.mode == Mode.SITE and not self._places() and NOT_THERE in self.ranks.values():
            yield Fault("Keep at least one place, or choose another way to meet", column="places")
        if self.gender not in {"", before.counsellor_gender, *offered.genders}:
            yield Fault("Choose whom you would like to see", column="gender")
        if self.language not in {"", before.language, *offered.languages}:
            yield Fault("Choose a language listed", column="language")


def read_where(form: FormData, offered: Choices) -> Where:
    """The form as it came."""
    return Where(
        mode=text_of(form, "mode"),
        ranks={site: text_of(form, f"place-{site}") or FINE for site, _ in offered.sites},
        gender=text_of(form, "gender"),
        language=text_of(form, "language"),
        gaps=text_of(form, "gaps"),
    )
