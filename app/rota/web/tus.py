"""The wire of the tus protocol 1.0.0 (tus.io): its headers, its version, its refusals."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from app.foundation.problem_json import answered
from app.foundation.refusals import Fault, Invalid, Refusal

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
CHECKSUMS = ("sha256", "sha1")
PART = "application/offset+octet-stream"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class OtherVersion(Refusal):
    """The sender speaks another version of the protocol, or none."""

    status, code, title = 412, "tus-version", "Another version of the protocol is needed"


class NoPart(Refusal):
    """The body is not said to be a part."""

    status, code, title = 415, "unsupported-media-type", "This form of data is not read here"


class TusRoute(APIRoute):
    """Speaks the version first, and says it with every answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route, inside the protocol."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                if request.method != "GET" and request.headers.get("tus-resumable") != VERSION:
                    raise OtherVersion(f"Send the header Tus-Resumable: {VERSION}.")
                answer = await inner(request)
            except Refusal as refused:
                answer = answered(request, refused)
                if "offset" in refused.extra:
                    answer.headers["Upload-Offset"] = str(refused.extra["offset"])
            answer.headers["Tus-Resumable"] = VERSION
            answer.headers["Tus-Version"] = VERSION
            answer.headers["Cache-Control"] = "no-store"
            return answer

        return handle


def expires(at: datetime) -> str:
    """An instant as HTTP writes it."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def metadata_in(header: str) -> dict[str, str]:
    """`Upload-Metadata`: names with values in base64, with commas between. Raises Invalid."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            fault = Fault(f"{name[:40]} is not text in base64.", column="Upload-Metadata")
            raise Invalid("The metadata cannot be read.", faults=[fault]) from None
    return found


def stated_sha256(metadata: dict[str, str]) -> str:
    """The digest of the whole file, if the sender stated one."""
    text = metadata.get("sha256", "").lower()
    if text and not _SHA256.fullmatch(text):
        fault = Fault("sha256 is 64 hexadecimal digits.", column="Upload-Metadata")
        raise Invalid("The metadata cannot be read.", faults=[fault])
    return text


class Checksum:
    """`Upload-Checksum`: an algorithm and a digest in base64 of one part."""

    def __init__(self, header: str) -> None:
        algorithm, _, digest = header.partition(" ")
        try:
            self.wanted = base64.b64decode(digest.strip(), validate=True)
        except binascii.Error:
            self.wanted = b""
        if algorithm not in CHECKSUMS or not self.wanted:
            fault = Fault(f"Use one of {', '.join(CHECKSUMS)} and a digest in base64.", column="Upload-Checksum")
            raise Invalid("The checksum cannot be read.", faults=[fault], code="checksum-unknown")
        # SHA-1 is what the protocol demands of every server; it guards against slips of the line, not against anybody.
        self._running = hashlib.sha256() if algorithm == "sha256" else hashlib.sha1(usedforsecurity=False)

    def update(self, content: bytes) -> None:
        """Count a piece in."""
        self._running.update(content)

    @property
    def fits(self) -> bool:
        """Whether all that was counted is what was stated."""
        return self._running.digest() == self.wanted
