"""The form by which a course is asked for: as it was typed, and what it means."""

from dataclasses import dataclass, field

from starlette.datastructures import FormData

from app.care.domain.draft import Draft
from app.care.domain.referral import Referral
from app.care.domain.session_lengths import usual_of
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.reads.officer_choices import Choices
from app.care.web.officer.visitor import text_of, texts_of
from app.foundation.refusals import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; the defaults are what the form opens with."""

    need: str = "general"
    mode: str = "either"
    places: tuple[str, ...] = field(default_factory=tuple)
    urgency: str = "soon"
    gender: str = ""
    language: str = ""
    minutes: str = ""
    """How long each time is; empty: as usual."""

    @classmethod
    def of(cls, draft: Draft) -> "Asked":
        """The form as it was left."""
        return cls(**draft.as_json() | {"places": draft.places})

    def draft(self) -> Draft:
        """What of it is kept until it is sent. Raises Invalid for more than any honest form holds."""
        fields = {
            name: getattr(self, name) for name in ("need", "mode", "places", "urgency", "gender", "language", "minutes")
        }
        try:
            return Draft(**fields)
        except ValueError:
            raise Invalid("This is more than can be kept.") from None

    def referral(self, offered: Choices) -> Referral:
        """What it means. Raises Invalid with every fault, each with the name of its field."""
        faults = [fault for fault in self._faults(offered) if fault]
        if faults:
            raise Invalid("Please look at the form again.", faults=faults)
        mode = Mode(self.mode)
        wants = Wants(
            need=self.need,
            mode=mode,
            places=self.places if mode.travels else (),
            counsellor_gender=self.gender or None,
            language=self.language or None,
        )
        minutes = int(self.minutes) if self.minutes else usual_of(offered.lengths)
        return Referral(urgency=Urgency(self.urgency), wants=wants, minutes=minutes)

    def _faults(self, offered: Choices) -> list[Fault | None]:
        sites = {site for site, _ in offered.sites}
        return [
            _unless(self.need in {"general", *offered.needs}, "Choose what it is about, or “Anything”", "need"),
            _unless(self.mode in set(Mode), "Choose how you would like to meet", "mode"),
            _unless(set(self.places) <= sites, "Choose from the places listed", "places"),
            _unless(self.urgency in set(Urgency), "Choose how soon", "urgency"),
            _unless(not self.gender or self.gender in offered.genders, "Choose whom you would like to see", "gender"),
            _unless(not self.language or self.language in offered.languages, "Choose a language listed", "language"),
            _unless(self.minutes in {"", *map(str, offered.lengths)}, "Choose from the lengths listed", "minutes"),
        ]


def read_form(form: FormData) -> Asked:
    """The form as it came; what was left out is empty, and so a fault where something is needed."""
    return Asked(
        need=text_of(form, "need") or "general",
        mode=text_of(form, "mode"),
        places=tuple(dict.fromkeys(texts_of(form, "places"))),
        urgency=text_of(form, "urgency"),
        gender=text_of(form, "gender"),
        language=text_of(form, "language"),
        minutes=text_of(form, "minutes"),
    )


def _unless(fine: bool, message: str, column: str) -> Fault | None:
    return None if fine else Fault(message, column=column)
