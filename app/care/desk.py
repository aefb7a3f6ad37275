"""The care desk's working things, as one frozen value that pages, jobs and commands are given."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.care.reads.help_board import HelpBoard
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.limits import Limits
from app.foundation.texter import ConsoleTexter
from app.foundation.turns import Turns


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
    """Whom to call at once, and whom to turn to where planning stops, as every page shows it."""
    limits: Limits = field(default_factory=Limits)
    """How often what may be asked; shared between hosts by a storage of their own."""
    turns: Turns = field(default_factory=Turns)
    """Whose turn it is to think in this process."""
    force_domains: tuple[str, ...] = ()
    """Where the force reads the mail: no personal addresses."""
    quick_exit: str = "https://www.bbc.co.uk/weather"
    """Where "Leave quickly" leads: something anybody might look at."""
    push_key: str = field(default="", repr=False)
    """app.care.channels.push.PushKey, by which push services know us; without one nothing is sent to browsers."""
