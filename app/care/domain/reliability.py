"""How well the chances that were told agree with what came, reckoned from published figures and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.care.domain.disclosure import Published

OVER = 4
"""Quarters that are taken together: a year."""


@dataclass(frozen=True, slots=True)
class Band:
    """Appointments of one band of risk: about how many, the chance told of a miss on average, the share missed."""

    name: str
    appointments: int
    told: float
    missed: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Shares from 0 to 1. `error`: the mean distance between chance told and share missed, over appointments.

    `brier`: of telling each band its chance; `same_for_all`: of telling everybody the share that was missed in all, in
    hindsight; `one_in_ten`: of telling everybody one in ten, as before anything was learnt. Less is better.
    """

    bands: tuple[Band, ...]
    error: float
    brier: float
    same_for_all: float
    one_in_ten: float

    @property
    def appointments(self) -> int:
        """About how many."""
        return sum(band.appointments for band in self.bands)


def reliability(tables: Sequence[Published]) -> Reliability | None:
    """Of the tables "risk" of some quarters: of counts as rounded as they are, so it tells no more than they do.

    None where no row is said together with its chance.
    """
    bands = tuple(band for name in _names(tables) if (band := _band(name, tables)) is not None)
    total = sum(band.appointments for band in bands)
    if not total:
        return None
    missed = sum(band.appointments * band.missed for band in bands) / total
    return Reliability(
        bands,
        error=sum(band.appointments * abs(band.told - band.missed) for band in bands) / total,
        brier=sum(band.appointments * _brier(band.told, band.missed) for band in bands) / total,
        same_for_all=_brier(missed, missed),
        one_in_ten=_brier(0.1, missed),
    )


def _names(tables: Sequence[Published]) -> list[str]:
    return list(dict.fromkeys(row.name for table in tables for row in table.rows))


def _band(name: str, tables: Sequence[Published]) -> Band | None:
    appointments, told, missed = 0, 0.0, 0
    for table in tables:
        row = table.row(name)
        if row is None or row.mean_told is None or row.is_withheld:
            continue
        of_row = sum(count or 0 for count in row.counts)
        appointments += of_row
        told += row.mean_told * of_row / 100
        missed += row.counts[table.parts.index("missed")] or 0
    return Band(name, appointments, told / appointments, missed / appointments) if appointments else None


def _brier(told: float, missed: float) -> float:
    """Of appointments that were all told the same."""
    return missed * (1 - told) ** 2 + (1 - missed) * told**2
