"""What officers say when the simulated desk tells or asks them something; when they say it is assumed here."""

from dataclasses import dataclass
from datetime import timedelta

from app.simulate.facts import Ask, Fate
from app.simulate.relief.courses import DeskCourse

ANSWERS_AFTER = timedelta(days=1)
"""How long a question waits for its officer."""
ASKS_AGAIN_AFTER = timedelta(days=7)
"""A course that waits asks its officer again so often."""
OFFERS_AT_ONCE = 5
"""So many times are shown; who takes none of them looks again another day."""


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

    def comes_back(self, course: DeskCourse) -> bool:
        """Of themselves, or because a mail said that their sessions wait."""
        by_themselves = course.asks.get(Ask.REBOOK, 0) == 0 and self._says(course, Ask.REBOOK)
        return by_themselves or self._says(course, Ask.NUDGE)

    def _says(self, course: DeskCourse, ask: Ask) -> bool:
        return self.fate.says_yes(course.officer.id, ask, course.nth(ask))
