"""What a file opens with, what it may be called, which words the house uses."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.house.source import Finding, Source, functions_of, python_in

NAMELESS_ROOMS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "misc",
    "managers",
    "interfaces",
    "base_service",
}
# Word -> the word the house uses instead (design.md, "Words").
NOT_OUR_WORDS = {
    "therapist": "counsellor",
    "therapists": "counsellors",
    "therapy": "course",
    "vendor": "provider",
    "vendors": "providers",
    "timetable": "roster",
    "timetables": "rosters",
    "quota": "entitlement",
    "customer": "officer",
    "customers": "officers",
    "employee": "officer",
    "employees": "officers",
}
PROSE = (".html", ".jinja", ".jinja2", ".j2")


def unsigned_doors(sources: Sequence[Source]) -> list[Finding]:
    """A file opens with one sentence: the sign on its door."""
    return [
        Finding(source.path, 1, "opens with no sentence saying what it is (a docstring on the first line)")
        for source in python_in(sources)
        if not _opens_with_a_sentence(source)
    ]


def _opens_with_a_sentence(source: Source) -> bool:
    opening = (ast.get_docstring(source.tree) or "").split("\n\n")[0].strip()
    on_top = bool(source.tree.body) and source.tree.body[0].lineno == 1
    return on_top and bool(re.search(r"[.!?][\"')`]*$", opening))


def nameless_rooms(sources: Sequence[Source]) -> list[Finding]:
    """A module named for nothing gathers everything."""
    return [
        Finding(source.path, 1, f"`{part}` says nothing; name the file for what is in it")
        for source in python_in(sources)
        for part in PurePosixPath(source.path).with_suffix("").parts
        if part in NAMELESS_ROOMS
    ]


def foreign_words(sources: Sequence[Source]) -> list[Finding]:
    """One word per thing, everywhere: identifiers of the code, words of the pages."""
    spoken = [*_spoken_in_code(sources), *_spoken_on_pages(sources)]
    return [
        Finding(path, line, f"`{name}`: say {NOT_OUR_WORDS[word]}, not {word}")
        for path, line, name in spoken
        for word in _words_of(name)
        if word in NOT_OUR_WORDS
    ]


def _words_of(name: str) -> list[str]:
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return [word for word in apart.lower().split("_") if word]


def _spoken_in_code(sources: Sequence[Source]) -> Iterator[tuple[str, int, str]]:
    for source in python_in(sources, "app", "scheduler", "migrations"):
        yield source.path, 1, PurePosixPath(source.path).stem
        for node in source.nodes:
            if name := _name_given_by(node):
                yield source.path, getattr(node, "lineno", 1), name


def _name_given_by(node: ast.AST) -> str | None:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
        case _:
            return None


def _spoken_on_pages(sources: Sequence[Source]) -> Iterator[tuple[str, int, str]]:
    for source in sources:
        if source.path.endswith(PROSE):
            for number, line in enumerate(source.lines, start=1):
                yield from ((source.path, number, word) for word in re.findall(r"[A-Za-z]+", line))


def misnamed_handles(sources: Sequence[Source]) -> list[Finding]:
    """A session is an officer's; the database handle is `db`."""
    return [
        Finding(source.path, argument.lineno, "the database handle is `db`; a session is what an officer attends")
        for source in python_in(sources)
        for function in functions_of(source)
        for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        if argument.arg == "session" and argument.annotation and "Session" in _last_name(argument.annotation)
    ]


def _last_name(annotation: ast.expr) -> str:
    """`Session` of `Session` and `orm.Session`; a course's session has a type of its own and a plainer origin."""
    match annotation:
        case ast.Attribute(value=ast.Name(id="orm"), attr=name):
            return name
        case ast.Name(id="Session"):
            return "Session"
        case _:
            return ""


def promises_to_oneself(sources: Sequence[Source]) -> list[Finding]:
    """What is not done is a line under "Known gaps" in the changelog, where others read it."""
    return [
        Finding(source.path, number, "write it under `Known gaps` of CHANGELOG.md, or do it")
        for source in python_in(sources, "app", "scheduler", "migrations", "tests")
        for number, line in enumerate(source.lines, start=1)
        if re.search(r"#\s*(TO" r"DO|FIX" r"ME|XX" r"X)\b", line)
    ]


def unexplained_functions(sources: Sequence[Source]) -> list[Finding]:
    """The scheduler is a library: whoever calls it reads its docstrings, not its code."""
    return [
        Finding(source.path, node.lineno, f"{node.name}: a public name of the library without a docstring")
        for source in python_in(sources, "scheduler")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
