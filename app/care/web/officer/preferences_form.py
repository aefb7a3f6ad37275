"""The form about an officer's own time: as it was typed, and what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from app.care.domain.needs import LONGEST_JOURNEY, SLEEPS, WIND_DOWNS, Disliked, OfficerNeeds
from app.care.domain.parts_of_day import Cell, PartOfDay, cells_of, is_of_cells, spans_of
from app.care.web.officer.visitor import text_of, texts_of
from app.foundation.refusals import Fault, Invalid

CELLS: Mapping[str, Cell] = {f"{day}-{part.value}": (day, part) for day in range(7) for part in PartOfDay}
"""Every part of every weekday, as it is named in the form."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was typed, field by field."""

    travel: dict[str, str]
    avoid: tuple[str, ...]
    strict: str
    leave: str
    duty: str
    sleep: str
    wind_down: str
    rest_day: str

    @classmethod
    def of(cls, needs: OfficerNeeds, sites: Iterable[str]) -> "Wishes":
        """The form as it opens."""
        cells = cells_of(hours.span for hours in (*needs.disliked, *needs.closed))
        return cls(
            travel={site: str(needs.travel_minutes.get(site, "")) for site in sites},
            avoid=tuple(name for name, cell in CELLS.items() if cell in cells),
            strict="yes" if needs.closed else "no",
            leave="yes" if needs.attends_on_leave else "no",
            duty="yes" if needs.in_duty_time else "no",
            sleep=_typed(needs.sleep_hours),
            wind_down=_typed(needs.wind_down_hours),
            rest_day="yes" if needs.rests_after_nights else "no",
        )

    def needs(self, before: OfficerNeeds, sites: Mapping[str, str]) -> OfficerNeeds:
        """What it means, with the blackouts there were; `sites`: names by id. Raises Invalid with every fault."""
        faults = [*self._faults(sites)]
        if faults:
            raise Invalid("Please look at the form again.", faults=faults)
        hours = tuple(Disliked(*span) for span in spans_of({CELLS[name] for name in self.avoid}))
        # Hours that a program set to the minute have no box here: they stay as they are.
        disliked, closed = (
            tuple(one for one in known if not is_of_cells(one.span)) for known in (before.disliked, before.closed)
        )
        return replace(
            before,
            travel_minutes={site: int(typed) for site, typed in self.travel.items() if typed},
            disliked=disliked if self.strict == "yes" else (*hours, *disliked),
            closed=(*hours, *closed) if self.strict == "yes" else closed,
            attends_on_leave=True if self.leave == "yes" else None,
            in_duty_time=True if self.duty == "yes" else None,
            sleep_hours=int(self.sleep) if self.sleep else None,
            wind_down_hours=int(self.wind_down) if self.wind_down else None,
            rests_after_nights=True if self.rest_day == "yes" else None,
        )

    def _faults(self, sites: Mapping[str, str]) -> Iterable[Fault]:
        for site, typed in self.travel.items():
            if typed and not _is_within(typed, range(LONGEST_JOURNEY + 1)):
                said = f"From work to {sites.get(site, site)} takes 0 to {LONGEST_JOURNEY} minutes"
                yield Fault(said, column=f"travel-{site}")
        if self.sleep and not _is_within(self.sleep, SLEEPS):
            yield Fault(f"Choose {SLEEPS[0]} to {SLEEPS[-1]} hours", column="sleep")
        if self.wind_down and not _is_within(self.wind_down, WIND_DOWNS):
            yield Fault(f"Choose {WIND_DOWNS[0]} to {WIND_DOWNS[-1]} hours", column="wind_down")
        if not set(self.avoid) <= CELLS.keys():
            yield Fault("Choose from the days listed", column="avoid")
        elif self.strict == "yes" and len(self.avoid) == len(CELLS):
            yield Fault("Leave at least one part of one day, or nothing can be planned", column="avoid")


def read_wishes(form: FormData, sites: Iterable[str]) -> Wishes:
    """The form as it came."""
    return Wishes(
        travel={site: text_of(form, f"travel-{site}", longest=6) for site in sites},
        avoid=tuple(dict.fromkeys(texts_of(form, "avoid"))),
        strict=text_of(form, "strict"),
        leave=text_of(form, "leave"),
        duty=text_of(form, "duty"),
        sleep=text_of(form, "sleep"),
        wind_down=text_of(form, "wind_down"),
        rest_day=text_of(form, "rest_day"),
    )


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)


def _is_within(typed: str, allowed: range) -> bool:
    return typed.isascii() and typed.isdecimal() and int(typed) in allowed
