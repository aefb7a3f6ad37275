"""What a provider's system believes: nothing but what signed messages told it, by the versions they carry."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from app.provider_sim.verifying import verified

Facts = dict[str, Any]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Practice:
    """Takes each message once; of two about one thing the later version counts, in whichever order they come."""

    heard_with: Sequence[str]
    """Keys that messages to it may be signed with: secrets, or public keys."""
    clock: Clock
    appointments: dict[str, Facts] = field(default_factory=dict)
    """The latest word on each, by its name."""
    courses: dict[str, Facts] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    """Names of appointments in whose place another has come."""
    counts: Counter[str] = field(default_factory=Counter)
    """taken, repeated, outdated, unverified, and each type."""
    _seen: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def hear(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take one message; the HTTP status to answer with."""
        message_id = verified(headers, body, self.heard_with, now=self.clock())
        with self._lock:
            if message_id is None:
                self.counts["unverified"] += 1
                return 401
            if message_id in self._seen:
                self.counts["repeated"] += 1
                return 200
            event = json.loads(body)
            self._seen.add(message_id)
            self.counts.update(("taken", event["type"]))
            self._learn(event)
        return 204

    def learn_answer(self, answer: Mapping[str, Any]) -> None:
        """What care answered to a report of ours is as good as a message: it says how the appointment stands now."""
        if "appointment" in answer and "sequence" in answer:
            with self._lock:
                self._keep(self.appointments, answer["appointment"], answer)

    def has_heard(self, message_id: str) -> bool:
        """Whether this message was taken."""
        with self._lock:
            return message_id in self._seen

    def diary(self) -> dict[str, Facts]:
        """The appointments that stand or have taken place, by name."""
        with self._lock:
            return {name: dict(facts) for name, facts in self.appointments.items() if name not in self.replaced}

    def as_json(self) -> dict[str, Any]:
        """All that it believes, and what it has heard."""
        with self._lock:
            return {
                "appointments": {name: dict(facts) for name, facts in self.appointments.items()},
                "courses": {name: dict(facts) for name, facts in self.courses.items()},
                "replaced": sorted(self.replaced),
                "counts": dict(self.counts),
            }

    def _learn(self, event: Mapping[str, Any]) -> None:
        data = event["data"]
        if "start" in data:
            if data["replaces"] is not None:
                self.replaced.add(data["replaces"])
            self._keep(self.appointments, data["appointment"], data)
        elif "state" in data:
            self._keep(self.courses, data["course"], data)

    def _keep(self, known: dict[str, Facts], name: str, told: Mapping[str, Any]) -> None:
        before = known.get(name, {})
        if before and before["sequence"] > told["sequence"]:
            self.counts["outdated"] += 1
            return
        known[name] = {**before, **told}
