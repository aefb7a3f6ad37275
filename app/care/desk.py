"""The care desk's working things, as one frozen value that pages, jobs and commands are given."""

import re
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.care.domain.discretion import leaks
from app.care.reads.help_board import HelpBoard
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.limits import Limits
from app.foundation.texter import ConsoleTexter


@dataclass(frozen=True, slots=True)
class HumanRoute:
    """A person, or a place where people are, to whom officers can turn instead of the planner; never anybody at work.

    Raises ValueError when what officers would be seen with gives them away, or the number is none.
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

    @property
    def href(self) -> str:
        """What opens the telephone; empty without a number."""
        return f"tel:{self.phone.replace(' ', '')}" if self.phone else ""


_NOT_AT_WORK = "Your line manager is not part of this."


@dataclass(frozen=True, slots=True)
class CareDesk:
    """What a front door needs. Found as `request.app.state.desk`; never stored in a module."""

    store: Database
    clock: Clock
    zone: ZoneInfo
    base_url: str
    """The desk's own address as officers see it, without a slash at the end."""
    mailer: Any
    """foundation.mailer.Mailer."""
    http: httpx.Client
    """For feeds and webhooks; tests pass one with a transport of their own."""
    feed_url: str
    feed_token: str
    product: str = "Relief"
    demo: bool = False
    """Shows the mail page and allows loopback webhook addresses."""
    thinking_seconds: float = 2.0
    """How long somebody waits at most for what would make a time possible."""
    texter: Any = field(default_factory=ConsoleTexter)
    """foundation.texter.Texter: text messages to personal numbers."""
    help_board: HelpBoard = field(default_factory=HelpBoard)
    """Whom to call at once, as every page shows it."""
    limits: Limits = field(default_factory=Limits)
    """How often what may be asked; shared between hosts by a storage of their own."""
    force_domains: tuple[str, ...] = ()
    """Where the force reads the mail: no personal addresses."""
    quick_exit: str = "https://www.bbc.co.uk/weather"
    """Where "Leave quickly" leads: something anybody might look at."""
    push_key: str = field(default="", repr=False)
    """app.care.channels.push.PushKey, by which push services know us; without one nothing is sent to browsers."""
    human_route: HumanRoute = HumanRoute()
    """Offered where automatic planning stops."""
