"""The form by which a welfare lead writes down what a provider is paid: as it was typed, and what it means."""

import re
from dataclasses import dataclass, replace
from datetime import date

from starlette.datastructures import FormData

from app.care.domain.fees import Terms
from app.foundation.refusals import Fault, Invalid

_POUNDS = re.compile(r"£?\s*(\d{1,4})(?:\.(\d{2}))?")
_PRICES = ("price_50", "price_60", "price_90")
_NUMBERS = ("late_hours", "late_percent", "missed_percent")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed; the defaults are what the form opens with."""

    provider: str = ""
    from_on: str = ""
    price_50: str = ""
    price_60: str = ""
    price_90: str = ""
    late_hours: str = "24"
    late_percent: str = "50"
    missed_percent: str = "100"

    def meant(self) -> tuple[date, Terms]:
        """The first day, and the terms. Raises Invalid with every fault, each with the name of its field."""
        faults: list[Fault] = []
        first = self._day(faults)
        prices = [self._pence(name, faults) for name in _PRICES]
        numbers = [self._number(name, faults) for name in _NUMBERS]
        if faults or first is None:
            raise Invalid("Please look at the form again.", faults=faults)
        return first, Terms(*prices, *numbers)

    def _day(self, faults: list[Fault]) -> date | None:
        try:
            return date.fromisoformat(self.from_on)
        except ValueError:
            faults.append(Fault("Choose the first day on which these terms hold", column="from_on"))
            return None

    def _pence(self, name: str, faults: list[Fault]) -> int:
        found = _POUNDS.fullmatch(getattr(self, name).strip())
        if found is None:
            faults.append(Fault("Write an amount in pounds, like 60 or 59.50", column=name))
            return 0
        return int(found[1]) * 100 + int(found[2] or 0)

    def _number(self, name: str, faults: list[Fault]) -> int:
        typed = getattr(self, name).strip()
        if re.fullmatch(r"[0-9]{1,4}", typed) is None:
            faults.append(Fault("Write a whole number", column=name))
            return 0
        return int(typed)


def read_terms(form: FormData) -> Typed:
    """The form as it came."""
    names = ("provider", "from_on", *_PRICES, *_NUMBERS)
    return replace(Typed(), **{name: str(form.get(name, "")) for name in names})
