"""What a description of an API leaves unsaid: tokens, refusals, words."""

import re
from collections.abc import Iterator
from typing import Any

from app.foundation.description import operations
from app.foundation.problem_json import PROBLEM


def unsaid(document: dict[str, Any]) -> list[str]:
    """Every call that does not say which token it needs, how it is refused, or what it does."""
    return [
        f"{method} {path}: {what}"
        for method, path, operation in operations(document)
        for what in [
            *_unsaid_tokens(method, operation, document),
            *_unsaid_refusals(path, operation),
            *_unsaid_words(method, path, operation),
        ]
    ]


def _unsaid_tokens(method: str, operation: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    schemes = document.get("components", {}).get("securitySchemes", {})
    named = [name for one in operation.get("security", ()) for name in one]
    tags = operation.get("tags", ())
    # Whoever signs in has no token yet; whoever is in danger is not asked who they are.
    if not named and not ("sign-in" in tags and method == "post") and "help" not in tags:
        yield "names no token"
    yield from (f"names a token that is not described: {name}" for name in named if name not in schemes)


def _unsaid_refusals(path: str, operation: dict[str, Any]) -> Iterator[str]:
    needed = {"401"} if operation.get("security") else set()
    needed |= {"404"} if "{" in path else set()
    needed |= {"422"} if "requestBody" in operation else set()
    responses = operation["responses"]
    yield from (f"does not say {status}" for status in sorted(needed - responses.keys()))
    for status, response in responses.items():
        if status >= "400" and set(response.get("content", ())) != {PROBLEM}:
            yield f"{status} is no problem by RFC 9457"


def _unsaid_words(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    function = operation["operationId"].removesuffix(re.sub(r"\W", "_", f"{path}_{method}"))
    if operation.get("summary", "") in {"", function.replace("_", " ").title()}:
        yield "its summary is the name of a function"
