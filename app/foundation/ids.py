"""Identifiers: time-ordered for rows, random for anything that opens a door."""

import secrets
from collections.abc import Iterator
from itertools import count

import uuid_utils


def new_id() -> str:
    """A fresh row id: UUID version 7 as 32 hexadecimal digits, so that rows made later sort later."""
    return uuid_utils.uuid7().hex


def new_ids() -> Iterator[str]:
    """Fresh row ids, as many as are asked for, that sort in the order in which they come: for very many rows at once.

    The instant is now; 36 bits are of chance, drawn for each call (within a millisecond the library only counts on, so
    that its ids share their first half), and the rest counts up from nothing.
    """
    begins = f"{new_id()[:12]}7{secrets.token_hex(2)[:3]}8{secrets.token_hex(3)}"
    return (f"{begins}{number:09x}" for number in count())


def new_token() -> str:
    """A secret of 256 random bits, URL-safe, for session cookies, feeds and one-tap links."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A six-digit one-time code, uniformly random, leading zeros kept."""
    return f"{secrets.randbelow(1_000_000):06d}"
