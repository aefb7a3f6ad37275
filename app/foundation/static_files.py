"""Static files: addressed by the hash of their content, so that browsers may keep them for a year."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

STATIC_DIR = Path(__file__).parent / "static"
_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"


class VersionedStatic(StaticFiles):
    """Serves a folder; an address with `?v=` never changes its content, one without may."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = _YEAR if scope.get("query_string", b"").startswith(b"v=") else _SHORT
        return answer


@cache
def static_url(name: str) -> str:
    """The address of static file `name` ("relief.css", "htmx/htmx.min.js"), with the hash of its content."""
    content = _path_of(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _path_of(name: str) -> Path:
    if not name.startswith("htmx/"):
        return STATIC_DIR / name
    spec: Any = find_spec("js_lib_htmx")
    return Path(spec.origin).parent / "static" / name
