"""Which of a course's appointments cannot stand beside a slot that its officer chose."""

from datetime import datetime, timedelta
from typing import Protocol

from app.care.domain.planned import ChosenSlot


class Placed(Protocol):
    """An appointment, as a row or as a fact."""

    @property
    def number(self) -> int:
        """The session."""

    @property
    def counsellor_id(self) -> str:
        """With whom."""

    @property
    def start_at(self) -> datetime:
        """When."""


def gives_way(other: Placed, chosen: ChosenSlot, *, gap: timedelta) -> bool:
    """Whether a held or proposed appointment of the course cannot stand beside the chosen slot."""
    if other.number == chosen.number or other.counsellor_id != chosen.counsellor_id:
        return True
    if other.number < chosen.number:
        return other.start_at > chosen.start_at - gap
    return other.start_at < chosen.start_at + gap
