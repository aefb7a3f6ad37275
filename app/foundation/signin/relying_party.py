"""The relying party: as whom the desk asks devices for passkeys, which follows from its address."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`id`: the host that passkeys are bound to. `origin`: where the pages that ask are. `name` is shown by devices."""

    id: str
    origin: str
    name: str

    @classmethod
    def at(cls, our_url: str, name: str) -> Self | None:
        """The relying party of a desk at `our_url` ("https://desk.example"); None where browsers allow no passkeys.

        They allow them by https to a host that has a name, and on one's own machine to "localhost", not to 127.0.0.1:
        a desk on loopback offers them to whoever opens it by that name.
        """
        parts = urlsplit(our_url)
        host = (parts.hostname or "").rstrip(".")
        port = f":{parts.port}" if parts.port else ""
        if _is_loopback(host):
            return cls("localhost", f"{parts.scheme}://localhost{port}", name)
        if parts.scheme != "https" or not host or _is_address(host):
            return None
        return cls(host, f"https://{host}{port}", name)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
