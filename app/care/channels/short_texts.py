"""What officers read on a telephone's screen, in a text or as a notice: still less than in a mail."""

import json
from collections.abc import Sequence
from datetime import datetime

from app.care.channels.mail_texts import COMING_UP_SHORT, VERY_SHORT, Change, Voice, lines_of
from app.care.channels.spoken_times import short_time
from app.care.domain.telling import Telling, Words
from app.care.domain.told import REMINDERS

NOTICE_TITLE = "Your diary"
AND_MORE = "And {count} more."
_LINES = 3
"""More would be cut off on a screen, and cost a third text."""


def text_about(changes: Sequence[Change], voice: Voice, wishes: Telling, path: str = "/") -> str:
    """One text message about everything there is to say, with one link."""
    return f"{_said(changes, voice, wishes)} {voice.base_url}{path}"


def notice_about(changes: Sequence[Change], voice: Voice, wishes: Telling, path: str = "/") -> str:
    """What a browser is given to show, as JSON; the link is only followed when it is tapped."""
    said = {"title": NOTICE_TITLE, "body": _said(changes, voice, wishes), "path": path}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _said(changes: Sequence[Change], voice: Voice, wishes: Telling) -> str:
    if wishes.words is Words.SHORT:
        return f"{COMING_UP_SHORT if {change.told for change in changes} <= REMINDERS else VERY_SHORT}."

    def spoken(at: datetime) -> str:
        return short_time(at, voice.zone, wishes.times)

    lines = lines_of(changes, spoken)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], AND_MORE.format(count=len(lines) - _LINES + 1)]
    return " ".join(lines)
