"""The pages about capacity can read nothing but published figures: exact counts stay in the job."""

import ast
from collections.abc import Iterator

from tests.house.source import ROOT, Source

WEB = "app/care/web"
EXACT = frozenset({
    "app.care.domain.capacity_count", "app.care.domain.capacity_figures", "app.care.domain.trying",
    "app.care.domain.supply_gap", "app.care.reads.capacity_world",
})  # fmt: skip


def breaches(sources: list[Source]) -> Iterator[str]:
    for source in sources:
        for node in source.nodes:
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = {module, *(f"{module}.{alias.name}" for alias in getattr(node, "names", ()) if module)}
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            yield from (f"{source.path} reads exact counts: {name}" for name in sorted(names & EXACT))


def test_no_page_reads_what_a_plan_exactly_comes_to() -> None:
    found = [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in sorted((ROOT / WEB).rglob("*.py"))]
    assert any(source.path.endswith("welfare/capacity.py") for source in found)
    assert list(breaches(found)) == []


def test_control_a_page_that_does_is_found() -> None:
    for leak in (
        "from app.care.domain.capacity_count import counted",
        "from app.care.domain import trying",
        "import app.care.reads.capacity_world",
    ):
        assert list(breaches([Source(f"{WEB}/welfare/capacity.py", leak)])), leak
