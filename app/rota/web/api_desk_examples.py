"""What the calls about profiles, warnings, rules and going back are answered with, by example."""

from typing import Any

_BASE = "/api/v1/rosters"
SHAPE = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
DECISION = {
    "code": "date_order",
    "text": "Order of day and month",
    "answer": "day_first",
    "words": "day first: 03/04 is 3 April",
    "evidence": "Dates in row 1 hold a number above 12.",
    "confidence": "certain",
    "choices": [["day_first", "day first: 03/04 is 3 April"], ["month_first", "month first: 03/04 is 4 March"]],
}
PICTURE: dict[str, Any] = {}
_PROFILE = {
    "name": "Duty system",
    "fingerprint": SHAPE,
    "answers": {"date_order": "day_first"},
    "created_at": "2026-10-20T09:30:00Z",
    "used_at": "2026-11-20T09:30:00Z",
}
_RULE = {
    "rule": "short_rest",
    "title": "Less than 11 hours between duties",
    "limit": 11,
    "usual": 11,
    "unit": "hours",
    "source": "Working Time Regulations 1998, regulation 10",
    "confirms": False,
}
_WARNED = {"message": "Only 9 hours lie between two duties.", "row": 14, "column": "start"}
_WARNINGS = {name: _RULE[name] for name in ("rule", "title", "source")} | {"count": 1, "warnings": [_WARNED]}


def desk_examples(upload: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """By method and path: the request and the answers by their status; `upload` is an upload that is ready."""
    where = f"{_BASE}/uploads/{{upload_id}}"
    return {
        ("get", f"{_BASE}/profiles"): {"200": {"profiles": [_PROFILE]}},
        ("get", f"{_BASE}/profiles/{{name}}"): {"200": _PROFILE},
        ("put", f"{_BASE}/profiles/{{name}}"): {
            "request": {"upload": upload["id"], "answers": ["date_order"]},
            "200": _PROFILE,
        },
        ("post", f"{where}/profile"): {"request": {"name": "Duty system"}, "200": upload},
        ("post", f"{where}/codes"): {
            "request": {"code_table": "response"},
            "200": {"code_table": "response", "codes": 2},
        },
        ("get", f"{where}/warnings"): {"200": {"rules": [_WARNINGS]}},
        ("get", f"{where}/rejected"): {
            "200": {"rows": [{"sheet": None, "row": 9, "cells": ["00123", "31/02/2027"], "why": "No such date."}]}
        },
        ("get", f"{_BASE}/rules"): {"200": {"rules": [_RULE]}},
        ("put", f"{_BASE}/rules"): {"request": {"limits": {"short_rest": 12}}, "200": {"rules": [_RULE]}},
        ("post", f"{_BASE}/versions/{{number}}/go-back"): {
            "request": {"standing": 8, "confirm": True},
            "200": {"version": 8, "new": False},
            "201": {"version": 9, "new": True},
        },
    }
