"""Identifiers: time-ordered for rows, random for anything that opens a door."""

import secrets

import uuid_utils


def new_id() -> str:
    """A fresh row id: UUID version 7 as 32 hexadecimal digits, so that rows made later sort later."""
    return uuid_utils.uuid7().hex


def new_token() -> str:
    """A secret of 256 random bits, URL-safe, for session cookies, feeds and one-tap links."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A six-digit one-time code, uniformly random, leading zeros kept."""
    return f"{secrets.randbelow(1_000_000):06d}"
