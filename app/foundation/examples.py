"""Examples for a description: made from the fields' own examples, so that none can say what no answer holds."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from app.foundation.problem_json import PROBLEM

_TEXTS = {"date-time": "2026-03-12T14:00:00Z", "date": "2026-03-12", "uri": "https://desk.example/"}
_DEEPEST = 8
_CODES = {
    "400": "idempotency-key-missing",
    "401": "not-signed-in",
    "403": "forbidden",
    "404": "not-found",
    "409": "conflict",
    "412": "version-changed",
    "413": "too-large",
    "415": "unsupported-media-type",
    "422": "invalid",
    "428": "version-missing",
    "429": "too-many",
    "460": "checksum-mismatch",
}


def give_examples(document: Mapping[str, Any], path: str, operation: Mapping[str, Any]) -> None:
    """Put an example beside every body of a call that has none yet: what is sent, answered, and refused."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        _add(content, document)
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            if media == PROBLEM and "example" not in content and "examples" not in content:
                content["example"] = _problem(status, path, response["description"])
            else:
                _add(content, document)


def _add(content: dict[str, Any], document: Mapping[str, Any]) -> None:
    if "example" not in content and "examples" not in content and content.get("schema"):
        content["example"] = example_of(content["schema"], document)


def example_of(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """A value of this schema: its own example where it has one, else made of the examples of its parts."""
    if "$ref" in schema:
        return example_of(_behind(schema["$ref"], document), document, depth + 1)
    if schema.get("examples"):
        return schema["examples"][0]
    for name in ("example", "const", "default"):
        if schema.get(name) is not None:
            return schema[name]
    if schema.get("enum"):
        return schema["enum"][0]
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return example_of(schema[name][0], document, depth + 1)
    return _of_type(schema, document, depth)


def _of_type(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    match schema.get("type"):
        case "object" | None:
            fields = schema.get("properties", {})
            return {name: example_of(field, document, depth + 1) for name, field in fields.items()}
        case "array":
            items = schema.get("items", {})
            return [example_of(items, document, depth + 1)] if items and depth < _DEEPEST else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            shortest, longest = schema.get("minLength", 1), schema.get("maxLength", 80)
            return _TEXTS.get(schema.get("format", ""), ("text" * max(1, -(-shortest // 4)))[:longest])


def _behind(reference: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    schema: Mapping[str, Any] = found
    return schema


def _problem(status: str, path: str, says: str) -> dict[str, Any]:
    code = _CODES.get(status, "refused")
    return {
        "type": f"/problems/{code}",
        "title": _title(int(status)),
        "status": int(status),
        "detail": says,
        "instance": path,
        "code": code,
        "faults": [{"message": "urgency must be one of 'soonest', 'soon' or 'routine'", "column": "urgency"}]
        if status == "422"
        else [],
    }


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "This cannot be done"
