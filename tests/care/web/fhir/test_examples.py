"""Examples of others (HL7, UK Core, NHS BaRS, GP Connect, Argonaut, SMART) are read, and come back as they were."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError

from app.care.web.fhir.resources import Appointment, Bundle, OperationOutcome, Schedule, Slot

pytestmark = pytest.mark.shared
SHAPES = {one.__name__: one for one in (Appointment, Bundle, OperationOutcome, Schedule, Slot)}
FHIR = "{http://hl7.org/fhir}"
REFUSED = {
    "nhs-bars/process_message/POST-success.json Appointment": "participant.0.status",
    "nhs-bars/process_message/POST-success.json Slot": "schedule",
    "nhs-bars/process_message/POST-success.json Schedule": "id",
    "hl7-r5-testcases/appointment-examplereq.json Appointment": "participant.0.required",
    "hl7-r5-testcases/examples/appointment-examplereq.json Appointment": "participant.0.required",
}
"""What is no R4, and where: a template that was never filled in (its id is "{ScheduleItem}"), and two of R5."""
MANY = {"uk-core/examples": 3, "hl7-r4-examples": 10, "argonaut-scheduling": 8, "nhs-bars": 40, "gp-connect": 9}
"""So many resources of these kinds are there at least."""


def found_in(shared: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every resource that we model, however deep it lies, with the file it is in."""
    root = shared / "data" / "fhir"
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".json":
            yield from ((name, one) for one in within(json.loads(path.read_text(encoding="utf-8"))))
        elif path.suffix == ".ndjson":
            for line in path.read_text(encoding="utf-8").splitlines():
                yield from ((name, one) for one in within(json.loads(line)))
        elif path.suffix == ".xml" and "examples" in path.parts:
            yield name, from_xml(path)


def within(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("resourceType") in SHAPES:
            yield value
        for inner in value.values():
            yield from within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from within(inner)


def from_xml(path: Path) -> dict[str, Any]:
    """UK Core publishes XML: the same in JSON, lists where R4 allows several of the elements in these examples."""
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    return {"resourceType": root.tag.removeprefix(FHIR), **children(root)}


SEVERAL = {
    "identifier", "coding", "participant", "Schedule/actor", "serviceCategory", "serviceType", "specialty", "extension",
    "reasonCode", "slot", "basedOn", "participant/type",
}  # fmt: skip


def children(element: ElementTree.Element) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        value: Any = child.get("value") if "value" in child.attrib else children(child) | dict(child.attrib)
        value = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
        if name == "div":
            value = ElementTree.tostring(child, encoding="unicode")
        if name in SEVERAL or f"{element.tag.removeprefix(FHIR)}/{name}" in SEVERAL:
            said.setdefault(name, []).append(value)
        else:
            said[name] = value
    return said


def test_every_example_comes_back_as_it_was_and_what_is_no_r4_is_refused_where_it_is_wrong(shared_data: Path) -> None:
    refused: dict[str, str] = {}
    counted: dict[str, int] = {}
    for name, sent in found_in(shared_data):
        kind = sent["resourceType"]
        try:
            read = SHAPES[kind].model_validate(sent)
        except ValidationError as wrong:
            refused[f"{name} {kind}"] = ".".join(str(step) for step in wrong.errors()[0]["loc"])
            continue
        assert read.as_json() == sent, name
        for start in MANY:
            counted[start] = counted.get(start, 0) + name.startswith(start)
    assert refused == REFUSED
    assert {start: number for start, number in counted.items() if number < MANY[start]} == {}, counted


@pytest.mark.parametrize(("element", "value"), [("start", "2022-12-20"), ("status", "no-show"), ("participant", [])])
def test_control_an_example_that_is_broken_is_refused(shared_data: Path, element: str, value: Any) -> None:
    sent = next(one for _, one in found_in(shared_data) if one["resourceType"] == "Appointment" and "start" in one)
    with pytest.raises(ValidationError):
        Appointment.model_validate(sent | {element: value})
