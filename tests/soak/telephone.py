"""A provider's system in the fault run: hears over a bad network, and reports over it until each report is answered."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.foundation.clock import HandClock
from app.provider_sim.practice import Practice
from app.provider_sim.speaking import Letter, Manner, Mouth
from tests.care.web.provider.rig import Practice as Known
from tests.care.web.provider.rig import Rig
from tests.soak.doors import Door
from tests.soak.network import Network, Reply

AGAIN_AFTER = (timedelta(seconds=5), timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=3))
LONGEST = timedelta(minutes=20)


@dataclass(slots=True)
class Report:
    """One thing to say, said until it is answered; each try is signed anew, with the same id."""

    message_id: str
    kind: str
    data: dict[str, Any]
    happened_at: datetime
    due_at: datetime
    tries: int = 0


@dataclass(slots=True)
class Telephone:
    """One provider's side of the line."""

    rig: Rig
    known: Known
    practice: Practice
    network: Network
    door: Door
    reports: list[Report] = field(default_factory=list)
    accepted: dict[str, list[str]] = field(default_factory=dict)
    """What was reported of each appointment and taken, in order."""
    _overheard: dict[str, list[Letter]] = field(default_factory=dict)
    """What somebody on the way could send once more, word for word."""
    _serial: int = 0

    @property
    def clock(self) -> HandClock:
        return self.rig.clock

    def hear(self, body: bytes, headers: dict[str, str]) -> Reply | None:
        """A webhook of ours on its way to them."""
        return self.network.carry(body, lambda arrived: (self.practice.hear(headers, arrived), b""))

    def report(self, kind: str, data: dict[str, Any], *, at: datetime) -> None:
        """Say it then, and until it is answered."""
        self._serial += 1
        self.reports.append(Report(f"sim_{self.known.provider_id[-8:]}_{self._serial}", kind, data, at, at))

    def forge(self, kind: str, data: dict[str, Any]) -> None:
        """Somebody else says it, without the secret."""
        for letter in self._mouth().letters(kind, data, Manner.FORGED):
            self.network.carry(letter.body, self._at_the_door(letter))

    def speak(self) -> None:
        """Send every report that is due, one after the other; of two about one appointment only the first."""
        busy: set[str] = set()
        for report in list(self.reports):
            about = str(report.data["appointment"])
            if about not in busy and report.due_at <= self.clock():
                self._try(report)
            busy.add(about)

    def next_at(self) -> datetime | None:
        """When something is to be said next."""
        first: dict[str, datetime] = {}
        for report in self.reports:
            first.setdefault(str(report.data["appointment"]), report.due_at)
        return min(first.values(), default=None)

    def _try(self, report: Report) -> None:
        report.tries += 1
        (letter,) = self._mouth().letters(
            report.kind, report.data, message_id=report.message_id, happened_at=report.happened_at
        )
        reply = self.network.carry(letter.body, self._at_the_door(letter))
        self._overheard.setdefault(report.data["appointment"], []).append(letter)
        if reply is not None and reply[0] != 401:
            self.reports.remove(report)
            if reply[0] == 200:
                self._taken(report, json.loads(reply[1]))
            return
        waits = AGAIN_AFTER[report.tries - 1] if report.tries <= len(AGAIN_AFTER) else LONGEST
        report.due_at = self.clock() + waits

    def _taken(self, report: Report, answer: dict[str, Any]) -> None:
        self.practice.learn_answer(answer)
        self.accepted.setdefault(report.data["appointment"], []).append(report.kind)
        if report.kind == "session.not_attended":
            self.forge("session.attended", {"appointment": report.data["appointment"]})
            for letter in self._overheard[report.data["appointment"]]:
                self.network.carry(letter.body, self._at_the_door(letter))

    def _mouth(self) -> Mouth:
        return Mouth(self.clock, self.known.secret)

    def _at_the_door(self, letter: Letter) -> Callable[[bytes], Reply]:
        return lambda arrived: self.door(self.rig, self.known.provider_id, arrived, letter.headers)
