"""Static files: addressed by the hash of their content, so that browsers may keep them for a year."""

import gzip
import hashlib
import os
from functools import cache
from http import HTTPStatus
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, PathLike
from starlette.types import Scope

STATIC_DIR = Path(__file__).parent / "static"
_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"


_SQUEEZED = frozenset({".css", ".js", ".svg", ".txt", ".json", ".webmanifest"})
_LEAST = 500
"""Bytes below which squeezing saves less than its header costs."""


class VersionedStatic(StaticFiles):
    """Serves a folder; an address with `?v=` never changes its content, one without may.

    Texts go out gzipped where the browser takes that. Only these files: they are the same for everybody and hold no
    secret. A page holds form tokens beside what somebody typed, and its squeezed length would tell about them (BREACH).
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = _YEAR if scope.get("query_string", b"").startswith(b"v=") else _SHORT
        return answer

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        file, asked = Path(full_path), Headers(scope=scope)
        if file.suffix not in _SQUEEZED:
            return answer
        answer.headers.add_vary_header("Accept-Encoding")
        content = _squeezed(file, stat_result.st_mtime_ns) if _takes_gzip(asked) else None
        if content is None or status_code != HTTPStatus.OK:
            return answer
        kept = {name: answer.headers[name] for name in ("last-modified", "vary") if name in answer.headers}
        tag = answer.headers["etag"].removesuffix('"') + '-gzip"'  # other bytes, so another tag
        squeezed = Response(
            content,
            media_type=guess_type(file.name)[0],
            headers={**kept, "etag": tag, "content-encoding": "gzip"},
        )
        return NotModifiedResponse(squeezed.headers) if self.is_not_modified(squeezed.headers, asked) else squeezed


def _takes_gzip(asked: Headers) -> bool:
    """Whether gzip is named, and not with a weight of nothing; a part of a file is a part of it as it lies here."""
    named = (one.replace(" ", "").partition(";q=") for one in asked.get("accept-encoding", "").lower().split(","))
    weights = [weight if equals else "1" for name, equals, weight in named if name == "gzip"]
    return "range" not in asked and any(weight.strip("0.") for weight in weights)


@cache
def _squeezed(file: Path, _changed: int) -> bytes | None:
    content = file.read_bytes()
    squeezed = gzip.compress(content, mtime=0)
    return squeezed if len(content) >= _LEAST and len(squeezed) < len(content) else None


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
