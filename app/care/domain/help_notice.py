"""Whom to call at once: what may be written there, and what stands there unless somebody wrote otherwise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from urllib.parse import quote

from app.care.domain.discretion import leaks
from app.foundation.refusals import Fault, Invalid

MOST_LINES = 5
LONGEST_WHEN, LONGEST_WHO, LONGEST_WORDS = 32, 48, 400
_NUMBER = re.compile(r"\+?[0-9][0-9 ]{1,18}[0-9]")
_NUMBER_IN_WORDS = re.compile(r"(?<![0-9+])\+?[0-9][0-9 ]{4,18}[0-9](?![0-9])")
_WORD = re.compile(r"[A-Za-z0-9]{0,20}")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody who answers now. `how` "call": the number is called; "text": `word` is sent to it."""

    when: str
    who: str
    number: str
    how: Literal["call", "text"] = "call"
    word: str = ""

    @property
    def label(self) -> str:
        """What the button says: "116 123", "Text 85258"."""
        return self.number if self.how == "call" else f"Text {self.number}"

    @property
    def href(self) -> str:
        """Opens the telephone, or a message, on a mobile."""
        digits = self.number.replace(" ", "")
        body = f"?body={quote(self.word)}" if self.word else ""
        return f"tel:{digits}" if self.how == "call" else f"sms:{digits}{body}"


@dataclass(frozen=True, slots=True)
class HelpNotice:
    """The lines in order of urgency, a sentence beside them, and where an officer is sent who wants a person."""

    lines: tuple[HelpLine, ...]
    words: str
    human_route: str

    @property
    def human_number(self) -> str:
        """The first telephone number in the words about a person; empty without one."""
        found = _NUMBER_IN_WORDS.search(self.human_route)
        return found.group() if found else ""

    def faults(self) -> list[Fault]:
        """Everything that cannot stand so, each with the name of its field."""
        found = [fault for place, line in enumerate(self.lines, start=1) for fault in _faults_of(line, place)]
        if not 1 <= len(self.lines) <= MOST_LINES:
            found.append(Fault(f"Give one to {MOST_LINES} numbers", column="when-1"))
        if not any(line.how == "call" for line in self.lines):
            found.append(Fault("At least one must be a number to call", column="number-1"))
        found += _faults_in(self.words, "words", LONGEST_WORDS, "A sentence beside the numbers", needed=False)
        found += _faults_in(self.human_route, "human_route", LONGEST_WORDS, "Whom to turn to", needed=True)
        return found

    def refuse_faulty(self) -> None:
        """Raise Invalid with every fault."""
        if faults := self.faults():
            raise Invalid("Please look at the text again.", faults=faults)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store."""
        return asdict(self) | {"lines": [asdict(line) for line in self.lines]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "HelpNotice":
        """What `as_json` wrote."""
        lines = tuple(HelpLine(**line) for line in stored["lines"])
        return cls(lines, stored["words"], stored["human_route"])


def _faults_of(line: HelpLine, place: int) -> Iterator[Fault]:
    yield from _faults_in(line.when, f"when-{place}", LONGEST_WHEN, "When to call", needed=True)
    yield from _faults_in(line.who, f"who-{place}", LONGEST_WHO, "Who answers", needed=True)
    if not _NUMBER.fullmatch(line.number):
        yield Fault("A number is digits and spaces, such as 116 123", column=f"number-{place}")
    if not _WORD.fullmatch(line.word):
        yield Fault("The word to text is letters and digits only", column=f"word-{place}")


def _faults_in(text: str, column: str, longest: int, what: str, *, needed: bool) -> Iterator[Fault]:
    if needed and not text:
        yield Fault(f"{what} is missing", column=column)
    if len(text) > longest:
        yield Fault(f"{what}: {longest} letters at most", column=column)
    if any(not character.isprintable() for character in text):
        yield Fault(f"{what} has a character that cannot be shown", column=column)
    for word in leaks(text):
        yield Fault(f"{what}: “{word}” can be read over an officer’s shoulder; say it with another word", column=column)


_NOT_AT_WORK = "Your line manager is not part of this."


@dataclass(frozen=True, slots=True)
class HumanRoute:
    """A person, or a place where people are, to whom officers can turn instead of the planner; never anybody at work.

    What the settings say of them is the first text, until a welfare lead writes another. Raises ValueError when what
    officers would be seen with gives them away, or the number is none.
    """

    name: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if found := leaks(f"{self.name} {self.phone}"):
            raise ValueError(f"the human route says {', '.join(found)}; officers may be seen with it")
        if self.phone and not re.fullmatch(r"\+?[0-9 ]{3,20}", self.phone):
            raise ValueError("the human route's telephone number holds digits and spaces only")

    @property
    def words(self) -> str:
        """As a sentence or two."""
        if self.name and self.phone:
            return f"If you would rather sort this out with a person: {self.name}, {self.phone}. {_NOT_AT_WORK}"
        who = self.name or self.phone or "the one you see"
        told = f"If you would rather sort this out with a person, tell {who}: they can arrange times for you."
        return f"{told} {_NOT_AT_WORK}"


DEFAULT = HelpNotice(
    lines=(
        HelpLine("In danger now", "Emergency services", "999"),
        HelpLine("To talk, any hour", "Samaritans, free", "116 123"),
        HelpLine("To text, any hour", "Send SHOUT, free", "85258", "text", "SHOUT"),
    ),
    words="",
    human_route=HumanRoute().words,
)
"""Numbers of the United Kingdom; another country's welfare lead writes their own."""


def first_notice(route: HumanRoute) -> HelpNotice:
    """What stands until a welfare lead writes something else, and what they can put back."""
    return replace(DEFAULT, human_route=route.words)
