"""A calendar's address together with the name and password that open it, as one text that is kept sealed."""

from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from app.foundation.refusals import Fault, Invalid

MOST = 200


@dataclass(frozen=True, slots=True)
class Key:
    """Where a calendar is, and the header that lets us in, if one is needed."""

    address: str
    authorization: str | None = field(default=None, repr=False)


def keyed(address: str, user: str, password: str) -> str:
    """The address with the key in it; without a name and a password the address alone.

    Raises Invalid where one of them is missing, or would go over the net unsealed or be sent as something else.
    """
    if not user and not password:
        return address
    parts = urlsplit(address)
    faults = [
        Fault("Give both the name and the password, or neither.", column=name)
        for name, value in (("user", user), ("password", password))
        if not value
    ]
    if ":" in user or any(not one.isprintable() for one in user + password):
        faults.append(Fault("A name has no colon, and neither has characters that cannot be seen.", column="user"))
    if "@" in parts.netloc:
        faults.append(Fault("The address must not have a name in it already.", column="address"))
    if faults:
        raise Invalid("This calendar cannot be read. Nothing was changed.", faults=faults, code="bad-calendar")
    return parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}").geturl()


def key_of(sealed: str) -> Key:
    """What `keyed` made. The key never stays in the address: addresses come to be written down."""
    parts = urlsplit(sealed)
    found, mark, host = parts.netloc.rpartition("@")
    if not mark:
        return Key(sealed)
    user, _, password = found.partition(":")
    basic = b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
    return Key(parts._replace(netloc=host).geturl(), f"Basic {basic}")
