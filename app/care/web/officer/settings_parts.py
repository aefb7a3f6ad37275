"""How a change of settings is answered: the part that changed for a page that swaps it in, else the way back."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.care.domain.openings import AHEAD_DAYS
from app.care.reads.choice import Effect
from app.foundation.flash import put_flash
from app.foundation.pages import see_other

PARTS = {"set-away": "away", "set-time": "time", "set-where": "where"}
"""Parts of the page that can be swapped, by what a browser calls them, and their templates."""
COUNT_AGAIN = {"HX-Trigger": "choice-changed"}
"""Has the page count anew what would open more times."""
WEEKS = AHEAD_DAYS // 7


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done, as it stands above the part it was done in."""

    said: str
    tone: str = "good"


def part_asked(request: Request) -> str:
    """The part that the page would swap in; empty where it wants a page, as every browser without JavaScript does."""
    return PARTS.get(request.headers.get("hx-target", ""), "")


def around_part(kept: Kept | None = None, *, part: str = "") -> dict[str, Any]:
    """What the templates of parts need to know."""
    return {"is_part": bool(part), "part": part, "kept": kept, "effect": ""}


def go_elsewhere(request: Request, href: str, kept: Kept) -> Response:
    """To another page of ours with a message, whoever asks: what swaps parts would put that page into its part."""
    if not part_asked(request):
        return see_other(href, say=kept.said, tone=kept.tone)
    answer = Response(headers={"HX-Redirect": href})
    put_flash(answer, (kept.tone, kept.said))
    return answer


def would_open(effect: Effect | None) -> str:
    """What settings that are not kept yet would do to the choice there is; empty for whom nothing goes on."""
    if effect is None:
        return ""
    if effect.open == effect.before:
        return f"That would open and close nothing: {_times(effect.open)} open in the next {WEEKS} weeks."
    return f"With this {_times(effect.open)} open in the next {WEEKS} weeks: {_apart(effect)} than now. Not kept yet."


def opened(effect: Effect | None) -> str:
    """The same once they are kept, as a sentence to go on with."""
    if effect is None:
        return ""
    than = "as many as before" if effect.open == effect.before else f"{_apart(effect)} than before"
    return f" In the next {WEEKS} weeks {_times(effect.open)} open, {than}."


def _apart(effect: Effect) -> str:
    return f"{abs(effect.open - effect.before)} {'more' if effect.open > effect.before else 'fewer'}"


def _times(count: int) -> str:
    return "one time is" if count == 1 else f"{count or 'no'} times are"
