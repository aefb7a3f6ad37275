"""What each call of the HR desk's API is answered with, by example: for its description."""

from typing import Any

from app.rota.web.api_desk_examples import DECISION, PICTURE, SHAPE, desk_examples

_BASE = "/api/v1/rosters"
_UPLOAD_ID = "01938f0c5e2a7c41b5d0a1f2e3c4d5b6"
_PART_ID = "01938f0d11b27a60a9e8c7d6b5a49382"
_WHERE = f"{_BASE}/uploads/{_UPLOAD_ID}"
_UPLOAD: dict[str, Any] = {
    "id": _UPLOAD_ID,
    "filename": "december.csv",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 48213,
    "state": "ready",
    "shape": "one duty a row",
    "answers": {"date_order": "day_first"},
    "questions": [],
    "decisions": [DECISION],
    "profile": None,
    "profile_answers": {},
    "fingerprint": SHAPE,
    "fault_count": 0,
    "warning_count": 0,
    "warnings_by_rule": {},
    "rejected_count": 0,
    "notes": [],
    "staff": 212,
    "covers_from": "2026-12-01",
    "covers_to": "2026-12-31",
    "changes": {
        "added": {"late": 12},
        "moved": {"early": 3},
        "changed_from": {},
        "changed_to": {},
        "removed": {"night": 1},
        "staff": {"changed": 14},
        "anything": True,
        "gaps": [],
    },
    "compared_with_version": 7,
    "created_at": "2026-11-20T09:30:00Z",
    "closed_at": None,
    "version": None,
    "faults": [],
    "picture": PICTURE,
}
_ASKING = _UPLOAD | {
    "state": "asking",
    "shape": "month grid",
    "answers": {},
    "questions": [
        {
            "code": "date_order",
            "text": "In which order are the dates written?",
            "choices": [["day_first", "day first"], ["month_first", "month first"]],
            "example": "",
            "required": True,
        }
    ],
    "changes": {},
}
_READING = _UPLOAD | {"state": "reading", "shape": "", "answers": {}, "changes": {}, "staff": 0} | {
    "covers_from": None, "covers_to": None, "progress": "waiting",
}  # fmt: skip
_LISTED = {name: value for name, value in _UPLOAD.items() if name not in ("faults", "picture")}
_VERSION = {
    "number": 8,
    "published_at": "2026-11-20T09:34:00Z",
    "covers_from": "2026-10-01",
    "covers_to": "2026-12-31",
    "digest": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "staff": 2104,
    "upload": _UPLOAD_ID,
    "time_zone": "Europe/London",
    "changes": _UPLOAD["changes"],
    "restores": None,
}
_ENTRIES = {"E": {"kind": "early", "starts": "07:00", "ends": "17:00"}, "RD": {"kind": "rest_day"}}
_IN_PARTS: dict[str, Any] = {
    "id": _PART_ID,
    "filename": "december.csv",
    "length": 73400320,
    "offset": 16777216,
    "expires": "Sat, 21 Nov 2026 09:30:00 GMT",
    "upload": None,
}
EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", f"{_BASE}/uploads"): {
        "request": {"file": "(the bytes of december.csv)", "answers": '{"code_table": "response"}'},
        "201": _ASKING,
        "202": _READING,
    },
    ("get", f"{_BASE}/uploads"): {"200": {"uploads": [_LISTED]}},
    ("get", f"{_BASE}/uploads/{{upload_id}}"): {"200": _UPLOAD, "202": _READING},
    ("post", f"{_BASE}/uploads/{{upload_id}}/answers"): {
        "request": {"answers": {"date_order": "day_first"}},
        "200": _UPLOAD,
        "202": _READING,
    },
    ("post", f"{_BASE}/uploads/{{upload_id}}/publish"): {
        "200": {"version": 7, "new": False},
        "201": {"version": 8, "new": True},
    },
    ("get", f"{_BASE}/versions"): {"200": {"versions": [_VERSION]}},
    ("get", f"{_BASE}/versions/{{number}}"): {"200": _VERSION},
    ("get", f"{_BASE}/code-tables"): {"200": {"code_tables": {"response": _ENTRIES}}},
    ("get", f"{_BASE}/code-tables/{{name}}"): {"200": {"name": "response", "entries": _ENTRIES}},
    ("put", f"{_BASE}/code-tables/{{name}}"): {
        "request": {"entries": _ENTRIES},
        "200": {"name": "response", "entries": _ENTRIES},
    },
    **desk_examples(_UPLOAD),
    ("get", f"{_BASE}/resumable/{{resumable_id}}"): {"200": _IN_PARTS},
    ("patch", f"{_BASE}/resumable/{{resumable_id}}"): {"request": "(up to 20 MiB of the file, from the offset on)"},
}
_PARTS = {"Tus-Resumable": "1.0.0", "Upload-Length": "73400320", "Upload-Expires": str(_IN_PARTS["expires"])}
HEADERS: dict[tuple[str, str, str], dict[str, str]] = {
    ("post", f"{_BASE}/uploads", "201"): {"Location": _WHERE},
    ("post", f"{_BASE}/uploads", "202"): {"Location": _WHERE, "Retry-After": "2"},
    ("get", f"{_BASE}/uploads/{{upload_id}}", "202"): {"Location": _WHERE, "Retry-After": "2"},
    ("post", f"{_BASE}/uploads/{{upload_id}}/answers", "202"): {"Location": _WHERE, "Retry-After": "2"},
    ("post", f"{_BASE}/resumable", "201"): _PARTS | {"Location": f"{_BASE}/resumable/{_PART_ID}", "Upload-Offset": "0"},
    ("patch", f"{_BASE}/resumable/{{resumable_id}}", "204"): _PARTS
    | {"Upload-Offset": "73400320", "Relief-Upload": _WHERE},
}
"""Headers of an answer that a caller goes on from."""
CODES = {
    "400": ("idempotency-key-missing", "An Idempotency-Key is needed"),
    "401": ("not-signed-in", "Sign in first"),
    "403": ("scope-missing", "This request is not allowed"),
    "404": ("not-found", "There is no such thing here"),
    "409": ("world-moved-on", "Something has changed meanwhile"),
    "412": ("tus-version", "Another version of the protocol is needed"),
    "413": ("too-large", "That is too much at once"),
    "415": ("unsupported-media-type", "This form of data is not read here"),
    "422": ("upload-not-ready", "Something needs to be put right"),
    "429": ("too-many", "Too many tries"),
    "460": ("checksum-mismatch", "The checksum does not fit"),
}
_FAULT = {"message": "This is not a kind of duty.", "row": 3, "column": "kind", "value": "gardening"}


def with_examples(document: dict[str, Any]) -> None:
    """Put the examples into a description."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path.startswith(_BASE):
                _exemplify(method, path, operation)


def _exemplify(method: str, path: str, operation: dict[str, Any]) -> None:
    known = EXAMPLES.get((method, path), {})
    if "request" in known:
        for body in operation["requestBody"]["content"].values():
            body["example"] = known["request"]
    for status, response in operation["responses"].items():
        if status in known:
            response.setdefault("content", {}).setdefault("application/json", {})["example"] = known[status]
        for name, value in HEADERS.get((method, path, status), {}).items():
            response.setdefault("headers", {})[name] = {"schema": {"type": "string"}, "example": value}
        if status in CODES:
            for body in response["content"].values():
                body["example"] = _problem(status, path, response["description"])


def _problem(status: str, path: str, words: str) -> dict[str, Any]:
    code, title = CODES[status]
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": int(status),
        "detail": f"{words}.",
        "instance": path.replace("{upload_id}", _UPLOAD_ID).replace("{resumable_id}", _PART_ID),
        "code": code,
        "faults": [_FAULT] if status == "422" else [],
    }
