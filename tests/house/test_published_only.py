"""The pages of figures can read nothing but what the gate let through."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, Source

WEB = "app/care/web"
EXAMPLE = "app/care/web/welfare/insight_example.py"
MAY_READ = frozenset({
    "app.care.desk", "app.care.domain.disclosure", "app.care.domain.quarters", "app.care.domain.reliability",
    "app.care.domain.what_is_known",
    "app.care.store.figures", "app.care.store.tables.access",
})  # fmt: skip
"""What the pages of figures may import of care beside each other."""
EXACT = frozenset({"app.care.reads.quarter_facts", "app.care.domain.quarter_figures", "app.care.domain.recorded"})
"""Where exact counts are; the example has made-up ones."""
MAKES = ("Published", "PublishedRow")
GATE = "app/care/domain/disclosure.py"


def sources(*folders: str) -> list[Source]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in found]


def breaches(files: list[Source]) -> Iterator[str]:
    for source in files:
        imported = {name for node in source.nodes for name in _imported(node)}
        if source.path != EXAMPLE and source.is_under(WEB):
            yield from (f"{source.path} reads exact counts: {name}" for name in sorted(imported & EXACT))
        if Path(source.path).name.startswith("insight") and source.path != EXAMPLE:
            of_care = {name for name in imported if name.startswith("app.care") and ".web.welfare.insight" not in name}
            yield from (f"{source.path} imports {name}" for name in sorted(of_care - MAY_READ))
        if source.path != GATE:
            for node in source.nodes:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKES:
                    yield f"{source.path}:{node.lineno} makes what only the gate makes"


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "app.care.reads")


def test_pages_of_figures_read_only_what_was_published() -> None:
    files = sources("app/care")
    assert [source for source in files if Path(source.path).name.startswith("insight")]
    assert list(breaches(files)) == []


def test_control_a_page_that_reads_counts_is_found() -> None:
    page = f"{WEB}/welfare/insight.py"
    for leak in (
        "from app.care.reads.quarter_facts import happened_in",
        "from app.care.reads import quarter_facts",
        "from app.care.store.tables.courses import Course",
        "import app.care.store.courses",
        "def f():\n    return Published('sessions', (), (), ())",
    ):
        assert list(breaches([Source(page, leak)])), leak
    assert list(breaches([Source(f"{WEB}/officer/home.py", "from app.care.domain.quarter_figures import Happened")]))
