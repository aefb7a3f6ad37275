"""Refusals on the wire: one table from what was raised to RFC 9457 problem+json, or a kind page for browsers.

How a zone uses it: `install_refusals(app)` once, after `install_pages`. Endpoints simply raise a Refusal. Answers under
/api, /feed and /webhooks are always problem+json; elsewhere a request that accepts text/html gets `refused.html`, and
somebody who is not signed in is sent to the sign-in page of the door they knocked at. A refusal's extra "back" (a path
of ours) is where its page leads; programs are not told it.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation import problem_pages
from app.foundation.ids import new_id
from app.foundation.pages import render
from app.foundation.refusals import Fault, NotSignedIn, Refusal
from app.foundation.routes import take_in
from app.foundation.way_up import page_above

MACHINE_PATHS = ("/api", "/feed", "/fhir", "/webhooks")
PROBLEM = "application/problem+json"
_log = structlog.get_logger("relief.refusals")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the outside learns about something raised."""

    status: int
    code: str
    title: str
    detail: str
    faults: tuple[Fault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


# What Starlette itself refuses, in our words. Anything not listed keeps the standard phrase of its status.
_PLAIN: dict[int, tuple[str, str, str]] = {
    404: ("not-found", "There is no such thing here", "The address may be mistyped, or what was here is gone."),
    405: ("method-not-allowed", "This cannot be done here", "This address does not take that kind of request."),
    413: ("too-large", "That is too much at once", "Send less at a time."),
    415: ("unsupported-media-type", "This form of data is not read here", "Send it as the documentation says."),
}
_BROKEN = Answer(
    500,
    "internal",
    "Something went wrong on our side",
    "Nothing was changed. Please try again; if it happens again, tell us.",
)


def install_refusals(app: FastAPI) -> None:
    """Make every error leave `app` in this one shape."""
    app.add_exception_handler(Refusal, _answer)
    app.add_exception_handler(RequestValidationError, _answer)
    app.add_exception_handler(HTTPException, _answer)
    take_in(app, [problem_pages.router])
    app.user_middleware.append(Middleware(NothingEscapes))  # innermost, so that its answers get the page headers too


def is_machine_path(request: Request) -> bool:
    """Whether this is the API, the feed or a webhook: no browser shows what is answered there."""
    path = request.url.path
    return any(path == start or path.startswith(f"{start}/") for start in MACHINE_PATHS)


def wants_problem(request: Request) -> bool:
    """Whether this request is answered in JSON: a machine's path, or a caller that does not ask for a page."""
    if is_machine_path(request):
        return True
    accepts = request.headers.get("accept", "text/html")
    return "text/html" not in accepts and "*/*" not in accepts


def answer_to(raised: Exception) -> Answer:
    """The table: what was raised -> what is said. Whatever is not in it says nothing about itself."""
    match raised:
        case Refusal():
            return Answer(
                raised.status,
                raised.stable_code,
                raised.title,
                raised.detail,
                raised.faults,
                raised.extra,
                _retry(raised),
            )
        case RequestValidationError() if any(error["loc"][0] == "path" for error in raised.errors()):
            return answer_to(HTTPException(404))
        case RequestValidationError():
            faults = tuple(_fault(error) for error in raised.errors())
            return Answer(422, "invalid", "Something needs to be put right", "Not everything could be read.", faults)
        case HTTPException(status_code=400):  # FastAPI's word for a body in no known coding, or a form that is none
            faults = (Fault("body cannot be read in the form it is said to have", column="body"),)
            return Answer(422, "invalid", "Something needs to be put right", "Not everything could be read.", faults)
        case HTTPException():
            phrase = HTTPStatus(raised.status_code).phrase
            code, title, detail = _PLAIN.get(raised.status_code, (phrase.lower().replace(" ", "-"), phrase, phrase))
            return Answer(raised.status_code, code, title, detail, headers=dict(raised.headers or {}))
        case _:
            return _BROKEN


def problem(request: Request, answer: Answer) -> JSONResponse:
    """`answer` as RFC 9457 problem details."""
    body = {
        **{key: told for key, told in answer.extra.items() if key != "back"},
        "type": f"/problems/{answer.code}",
        "title": answer.title,
        "status": answer.status,
        "detail": answer.detail,
        "instance": request.url.path,
        "code": answer.code,
        "faults": [fault.as_json() for fault in answer.faults],
    }
    return JSONResponse(body, answer.status, headers=answer.headers, media_type=PROBLEM)


def answered(request: Request, raised: Exception) -> Response:
    """The response to `raised`: problem+json, a page, or the way to the sign-in page."""
    answer = answer_to(raised)
    if wants_problem(request) or not hasattr(request.app.state, "pages"):
        return problem(request, answer)
    if isinstance(raised, NotSignedIn) and "sign_in_path" in raised.extra:
        return RedirectResponse(raised.extra["sign_in_path"], status_code=303)
    if answer.status == 405 and (above := page_above(request)):
        return RedirectResponse(above, status_code=303)
    page = render(
        request, "refused.html", status=answer.status, title=answer.title, detail=answer.detail, faults=answer.faults,
        reference=answer.extra.get("reference"), back=answer.extra.get("back"), must_wait=answer.status == 429,
    )  # fmt: skip
    page.headers.update(answer.headers)
    return page


async def _answer(request: Request, raised: Exception) -> Response:
    return answered(request, raised)


def _retry(refusal: Refusal) -> dict[str, str]:
    seconds = refusal.extra.get("retry_after_seconds")
    return {} if seconds is None else {"Retry-After": str(seconds)}


_PLAINLY = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "json_invalid": "is not JSON that can be read",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_parsing": "must be true or false",
    "string_type": "must be a text",
    "string_too_short": "is too short (at least {min_length})",
    "string_too_long": "is too long (at most {max_length})",
    "less_than_equal": "may be {le} at most",
    "greater_than_equal": "must be {ge} at least",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "date_parsing": "must be a date, like 2026-12-31",
    "date_from_datetime_parsing": "must be a date, like 2026-12-31",
    "datetime_parsing": "must be a moment, like 2026-12-31T14:00:00Z",
    "datetime_from_date_parsing": "must be a moment, like 2026-12-31T14:00:00Z",
    "model_attributes_type": "must be an object",
    "timezone_aware": "must say its offset from UTC, as in 2026-12-31T14:00:00Z",
}


def _fault(error: Any) -> Fault:
    where = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    if error["type"] == "json_invalid":
        where = "body"  # the place where reading broke off is a number that looks like a field
    # The value itself is not repeated: it may be an address, a code or a sentence somebody meant for one reader.
    said = _PLAINLY.get(error["type"])
    sentence = said.format(**error.get("ctx", {})) if said else f"cannot be so ({error['msg']})"
    return Fault(message=f"{where} {sentence}", column=where)


class NothingEscapes:
    """The outermost net: an error nobody foresaw becomes a 500 that shows nothing.

    The log gets its type and where it happened, never its message: database errors carry other people's rows in theirs.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noting_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting_start)
        except Exception as raised:  # noqa: BLE001 - this is the net
            reference = new_id()
            _log.error("unforeseen", reference=reference, kind=type(raised).__name__, where=_where(raised))
            if not started:
                await _broken(Request(scope), reference)(scope, receive, send)


def _broken(request: Request, reference: str) -> Response:
    answer = Answer(500, _BROKEN.code, _BROKEN.title, _BROKEN.detail, extra={"reference": reference})
    return problem(request, answer) if wants_problem(request) else _plain_page(request, answer)


def _plain_page(request: Request, answer: Answer) -> Response:
    """The page of a 500; if even that cannot be drawn, the problem itself."""
    try:
        return render(
            request, "refused.html", status=500, title=answer.title, detail=answer.detail, faults=(),
            reference=answer.extra["reference"], back=None, must_wait=False,
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - what broke may be the pages
        return problem(request, answer)


def _where(raised: BaseException) -> list[str]:
    """File, line and function of the innermost frames: enough to find the fault, nothing of the data."""
    frames = []
    trace = raised.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{'/'.join(code.co_filename.rsplit('/', 3)[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames[-6:]
