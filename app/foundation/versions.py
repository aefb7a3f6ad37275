"""Versions of what can be changed: a change is made only to what its sender has seen (RFC 9110, If-Match).

    answer.headers["ETag"] = etag_of(row)                      # with what is read
    Seen = Annotated[str | None, Depends(if_match)]            # on the way back
    refuse_unless_seen(seen, etag_of(row))                     # in the transaction that changes it: 428 and 412

A page's form carries the same in a hidden field `version`.
"""

import hashlib
import json
from typing import Annotated, Any

from fastapi import Header

from app.foundation.refusals import Refusal

ANY = "*"
_LENGTH = 24


class VersionMissing(Refusal):
    """A change came without the version that it was made from."""

    status, code, title = 428, "version-missing", "Say which version you have seen"


class VersionChanged(Refusal):
    """What was to be changed is not any more what its sender has seen; nothing was changed."""

    status, code, title = 412, "version-changed", "Something has changed meanwhile"


def etag_of(*facts: Any) -> str:
    """A strong entity tag of facts that JSON can hold (dates and the like by their text): alike for the same facts."""
    text = json.dumps(facts, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]}"'


async def if_match(
    if_match: Annotated[
        str | None, Header(max_length=2000, description="The ETag that came with what was read.")
    ] = None,
) -> str | None:
    """The dependency that reads If-Match; None where none was sent."""
    return if_match


def refuse_unless_seen(seen: str | None, present: str) -> None:
    """Raise VersionMissing (428) without a version, VersionChanged (412) with another than `present`, an etag.

    `seen` is an If-Match header (several tags, or "*" for whatever there is) or a bare version from a form.
    """
    if not seen or not seen.strip():
        raise VersionMissing("Read it first, and send its ETag back as If-Match.")
    refuse_if_changed(seen, present)


def refuse_if_changed(seen: str | None, present: str) -> None:
    """The same where a version may be left out."""
    if seen is None or seen.strip() == ANY:
        return
    # Compared strongly: a weak tag (W/"...") never matches.
    tags = {tag if tag.startswith(("W/", '"')) else f'"{tag}"' for tag in map(str.strip, seen.split(","))}
    if present not in tags:
        raise VersionChanged("It was changed since you read it. Read it again; nothing has been changed now.")
