"""An officer's diary entry, as a calendar program is given it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """How sure an entry is, in the words of RFC 5545."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One session's line in the diary: `uid` stays when it moves, `sequence` rises with every change."""

    uid: str
    start_at: datetime
    end_at: datetime
    standing: Standing
    sequence: int
    changed_at: datetime
    where: str = ""
    """Empty unless the officer asked for it; a place can give away what a title does not."""

    def __post_init__(self) -> None:
        if self.end_at <= self.start_at or self.sequence < 0:
            raise ValueError(f"diary entry {self.uid} ends before it starts or counts below 0")


@dataclass(frozen=True, slots=True)
class Diary:
    """All entries of an officer, and when any of them, or what they are called, was last another."""

    entries: tuple[Entry, ...]
    changed_at: datetime
