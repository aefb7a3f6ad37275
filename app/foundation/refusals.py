"""Refusals: everything the service declines to do, as one small tree with stable codes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: where it is, what was found, and what would put it right."""

    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    remedy: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fault without its empty fields."""
        return {k: v for k, v in asdict(self).items() if v is not None}


class Refusal(Exception):
    """Base of all refusals. `code` is stable and documented; `detail` is for people; nothing has been changed."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "This cannot be done"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        faults: Sequence[Fault] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.stable_code = code or self.code
        self.faults = tuple(faults)
        self.extra = dict(extra or {})


class NotSignedIn(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    status, code, title = 401, "not-signed-in", "Sign in first"


class BadSignature(Refusal):
    """One uniform answer to every webhook that does not verify, whatever the reason."""

    status, code, title = 401, "bad-signature", "The signature does not verify"


class Forbidden(Refusal):
    """The request came from where it may not come from (cross-site, missing form token)."""

    status, code, title = 403, "forbidden", "This request is not allowed"


class NotFound(Refusal):
    """What was asked for does not exist, or is not yours: the two cannot be told apart."""

    status, code, title = 404, "not-found", "There is no such thing here"


class Conflict(Refusal):
    """The world moved on: someone else has the slot, or the record has changed."""

    status, code, title = 409, "conflict", "Something has changed meanwhile"


class OutOfTurn(Conflict):
    """Nobody else changed anything: as the record stands, or at this hour, that cannot be done with it."""

    title = "This cannot be done now"


class TooLarge(Refusal):
    """More was sent than the service reads."""

    status, code, title = 413, "too-large", "That is too much at once"


class Invalid(Refusal):
    """What was sent does not make sense; every fault is listed."""

    status, code, title = 422, "invalid", "Something needs to be put right"


class TooMany(Refusal):
    """Too many tries; come back later."""

    status, code, title = 429, "too-many", "Too many tries"


class Unavailable(Refusal):
    """A part that is needed does not answer now."""

    status, code, title = 503, "unavailable", "This part is resting"
