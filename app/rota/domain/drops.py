"""Whether an upload would take much of the roster away: then publishing waits for a second word."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.rota.domain.rule_book import RuleBook, RuleCode

FEWEST_DUTIES, FEWEST_PEOPLE = 10, 5
"""Smaller losses are no drop, whatever their share: half of two duties is one."""


@dataclass(frozen=True, slots=True)
class Drop:
    """What stands in the covered days and what would: duties of the people named, people, people left with none."""

    duties_before: int
    duties_after: int
    people_before: int
    people_missing: int
    """Of those, how many the upload does not name. Their duties stay as they are."""
    people_emptied: int
    """Named, with duties before and none after."""

    def words(self, book: RuleBook) -> list[str]:
        """Each loss that is large by the book, in a sentence with its figures."""
        said: list[str] = []
        duties, people, emptied = (
            book.limit(code) for code in (RuleCode.FEWER_DUTIES, RuleCode.FEWER_PEOPLE, RuleCode.EMPTIED)
        )
        gone = self.duties_before - self.duties_after
        if duties is not None and gone >= FEWEST_DUTIES and gone * 100 > duties * self.duties_before:
            share = f"{gone * 100 / self.duties_before:.0f} % fewer"
            said.append(f"{self.duties_before:,} duties of these people become {self.duties_after:,}: {share}.")
        missing = self.people_missing
        if people is not None and self._lacks(people) and not self.is_part:
            named = f"Of {self.people_before:,} people who have duties in these months, {missing:,} are not in the file"
            said.append(f"{named}. Their duties stay as they are.")
        if emptied is not None and self.people_emptied > emptied:
            who = "One person has" if self.people_emptied == 1 else f"{self.people_emptied:,} people have"
            said.append(f"{who} duties in these days now and would have none.")
        return said

    @property
    def is_part(self) -> bool:
        """Whether it names less than half of the people: one unit's roster or one person's change, not a short list."""
        return self.people_missing * 2 > self.people_before

    def _lacks(self, share: float) -> bool:
        return self.people_missing >= FEWEST_PEOPLE and self.people_missing * 100 > share * self.people_before

    def part_words(self, book: RuleBook) -> str | None:
        """What is to be known of a file for a part of the people; nobody need confirm it, for nothing is lost."""
        share = book.limit(RuleCode.FEWER_PEOPLE)
        if share is None or not self.is_part or not self._lacks(share):
            return None
        named = self.people_before - self.people_missing
        return (
            f"The file names {named:,} of {self.people_before:,} people who have duties in these months. "
            "The others keep theirs as they stand."
        )

    def as_json(self, book: RuleBook) -> dict[str, Any]:
        """Plain values with the sentences; empty where nothing large is lost."""
        words = self.words(book)
        return {**asdict(self), "words": words} if words else {}


def drop_words(changes: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences that were kept with what an upload changes."""
    return tuple(changes.get("drop", {}).get("words", ()))


def duties_before(after: int, counts: Mapping[str, Mapping[str, int]]) -> int:
    """How many duties stood, given how many would and the counts of what changes."""
    added, removed = (sum(counts.get(name, {}).values()) for name in ("added", "removed"))
    return after - added + removed
