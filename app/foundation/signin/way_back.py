"""The way back: where somebody wanted to go before they were asked to sign in."""

from urllib.parse import urlencode

from app.foundation.signin.door import Door


def safe_next(door: Door, wanted: str) -> str:
    """`wanted` if it is a plain path of ours, else the door's home: a link must not lead through us to elsewhere."""
    ours = wanted.startswith("/") and wanted.isprintable() and not set(wanted) & {"\\", ":", "?", "#", "@"}
    if not ours or wanted.startswith(("//", door.sign_in_path, door.sign_out_path)):
        return door.home
    return wanted


def with_next(path: str, door: Door, wanted: str) -> str:
    """`path` with the way back as its query, if there is one worth naming."""
    after = safe_next(door, wanted)
    return path if after == door.home else f"{path}?{urlencode({'next': after})}"
