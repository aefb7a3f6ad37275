"""Refusals in FHIR: whatever is raised leaves as an OperationOutcome, with our stable code and every fault."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.care.web.fhir.addresses import Addresses, addresses
from app.care.web.fhir.elements import Coding, Concept
from app.care.web.fhir.resources import Issue, OperationOutcome
from app.foundation.problem_json import Answer, answer_to
from app.foundation.refusals import Fault, Refusal

FHIR_JSON = "application/fhir+json"
_BY_CODE: Mapping[str, str] = {
    "hold-lapsed": "expired",
    "offer-outdated": "expired",
    "illegal-move": "business-rule",
    "too-early": "business-rule",
    "too-late": "business-rule",
    "nothing-left": "business-rule",
    "course-not-open": "business-rule",
    "other-counsellor": "business-rule",
    "no-course": "business-rule",
    "confirm-loss": "business-rule",
    "not-by-program": "business-rule",
    "scope-missing": "forbidden",
    "not-supported": "not-supported",
    "not-json": "structure",
    "too-costly": "too-costly",
}
_BY_STATUS: Mapping[int, str] = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "invalid",
    428: "required",
    429: "throttled",
    500: "exception",
    503: "transient",
}
"""IssueType of R4, where our code says nothing nearer."""


class NotSupported(Refusal):
    """FHIR has it and it is not done here."""

    status, code, title = 400, "not-supported", "This is not supported here"


class NotAcceptable(NotSupported):
    """Only JSON is spoken here."""

    status = 406


class UnreadableKind(NotSupported):
    """Only JSON is read here."""

    status = 415


def install_refusals(app: FastAPI) -> None:
    """Make every error leave `app` as an OperationOutcome."""
    for kind in (Refusal, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _answer)


def outcome_of(answer: Answer, at: Addresses) -> OperationOutcome:
    """What is said of a refusal: the refusal itself, and one more issue for each fault."""
    code = _BY_CODE.get(answer.code) or _BY_STATUS.get(answer.status, "processing")
    coding = Coding(system=at.refusals, code=answer.code, display=answer.title)
    first = Issue(severity="error", code=code, details=Concept(coding=[coding], text=answer.detail))
    return OperationOutcome(issue=[first, *(_issue(fault) for fault in answer.faults)])


def outcome_of_refusal(refused: Refusal, at: Addresses) -> tuple[str, OperationOutcome]:
    """The HTTP status, and what is said of it, for a part of a bundle."""
    answer = answer_to(refused)
    return str(answer.status), outcome_of(answer, at)


def told(resource: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A resource as the answer."""
    return JSONResponse(dict(resource), status, headers=headers, media_type=FHIR_JSON)


def _issue(fault: Fault) -> Issue:
    said = " ".join(part for part in (fault.message, fault.remedy) if part)
    where = ".".join(str(part) for part in (fault.row, fault.column) if part is not None)
    return Issue(severity="error", code="value", diagnostics=said, expression=[where] if where else None)


async def _answer(request: Request, raised: Exception) -> JSONResponse:
    answer = answer_to(raised)
    return told(outcome_of(answer, addresses(request)).as_json(), answer.status, answer.headers)
