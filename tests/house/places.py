"""What no file may name, and where a test must stand."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from tests.house.doors import imports_of
from tests.house.source import Finding, Source, python_in

# Put together here, so that this file does not name them either.
REGISTRY_HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "deb." + "debian.org"]
MACHINE_PATHS = ["/" + "work/", "/tmp/" + "relief/", "/" + "root/", "/" + "home/"]
NAMED = re.compile(
    "|".join([rf"\b{re.escape(host)}" for host in REGISTRY_HOSTS] + [rf"(?<![\w.~-]){p}" for p in MACHINE_PATHS])
)
# Tests about a whole, which mirror no single package.
WHOLES = {"house", "support", "bench", "soak", "browser", "acceptance", "migrations", "builders", "demo", "story"}
CHECKER_MAY_IMPORT = {"scheduler.problem", "scheduler.plan"}


def named_machines(sources: Sequence[Source]) -> list[Finding]:
    """The project installs anywhere: it names no package registry and no path of anybody's machine."""
    return [
        Finding(source.path, number, f"names `{named.group().strip()}`, a registry or a path of one machine")
        for source in sources
        if any(name in source.text for name in (*REGISTRY_HOSTS, *MACHINE_PATHS))  # quick, and true of few
        for number, line in enumerate(source.lines, start=1)
        if (named := NAMED.search(line))
    ]


def tests_of_nothing(sources: Sequence[Source]) -> list[Finding]:
    """tests/care/store mirrors app/care/store, tests/scheduler mirrors scheduler; one more level may group them."""
    packages = {parent.as_posix() for source in python_in(sources) for parent in PurePosixPath(source.path).parents}
    return [
        Finding(source.path, 1, f"`{place}` mirrors no package (app/{place} or {place}) and is no known whole")
        for source in python_in(sources, "tests")
        if PurePosixPath(source.path).name.startswith("test_")
        and not _mirrors(place := PurePosixPath(source.path).parent.relative_to("tests"), packages)
    ]


def _mirrors(place: PurePosixPath, packages: set[str]) -> bool:
    if place.parts[:1] in {(), ("app",), *((whole,) for whole in WHOLES)}:
        return True
    return any({str(near), f"app/{near}"} & (packages - {"."}) for near in (place, place.parent))


def untested_packages(sources: Sequence[Source]) -> list[Finding]:
    """Whoever adds a zone adds its tests."""
    tested = {source.path for source in python_in(sources, "tests")}
    wholes = {"scheduler": "scheduler", "app/foundation": "foundation", "app/rota": "rota", "app/care": "care"}
    return [
        Finding(f"tests/{place}", 1, f"{package} has code and no tests here")
        for package, place in wholes.items()
        if any(not source.path.endswith("__init__.py") for source in python_in(sources, package))
        and not any(path.startswith((f"tests/{place}/", f"tests/app/{place}/")) for path in tested)
    ]


def checker_knows_solver(sources: Sequence[Source]) -> list[Finding]:
    """The solver never judges itself: the checker shares the problem and the plan with it, and no line of code."""
    return [
        Finding(source.path, line, f"the checker may import problem and plan only, not {module}")
        for source in python_in(sources, "scheduler/check.py")
        for line, module in imports_of(source)
        if module.split(".")[0] in {"scheduler", "ortools", "numpy"}
        and not any(module == name or module.startswith(name + ".") for name in CHECKER_MAY_IMPORT)
    ]
