"""An HTTP client for tests: they speak to this machine alone, without certificates."""

import ssl

import httpx

_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. Reading the certificates of the world's authorities would take a seventh of a second each time."""


def loopback_client() -> httpx.Client:
    """A client that no address by https can be reached with."""
    return httpx.Client(verify=_NOBODY)
