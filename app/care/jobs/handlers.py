"""Every job of the care desk by name, and when those run that time alone makes due."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.push import Pusher, PushKey
from app.care.channels.rota_feed import RotaFeed
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.desk import CareDesk
from app.care.jobs.check_courses import check_courses
from app.care.jobs.forget import forget_old
from app.care.jobs.forget_sign_ins import forget_sign_ins
from app.care.jobs.learn_risk import learn_daily
from app.care.jobs.offer_sooner import lapse_sooner, look_for_sooner, offer_sooner
from app.care.jobs.plan_course import plan_course
from app.care.jobs.plan_part import plan_part
from app.care.jobs.plan_parts import plan_parts
from app.care.jobs.publish_figures import publish_figures
from app.care.jobs.pull_rosters import pull_rosters
from app.care.jobs.read_calendars import open_ahead, read_calendars
from app.care.jobs.study_apart import Apart, study_apart
from app.care.jobs.study_capacity import study_capacity, study_on_schedule
from app.care.jobs.tell_held_back import tell_held_back
from app.care.jobs.tend_courses import lapse_due_holds, promote_due, remind_due, replan_unplanned
from app.care.planning import ask_for_change, tell_what_helps
from app.care.services.capacity_study import STUDY_CAPACITY
from app.care.services.freed import OFFER_SOONER
from app.care.services.hold_back import TELL_HELD_BACK
from app.care.services.quick_links import make_link
from app.care.services.replan import ASK_FOR_CHANGE, PLAN_COURSE, PLAN_PART, PLAN_PARTS, TELL_WHAT_HELPS
from app.foundation.database import Database
from app.foundation.jobs import Handler, Payload

SCHEDULES: Mapping[str, str] = {
    "tell": "*/5 * * * * *",
    "pull_rosters": "*/30 * * * * *",
    "lapse_holds": "30 * * * * *",
    "promote": "15 */10 * * * *",
    "remind": "50 * * * * *",
    "replan_unplanned": "45 */15 * * * *",
    "forget_sign_ins": "10 40 3 * * *",
    "forget_old": "10 45 3 * * *",
    "lapse_sooner": "35 * * * * *",
    "look_for_sooner": "5 */15 * * * *",
    "read_calendars": "25 * * * * *",
    "open_ahead": "20 50 3 * * *",
    "study_on_schedule": "40 20 2 * * *",
    "publish_figures": "40 10 4 * * *",
    "learn_risk": "40 55 3 * * *",
}
"""Cron lines that begin with seconds."""


def planning_handlers(store: Database) -> dict[str, Handler]:
    """The jobs that need nothing but the store."""

    def plan(payload: Payload, now: datetime) -> None:
        plan_course(store, payload["course_id"], now=now, rounds=payload.get("rounds", 0))

    def parts(payload: Payload, now: datetime) -> None:
        plan_parts(store, payload["course_ids"], now=now)

    def part(payload: Payload, now: datetime) -> None:
        plan_part(store, payload["course_ids"], now=now, rounds=payload.get("rounds", 0))

    def ask(payload: Payload, now: datetime) -> None:
        ask_for_change(store, payload["course_id"], now=now)

    def check(payload: Payload, now: datetime) -> None:
        check_courses(store, payload["course_ids"], now=now)

    def offer(payload: Payload, now: datetime) -> None:
        offer_sooner(store, payload["counsellor_id"], now=now)

    return {
        OFFER_SOONER: offer,
        "lapse_sooner": lambda _payload, now: lapse_sooner(store, now=now),
        "look_for_sooner": lambda _payload, now: look_for_sooner(store, now=now),
        PLAN_COURSE: plan,
        PLAN_PARTS: parts,
        PLAN_PART: part,
        ASK_FOR_CHANGE: ask,
        TELL_WHAT_HELPS: lambda payload, now: tell_what_helps(store, payload["course_id"], now=now),
        "check_courses": check,
        "lapse_holds": lambda _payload, now: lapse_due_holds(store, now=now),
        "promote": lambda _payload, now: promote_due(store, now=now),
        "remind": lambda _payload, now: remind_due(store, now=now),
        "replan_unplanned": lambda _payload, _now: replan_unplanned(store),
        "forget_sign_ins": lambda _payload, now: forget_sign_ins(store, now=now),
        "open_ahead": lambda _payload, now: open_ahead(store, now=now),
        "forget_old": lambda _payload, now: forget_old(store, now=now),
        **_counting_handlers(store),
    }


def _counting_handlers(store: Database) -> dict[str, Handler]:
    """The jobs that learn from many courses, or say what may be said of them."""
    return {
        STUDY_CAPACITY: lambda payload, now: study_capacity(store, payload["study_id"], now=now),
        "study_on_schedule": lambda _payload, now: study_on_schedule(store, now=now),
        "publish_figures": lambda _payload, now: publish_figures(store, now=now),
        "learn_risk": lambda _payload, now: learn_daily(store, now=now),
    }


def apart_handlers(store: Database, command: Sequence[str]) -> dict[str, Handler]:
    """The jobs that a process of their own does; `command`: how it is started."""

    def study(payload: Payload, now: datetime) -> None:
        study_apart(store, payload["study_id"], Apart(command), now=now)

    return {STUDY_CAPACITY: study}


def all_handlers(desk: CareDesk, outside: Outside | None = None) -> dict[str, Handler]:
    """Every job of the desk. `outside` None: the public internet, and this machine too where the desk is a demo."""
    sender = outside or Outside(loopback=desk.demo)
    feed = RotaFeed(desk.http, desk.feed_url, desk.feed_token, desk.zone)
    voice = Voice(desk.product, desk.base_url, desk.zone, link_for=make_link)
    pusher = Pusher(sender, PushKey(desk.push_key), desk.base_url) if desk.push_key else None
    senders = Senders(desk.mailer, desk.texter, pusher)

    def tell(_payload: Payload, _now: datetime) -> None:
        tell_due(desk.store, desk.clock, senders, sender, voice)

    def pull(_payload: Payload, now: datetime) -> None:
        pull_rosters(desk.store, feed, now=now)

    def alarm(payload: Payload, now: datetime) -> None:
        tell_held_back(desk, payload["provider_id"], now=now)

    def calendars(_payload: Payload, now: datetime) -> None:
        read_calendars(desk, sender, now=now)

    more: dict[str, Handler] = {"read_calendars": calendars, "tell": tell, "pull_rosters": pull, TELL_HELD_BACK: alarm}
    return planning_handlers(desk.store) | more
