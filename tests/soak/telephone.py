"""A provider's system in the fault run: hears over a bad network, and reports over it until each report is answered."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
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
    reports: dict[str, deque[Report]] = field(default_factory=dict)
    """What is still to be said of each appointment, in order."""
    accepted: dict[str, list[str]] = field(default_factory=dict)
    held_back: int = 0
    """Reports that were taken and wait for a person there, since they would undo unusually much."""
    """What was reported of each appointment and taken, in order."""
    _overheard: dict[str, list[Letter]] = field(default_factory=dict)
    """What somebody on the way could send once more, word for word."""
    _due: list[tuple[datetime, int, str]] = field(default_factory=list)
    """When the first report of each appointment is to be tried; the earliest on top."""
    _ends: list[tuple[datetime, str]] = field(default_factory=list)
    """When appointments end by what was heard of them; the earliest on top."""
    _serial: int = 0

    @property
    def clock(self) -> HandClock:
        return self.rig.clock

    def hear(self, body: bytes, headers: dict[str, str]) -> Reply | None:
        """A webhook of ours on its way to them."""
        return self.network.carry(body, lambda arrived: (self._heard(headers, arrived), b""))

    def ended(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Appointments that have ended by now and by what they were last heard to be, with what is believed of them."""
        while self._ends and self._ends[0][0] <= self.clock():
            ended_at, name = heappop(self._ends)
            believed = self.practice.appointments[name]
            if name not in self.practice.replaced and datetime.fromisoformat(believed["end"]) == ended_at:
                yield name, believed

    def look_up_ends(self) -> None:
        """The same for messages that came by another way: all that is believed by now."""
        for name, believed in self.practice.diary().items():
            if "end" in believed:
                heappush(self._ends, (datetime.fromisoformat(believed["end"]), name))

    def report(self, kind: str, data: dict[str, Any], *, at: datetime) -> None:
        """Say it then, and until it is answered."""
        self._serial += 1
        about = str(data["appointment"])
        line = self.reports.setdefault(about, deque())
        line.append(Report(f"sim_{self.known.provider_id[-8:]}_{self._serial}", kind, data, at, at))
        if len(line) == 1:
            self._put_in_line(about)

    def forge(self, kind: str, data: dict[str, Any]) -> None:
        """Somebody else says it, without the secret."""
        for letter in self._mouth().letters(kind, data, Manner.FORGED):
            self.network.carry(letter.body, self._at_the_door(letter))

    def speak(self) -> None:
        """Send every report that is due, one after the other; of two about one appointment only the first."""
        due = []
        while self._due and self._due[0][0] <= self.clock():
            due.append(heappop(self._due)[2])
        for about in due:
            self._try(about, self.reports[about][0])
            if self.reports[about]:
                self._put_in_line(about)
            else:
                del self.reports[about]

    def next_at(self) -> datetime | None:
        """When something is to be said next."""
        return self._due[0][0] if self._due else None

    def _put_in_line(self, about: str) -> None:
        self._serial += 1
        heappush(self._due, (self.reports[about][0].due_at, self._serial, about))

    def _heard(self, headers: dict[str, str], body: bytes) -> int:
        status = self.practice.hear(headers, body)
        if status == 204 and "end" in (data := json.loads(body)["data"]):
            heappush(self._ends, (datetime.fromisoformat(data["end"]), data["appointment"]))
        return status

    def _try(self, about: str, report: Report) -> None:
        report.tries += 1
        (letter,) = self._mouth().letters(
            report.kind, report.data, message_id=report.message_id, happened_at=report.happened_at
        )
        reply = self.network.carry(letter.body, self._at_the_door(letter))
        self._overheard.setdefault(about, []).append(letter)
        if reply is not None and reply[0] != 401:
            self.reports[about].popleft()
            if reply[0] == 200:
                self._taken(report, json.loads(reply[1]))
            self.held_back += reply[0] == 202
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
