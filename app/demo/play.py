"""The state of the play: who is on stage, what HR has published, what the providers have reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import httpx

from app.care.domain.pseudonyms import Kind, outward
from app.care.store import appointments, ledger, providers
from app.demo.crowd import MISS_REASONS, Someone, answer_changes, reports_due
from app.demo.force import Force
from app.demo.practice import Practice
from app.demo.promises import broken_promises
from app.demo.stage import Stage, sign_in

HR = "rosters@force.example"
MISSES = 0.12
"""Share of sessions that others miss: what talking therapies of the NHS report (facts: about 12 %)."""


@dataclass(slots=True)
class Hero:
    """The officer whose story is told, and what their browser holds."""

    staff_number: str
    contact: str
    headers: dict[str, str] = field(default_factory=dict)
    course_id: str = ""
    officer_id: str = ""


@dataclass(slots=True)
class Play:
    """Everything that the acts hand on to each other."""

    stage: Stage
    http: httpx.Client
    force: Force
    practices: Sequence[Practice]
    rng: Random
    hero: Hero
    hr: dict[str, str] = field(default_factory=dict)
    people: list[Someone] = field(default_factory=list)
    reported: set[str] = field(default_factory=set)
    misses: int = 0
    cast: int = 0
    """How many others refer themselves."""
    hero_misses: dict[int, str] = field(default_factory=dict)
    """Sessions of the hero that will be missed once, and why."""

    def api(self, method: str, path: str, **how: Any) -> Any:
        """One request of the hero's to the care desk's API; the JSON of the answer."""
        more = how.pop("headers", {})
        url = f"{self.stage.care_url}/api/v1{path}"
        answer = self.http.request(method, url, headers=self.hero.headers | more, **how)
        if answer.status_code == 401:  # days have passed since the hero signed in
            self.hero.headers = self.stage.signed_in_again(self.hero.officer_id)
            answer = self.http.request(method, url, headers=self.hero.headers | more, **how)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def upload(self, file: bytes) -> dict[str, Any]:
        """Send a roster to the HR desk; what the desk says of it."""
        url = f"{self.stage.rota_url}/api/v1/rosters/uploads"
        files = {"file": ("roster.csv", file, "text/csv")}
        answer = self.http.post(url, headers=self.hr, files=files)
        if answer.status_code == 401:  # weeks have passed since HR signed in
            self.hr = sign_in(self.http, self.stage.rota_url, HR)
            answer = self.http.post(url, headers=self.hr, files=files)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def publish(self, upload_id: str) -> dict[str, Any]:
        """Publish an upload, and let care pull what there is to pull."""
        url = f"{self.stage.rota_url}/api/v1/rosters/uploads/{upload_id}/publish"
        done: dict[str, Any] = self.http.post(url, headers=self.hr).raise_for_status().json()
        self.stage.due("pull_rosters")
        self.stage.settle()
        return done

    def plan(self) -> dict[str, Any]:
        """The hero's course as they see it."""
        found: dict[str, Any] = self.api("GET", f"/courses/{self.hero.course_id}")
        return found

    def broken(self) -> list[str]:
        """Promises broken at this moment."""
        ids = [one.course_id for one in self.people] + ([self.hero.course_id] if self.hero.course_id else [])
        with self.stage.care.desk.store.read() as db:
            return broken_promises(db, ids, now=self.stage.clock()) + self.stage.care.jobs.failed()

    def others(self) -> dict[str, tuple[object, ...]]:
        """Every appointment of everybody else, as it stands."""
        with self.stage.care.desk.store.read() as db:
            rows = appointments.of_courses(db, [one.course_id for one in self.people])
            return {r.id: (r.status, r.start_at, r.counsellor_id, r.place_id, r.room, r.sequence) for r in rows}

    def hero_appointments(self) -> dict[str, dict[str, int]]:
        """The hero's sessions by provider and by the name that provider knows the appointment by."""
        with self.stage.care.desk.store.read() as db:
            rows = appointments.of_courses(db, [self.hero.course_id]) if self.hero.course_id else []
            keys = {p.provider_id: providers.provider(db, p.provider_id).pseudonym_key for p in self.practices}
        return {
            provider_id: {outward(key, Kind.APPOINTMENT, row.id): row.number for row in rows}
            for provider_id, key in keys.items()
        }

    def attended(self) -> int:
        """Sessions that took place, of everybody."""
        with self.stage.care.desk.store.read() as db:
            found = ledger.balances_of_courses(db, [one.course_id for one in self.people] + [self.hero.course_id])
        return sum(balance.attended for balance in found.values())


def pass_time(play: Play, until: datetime) -> None:
    """Let days go by, with what time makes due, and providers reporting every session that is over."""
    clock = play.stage.clock
    while clock() < until:
        clock.move_to(min(until, clock() + timedelta(days=1)))
        for job in ("lapse_holds", "promote"):
            play.stage.due(job)
        report_everything(play)
        play.stage.settle()
        if answer_changes(play.stage.care.desk, play.people):
            play.stage.settle()


def report_everything(play: Play) -> None:
    """Every practice reports each session that is over: attended, or missed and why."""
    known = play.hero_appointments()
    for practice in play.practices:
        named = known[practice.provider_id]
        for entry in reports_due(practice, play.reported, play.stage.clock()):
            name = str(entry["appointment"])
            play.reported.add(name)
            _report(play, practice, name, _reason(play, named.get(name)))


def _reason(play: Play, hero_session: int | None) -> str | None:
    """Why it was missed; None: it took place."""
    if hero_session is not None:
        return play.hero_misses.pop(hero_session, None)
    if play.rng.random() < MISSES:
        return play.rng.choice(MISS_REASONS)
    return None


def _report(play: Play, practice: Practice, name: str, reason: str | None) -> None:
    data = {"appointment": name}
    if reason is None:
        answer = practice.say(play.http, play.stage.care_url, "session.attended", data)
    else:
        play.misses += 1
        answer = practice.say(play.http, play.stage.care_url, "session.not_attended", data | {"reason": reason})
    answer.raise_for_status()
