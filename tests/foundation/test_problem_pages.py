"""Every code that an answer can have is a page that says what it means and what to do, and gives nothing away."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from app.care.domain.discretion import leaks
from app.foundation.database import Database
from app.foundation.problem_json import answer_to
from app.foundation.problem_words import PROBLEM_WORDS
from app.foundation.refusals import Refusal
from tests.foundation.mini_desk import mini_desk

APP = Path(__file__).parents[2] / "app"
_NOT_OURS = {"business-rule", "informational", "value"}
"""FHIR's own words for issues, under the same name of a parameter."""
_BUILDERS = {"Coding", "Issue", "ReasonOut", "EasingOut", "RuleLimit", "OwnSources", "SignInTables", "render", "info"}


def codes_said(tree: ast.Module, consts: dict[str, str]) -> Iterator[str]:
    """Every code that this module gives an answer: by `code=`, or as a class says it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") not in _BUILDERS:
            yield from (said(word.value, consts) for word in node.keywords if word.arg == "code")
        elif isinstance(node, ast.ClassDef):
            yield from (said(code, consts) for line in node.body for code in of_class(line))


def said(value: ast.expr, consts: dict[str, str]) -> str:
    """A text, or what a name of a module stands for; empty where it is worked out."""
    if isinstance(value, ast.Constant):
        return value.value if isinstance(value.value, str) else ""
    return consts.get(getattr(value, "id", ""), "")


def of_class(line: ast.stmt) -> Iterator[ast.expr]:
    """The code of `status, code, title = ...`."""
    match line:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from (value for name, value in zip(names, values, strict=True) if getattr(name, "id", "") == "code")


def all_codes() -> set[str]:
    trees = [ast.parse(path.read_text()) for path in APP.rglob("*.py")]
    consts = {
        target.id: line.value.value
        for tree in trees
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    plain = {answer_to(HTTPException(status)).code for status in (404, 405, 406, 413, 415)}
    found = {code for tree in trees for code in codes_said(tree, consts)}
    return (found | plain | {answer_to(RuntimeError()).code, Refusal.code}) - _NOT_OURS - {""}


def test_every_code_has_words_and_no_words_are_left_over() -> None:
    codes = all_codes()
    assert {"slot-taken", "world-moved-on", "tus-version", "version-changed", "no-way-any-more"} <= codes, "control"
    assert codes - set(PROBLEM_WORDS) == set(), "give these codes their words"
    assert set(PROBLEM_WORDS) - codes == set(), "no answer has these codes"


@pytest.mark.parametrize("code", sorted(PROBLEM_WORDS))
def test_the_words_are_whole_sentences_that_give_nothing_away(code: str) -> None:
    for words in PROBLEM_WORDS[code]:
        assert words[0].isupper() and words.endswith(".") and not leaks(words), words


def test_a_page_is_there_for_everybody_and_for_programs_too(sqlite: Database) -> None:
    client = TestClient(mini_desk(sqlite).app)
    page = client.get("/problems/slot-taken", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "Somebody else has just taken this time." in page.text
    assert "no-store" in page.headers["cache-control"]
    title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert title.startswith("About an answer") and not leaks(title)
    told = client.get("/problems/slot-taken", headers={"accept": "application/json"}).json()
    assert told["means"] == "Somebody else has just taken this time."
    assert client.get("/problems/nothing-of-the-kind", headers={"accept": "text/html"}).status_code == 404
