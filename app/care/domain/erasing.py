"""What becomes of each table when an officer has their record erased."""

from datetime import timedelta
from enum import StrEnum

CONFIRMED_BY = "ERASE"
"""The word that is typed, so that no tired thumb does this."""
KEPT_FOR = timedelta(days=7 * 365)
"""How long what must be kept is kept: six years for claims (Limitation Act 1980, section 5) and one to be sure."""


class Fate(StrEnum):
    """What becomes of rows that name the officer, or are about a sign-in of theirs."""

    GONE = "gone"
    NAMELESS = "nameless"
    """They stay for billing and safety under a stand-in that has no number, no name and no contact."""
    EVERYBODYS = "everybodys"
    """Everybody on the roster has them: that they are there says nothing, that they were gone would."""


FATES: dict[str, Fate] = {
    "appointment": Fate.NAMELESS,
    "course": Fate.NAMELESS,
    "look": Fate.NAMELESS,
    "oidc_link": Fate.GONE,
    "officer_month": Fate.EVERYBODYS,
    "outbox_message": Fate.NAMELESS,
    "outcome_question": Fate.NAMELESS,
    "passkey": Fate.GONE,
    "push_subscription": Fate.GONE,
    "referral_draft": Fate.GONE,
    "sign_in": Fate.GONE,
    "sign_in_code": Fate.GONE,
}
"""By table. Every table that names an officer is in it: a test walks them all."""
KEPT_CHANNELS = frozenset({"webhook"})
"""Channels of the outbox whose messages providers may still ask for; what was to go to the officer is gone."""
