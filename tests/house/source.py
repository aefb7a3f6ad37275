"""The project's own files as the house rules see them: listed once, read once, parsed once."""

import ast
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
BINARY = {".png", ".jpg", ".ico", ".gif", ".xlsx", ".xls", ".ods", ".gz", ".zip", ".pdf", ".woff2", ".db", ".bin"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach of one rule, in a form that an editor can jump to."""

    path: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says}"


@dataclass(frozen=True)
class Source:
    """One text file of the project; `path` is relative to the project's root, with forward slashes."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module; empty for a file that is not Python or does not parse (the linter reports that)."""
        try:
            return ast.parse(self.text) if self.is_python else ast.Module([], [])
        except SyntaxError:
            return ast.Module([], [])

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, walked once for all rules."""
        return list(ast.walk(self.tree))

    def is_under(self, *places: str) -> bool:
        """Whether the file is one of these files, or lies in one of these directories."""
        return any(self.path == place or self.path.startswith(place.rstrip("/") + "/") for place in places)


def _listed(root: Path) -> list[str]:
    """What git tracks there; every file of a tree that is no repository of its own."""
    if (root / ".git").exists():
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
        if listing.returncode == 0:
            return [name for name in listing.stdout.split("\0") if name]
    skipped = {".git", ".venv", "var", "build", "dist", "node_modules", "__pycache__"}
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [file.as_posix() for file in files if not skipped & set(file.parts) and ".egg-info" not in str(file)]


def read_tree(root: Path = ROOT) -> list[Source]:
    """Every tracked text file under `root` that still exists, in order."""
    paths = [name for name in sorted(_listed(root)) if Path(name).suffix not in BINARY and (root / name).is_file()]
    return [Source(name, (root / name).read_text(encoding="utf-8", errors="replace")) for name in paths]


def python_in(sources: Iterable[Source], *places: str) -> list[Source]:
    """The Python files, of all places or of these."""
    return [source for source in sources if source.is_python and (not places or source.is_under(*places))]


def functions_of(source: Source) -> Iterator[Function]:
    """Every function and method of the file, nested ones too."""
    return (node for node in source.nodes if isinstance(node, Function))


def listed(findings: Sequence[Finding]) -> str:
    """The findings one a line, as the text of a failed assertion."""
    return "\n" + "\n".join(map(str, sorted(findings)))
