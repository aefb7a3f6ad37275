"""Sends an API what its description allows, and what it forbids, and compares every answer with the description."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from app.foundation.problem_json import PROBLEM

# What a schema allows can still make no sense here (an offer made up, a place nobody has): that is refused with its
# faults, which `_kindly` looks at.
LEFT_OUT = ("positive_data_acceptance",)
_MEMBERS = {"type", "title", "status", "detail", "instance", "code", "faults"}


@dataclass
class Caller:
    """Who calls: `headers` with their token (made anew for each call, for some calls end it), `ids` of their things."""

    headers: Callable[[], Mapping[str, str]]
    ids: Mapping[str, str] = field(default_factory=dict)


def broken_promises(
    app: FastAPI, caller: Caller, wanted: Callable[[str, str], bool], *, examples: int, last: tuple[str, ...] = ()
) -> tuple[list[str], int]:
    """What does not keep to the description, each with the request that shows it; and how many requests were sent.

    `wanted` picks calls by method and path; those whose path ends in one of `last` come last, for they end things.
    """
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    schema.config.generation.allow_extra_parameters = False  # unknown query parameters are passed over, by custom
    found: dict[tuple[str, str], str] = {}
    sent = 0
    for operation in sorted(_operations(schema, wanted), key=lambda one: one.path.endswith(last) if last else False):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            faults, count = _tried(operation, mode, caller, examples)
            found |= faults
            sent += count
    return [f"{label}: {what}\n{shown}" for (label, what), shown in found.items()], sent


def _operations(schema: Any, wanted: Callable[[str, str], bool]) -> Iterator[Any]:
    for result in schema.get_all_operations():
        operation = result.ok()
        if wanted(operation.method.upper(), operation.path):
            yield operation


def _tried(
    operation: Any, mode: GenerationMode, caller: Caller, examples: int
) -> tuple[dict[tuple[str, str], str], int]:
    found: dict[tuple[str, str], str] = {}
    sent = 0
    named = operation.path.count("{") > 0

    @given(case=operation.as_strategy(generation_mode=mode), own=st.booleans() if named else st.just(True))
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    def send(case: Any, own: bool) -> None:
        nonlocal sent
        sent += 1
        if own:
            for name in set(case.path_parameters or ()) & set(caller.ids):
                case.path_parameters[name] = caller.ids[name]
        headers = dict(caller.headers())
        response = case.call(headers=headers)
        try:
            case.validate_response(response, headers=headers, excluded_checks=_left_out())
        except FailureGroup as group:
            for fault in group.exceptions:
                found.setdefault((operation.label, type(fault).__name__), f"{fault}\n{case.as_curl_command()}"[:900])
        if unkind := _unkind(response):
            found.setdefault((operation.label, unkind), f"{response.status_code}\n{case.as_curl_command()}"[:900])

    try:
        send()
    except Unsatisfiable:  # a call that takes nothing cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE
    return found, sent


def _left_out() -> list[Any]:
    return [CHECKS.get_one(name) for name in LEFT_OUT]


def _unkind(response: Any) -> str:
    """How a refusal falls short of a problem by RFC 9457 that says what is wrong; empty if it does not."""
    if response.status_code < 400:
        return ""
    kind = response.headers.get("content-type", [""])[0]
    if kind != PROBLEM:
        return f"is no {PROBLEM}"
    problem = response.json()
    if not problem.keys() >= _MEMBERS or problem["status"] != response.status_code:
        return "lacks members of a problem"
    return "names no fault" if response.status_code == 422 and not (problem["faults"] or problem["detail"]) else ""
