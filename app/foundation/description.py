"""The description of a desk's API (OpenAPI): what each call does, which token it needs, how it can be refused.

How a zone uses it: `app = DescribedApi(title=...)`. Which token a call needs is told by its dependencies: `require`
brings SIGN_IN, other doors bring a scheme of their own. What follows from that and from the shape of a call is added
here, so that no endpoint can forget it; what only an endpoint knows it says by `responses=refused(409)`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.security import HTTPBearer

from app.foundation.examples import give_examples
from app.foundation.problem_json import PROBLEM

SIGN_IN = HTTPBearer(
    scheme_name="signIn",
    description="The token that POST .../sign-in/code answers with. It ends after an hour without use.",
    auto_error=False,  # who asks is judged, and told apart, by app.foundation.signin.who
)
_ABOUT = (
    "Every call but signing in needs a token, as `Authorization: Bearer ...`. Refusals are problem details by "
    "RFC 9457, each with a stable `code` and every fault. What creates something takes an `Idempotency-Key`: the same "
    "request under the same key is done once. Lists come in pages: `next` is the cursor of the page after, and a "
    "`Link` header says where it is. What several may change carries an `ETag`, to be sent back as `If-Match`."
)
_METHODS = ("get", "put", "post", "delete", "patch")
_UNSAFE = frozenset({"put", "post", "delete", "patch"})
_SAYS = {
    400: "An Idempotency-Key is needed, or is no key",
    401: "Nobody is signed in, or the token has ended",
    403: "The request came from another site",
    404: "There is no such thing, or it is somebody else's: the two cannot be told apart",
    409: "Something has changed meanwhile, or this cannot be done as things stand",
    412: "It is no longer as it was read, or another version of the protocol is needed",
    413: "More was sent than is read",
    422: "Something needs to be put right; every fault is listed",
    415: "This form of data is not read here",
    460: "The checksum does not fit what arrived",
    428: "The version that was read must be named, as If-Match",
    429: "Too many tries; `Retry-After` says how long to wait",
}
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_FAULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": _TEXT, "sheet": _TEXT, "row": _NUMBER, "column": _TEXT, "value": _TEXT, "remedy": _TEXT,
    },
}  # fmt: skip
_PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "Problem details by RFC 9457. `code` is stable; some codes carry more fields.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "faults"],
    "properties": {
        "type": _TEXT, "title": _TEXT, "status": _NUMBER, "detail": _TEXT, "instance": _TEXT, "code": _TEXT,
        "faults": {"type": "array", "items": _FAULT},
    },
}  # fmt: skip
_KEY: dict[str, Any] = {
    "type": "string",
    "pattern": "^[!#-~]{8,200}$",
    "examples": ["5f1c1c3e-7f8a-4d0e-9f57-0d1f5d0c6b7a"],
}
_OF_FASTAPI = ("HTTPValidationError", "ValidationError")


class DescribedApi(FastAPI):
    """An app whose API is described at /api/openapi.json.

    `limits_bodies`: it turns away bodies that are too large. `exemplify` puts a zone's examples into the description.
    """

    def __init__(
        self, *, title: str, limits_bodies: bool = False, exemplify: Callable[[dict[str, Any]], None] | None = None
    ) -> None:
        super().__init__(
            title=title, version="1", description=_ABOUT, docs_url=None, redoc_url=None,
            openapi_url="/api/openapi.json",
        )  # fmt: skip
        self.limits_bodies, self.exemplify = limits_bodies, exemplify

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        is_made = self.openapi_schema is not None
        document = super().openapi()
        if not is_made:
            _complete(document, self.limits_bodies)
            if self.exemplify:
                self.exemplify(document)
            for _method, path, operation in operations(document):
                give_examples(document, path, operation)
        return document


def refused(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: refusals that do not follow from the shape of a call."""
    return {status: {"description": _SAYS[status]} for status in statuses}


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every call of a description: method, path, what is said of it."""
    for path, item in document.get("paths", {}).items():
        yield from ((method, path, item[method]) for method in _METHODS if method in item)


def _complete(document: dict[str, Any], limits_bodies: bool) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _OF_FASTAPI:
        schemas.pop(name, None)
    schemas.setdefault("Problem", _PROBLEM_SCHEMA)
    _complete_webhooks(document)
    for method, path, operation in operations(document):
        _summarise(operation)
        _describe_key(operation)
        responses = operation["responses"]
        if _is_of_fastapi(responses.get("422", {})):
            del responses["422"]
        for status in _follows(method, path, operation, limits_bodies):
            responses.setdefault(str(status), {"description": _SAYS[status]})
        for status, response in responses.items():
            if status >= "400":
                response["content"] = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _complete_webhooks(document: dict[str, Any]) -> None:
    """What we send: how its receiver refuses is theirs to say, and FastAPI's 422 is none of ours."""
    for operation in (one for item in document.get("webhooks", {}).values() for one in item.values()):
        _summarise(operation)
        operation["responses"].pop("422", None)


def _describe_key(operation: dict[str, Any]) -> None:
    """The key is needed though its absence is judged by hand: 400 and not 422, as the draft standard has it."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"].lower() == "idempotency-key":
            parameter |= {"required": True, "schema": _KEY, "example": _KEY["examples"][0]}


def _follows(method: str, path: str, operation: dict[str, Any], limits_bodies: bool) -> Iterator[int]:
    """The refusals that follow from how a call is made."""
    schemes = {name for one in operation.get("security", ()) for name in one}
    with_body = "requestBody" in operation
    if schemes:
        yield 401
    if "{" in path or SIGN_IN.scheme_name in schemes:  # people of another door hear 404 as well
        yield 404
    if method in _UNSAFE and SIGN_IN.scheme_name in schemes:
        yield 403
    if with_body and limits_bodies:
        yield 413
    if with_body or any(parameter["in"] != "path" for parameter in operation.get("parameters", ())):
        yield 422


def _summarise(operation: dict[str, Any]) -> None:
    """The first sentence is the summary; FastAPI's own is the name of a function."""
    first, _, rest = re.sub(r"\s*\n\s*", "\n", operation.get("description", "")).partition("\n")
    sentence, _, more = first.partition(". ")
    if sentence:
        operation["summary"] = sentence.rstrip(".")
        operation["description"] = "\n\n".join(part for part in (more, rest) if part) or f"{sentence.rstrip('.')}."


def _is_of_fastapi(response: dict[str, Any]) -> bool:
    return any(f"/{name}" in str(response) for name in _OF_FASTAPI)
