"""What officers say when the simulated desk tells or asks them something; when they say it is assumed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.care.domain.easing import Ease, Easing
from app.care.domain.why_not import Way
from app.simulate.facts import Ask, Fate
from app.simulate.relief.courses import DeskCourse

ANSWERS_AFTER = timedelta(days=1)
"""How long a question waits for its officer."""
ASKS_AGAIN_AFTER = timedelta(days=7)
"""A course that waits asks its officer again so often."""
OFFERS_AT_ONCE = 5
"""So many times are shown; who takes none of them looks again another day."""

WISHES = frozenset(
    {
        *(Ease.VIDEO, Ease.IN_PERSON, Ease.PLACE, Ease.FURTHER_APART, Ease.CLOSER),
        *(Ease.HOURS, Ease.LANGUAGE, Ease.GENDER),
    }
)
"""What simulated officers let go of at all. Sleep, rest, leave, days away, journeys and duty time they need."""


@dataclass(frozen=True, slots=True)
class Officers:
    """Everybody's answers, drawn beforehand."""

    fate: Fate

    def agrees(self, course: DeskCourse) -> bool:
        """To a time that was found."""
        return self._says(course, Ask.AGREE)

    def changes_counsellor(self, course: DeskCourse) -> bool:
        """To somebody else."""
        return self._says(course, Ask.CHANGE_COUNSELLOR)

    def takes(self, course: DeskCourse, ways: Sequence[Way]) -> Way | None:
        """The first of the ways that they go: what asks least of them comes first. None: they leave all as it is."""
        return next((way for way in ways if all(self._lets_go(course, one) for one in way.easings)), None)

    def _lets_go(self, course: DeskCourse, one: Easing) -> bool:
        if one.ease is Ease.SOMEBODY_ELSE:
            return self.changes_counsellor(course)
        return one.ease in WISHES and self._says(course, Ask.LET_GO)

    def comes_back(self, course: DeskCourse) -> bool:
        """Of themselves, or because a mail said that their sessions wait."""
        by_themselves = course.asks.get(Ask.REBOOK, 0) == 0 and self._says(course, Ask.REBOOK)
        return by_themselves or self._says(course, Ask.NUDGE)

    def _says(self, course: DeskCourse, ask: Ask) -> bool:
        return self.fate.says_yes(course.officer.id, ask, course.nth(ask))
