"""Which act belongs in which room: queries, commits, calls to the outside, stand-ins for our own code."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.house.source import Finding, Source, python_in

QUERY_WORDS = {"select", "insert", "update", "delete", "text"}
QUERY_METHODS = {"execute", "scalars", "scalar", "scalar_one", "exec_driver_sql"}
QUERY_ROOMS = {"store", "reads"}
# It creates roles and schemas; there is nobody's data to serve yet.
STORE_MAKER = "app/provisioning.py"
FRONT_DOORS = {"web", "jobs"}
FRONT_FILES = ("app/main.py", "app/cli.py", "app/demo")
OUTSIDE = {"httpx", "smtplib", "socket", "urllib.request", "requests", "ssrfguard"}
# The desk only carries the client from the front door to the channels.
OUTSIDE_ROOMS = {"channels", "desk"}
STAND_INS = {"unittest.mock", "mock", "pytest_mock"}


def _in_room(source: Source, rooms: set[str]) -> bool:
    """Whether the file lies in (or is) a room of that name inside a zone."""
    parts = PurePosixPath(source.path).with_suffix("").parts
    return len(parts) > 2 and parts[0] == "app" and parts[2] in rooms


def stray_queries(sources: Sequence[Source]) -> list[Finding]:
    """Queries live where it is known whose eyes they serve: a zone's store and reads, and the foundation."""
    return [
        Finding(source.path, line, f"`{what}` belongs in a zone's store/ or reads/, or in the foundation")
        for source in python_in(sources, "app")
        if not source.is_under("app/foundation", STORE_MAKER) and not _in_room(source, QUERY_ROOMS)
        for line, what in _queries_of(source)
    ]


def _queries_of(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        match node:
            case ast.ImportFrom(module=module, names=names) if (module or "").split(".")[0] == "sqlalchemy":
                yield from ((node.lineno, f"import {name.name}") for name in names if name.name in QUERY_WORDS)
            case ast.Call(func=ast.Attribute(attr=method)) if method in QUERY_METHODS:
                yield node.lineno, f".{method}("


def stray_commits(sources: Sequence[Source]) -> list[Finding]:
    """The front door owns the transaction; a service that commits takes the choice from its caller."""
    return [
        Finding(
            source.path, node.lineno, "`.commit(` belongs to the front doors (web, jobs, cli) and the database module"
        )
        for source in python_in(sources, "app", "scheduler")
        if not source.is_under("app/foundation/database.py", "app/foundation/database", *FRONT_FILES)
        and not _in_room(source, FRONT_DOORS)
        for node in source.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def stray_calls_outside(sources: Sequence[Source]) -> list[Finding]:
    """Only channels speak to the world, so that no request ever waits inside a transaction."""
    return [
        Finding(source.path, line, f"`{module}` speaks to the outside; that is for a zone's channels/")
        for source in python_in(sources, "app/rota", "app/care", "scheduler")
        if not _in_room(source, OUTSIDE_ROOMS)
        for line, module in imports_of(source)
        if module in OUTSIDE
    ]


def stand_ins(sources: Sequence[Source]) -> list[Finding]:
    """Nothing of ours is mocked: a test that replaces our code tests the replacement."""
    imported = [
        Finding(source.path, line, f"`{module}`: nothing of ours is mocked; pass a transport, a clock or a value in")
        for source in python_in(sources)
        for line, module in imports_of(source)
        if module in STAND_INS
    ]
    patched = [
        Finding(source.path, node.lineno, "patches our own code; pass what should differ in as an argument")
        for source in python_in(sources, "tests")
        for ours in [_ours(source)]
        for node in source.nodes
        if isinstance(node, ast.Call) and _patches_ours(node, ours)
    ]
    return imported + patched


def imports_of(source: Source) -> Iterator[tuple[int, str]]:
    """Each import of the file: its line and the module's full name (`from a import b` gives a and a.b)."""
    for node in source.nodes:
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield node.lineno, module
                yield from ((node.lineno, f"{module}.{name.name}") for name in names)


def _ours(source: Source) -> set[str]:
    """The names by which the file calls things of app and scheduler."""
    found = set()
    for node in source.nodes:
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                module = getattr(node, "module", None)
                found |= {name.asname or name.name for name in names if _is_ours(module or name.name)}
    return found


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in {"app", "scheduler"}


def _patches_ours(call: ast.Call, ours: set[str]) -> bool:
    """`monkeypatch.setattr("app.x.y", ...)`, or of a thing that was imported from us."""
    match call:
        case ast.Call(
            func=ast.Attribute(attr="setattr", value=ast.Name(id="monkeypatch")),
            args=[ast.Constant(value=str(path)), *_],
        ):
            return _is_ours(path)
        case ast.Call(func=ast.Attribute(attr="setattr", value=ast.Name(id="monkeypatch")), args=[target, *_]):
            return ast.unparse(target) in ours or ast.unparse(target).split(".")[0] in ours
        case _:
            return False
