"""Pulls the newest published roster version from the HR desk, whole."""

from datetime import datetime
from time import sleep

from app.care.channels.rota_feed import RotaFeed
from app.care.services.roster_pull import Pull, Taken, in_batches, land_some, stage, take_staged
from app.care.store import rosters
from app.foundation.database import Database
from app.foundation.ids import new_id

_A_TURN = 0.002
"""Seconds in which somebody who waits to write gets their turn: the store's queue does not see to that by itself."""


def pull_rosters(store: Database, feed: RotaFeed, *, now: datetime) -> Taken:
    """Take in the newest version, if there is a newer one than the last taken.

    Versions between are skipped: each is the whole roster. All lines are read, and their digest judged, before a
    transaction is opened. They are laid aside in many short ones, so that nobody who books waits for a whole force.
    Raises RosterFeedBroken when the feed does not answer or does not add up.
    """
    with store.read() as db:
        latest = rosters.latest_number(db)
    headers = feed.versions(latest)
    if not headers:
        return Taken(is_new=False)
    newest = headers[-1]
    lines = list(feed.version(newest))
    pull = Pull(new_id(), newest, latest)
    for some in in_batches(lines):
        with store.write() as db:
            stage(db, pull, some)
        sleep(_A_TURN)
    for numbers in in_batches(sorted(pull.seen)):
        with store.write() as db:
            land_some(db, pull, numbers, now=now)
        sleep(_A_TURN)
    with store.write() as db:
        return take_staged(db, pull, now=now)
