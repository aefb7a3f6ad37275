"""The web app manifest: how the desk is called and drawn on a home screen. As neutral as everything a screen shows."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.foundation.static_files import static_url

MANIFEST_PATH = "/app.webmanifest"
_PAPER = "#faf6ef"
router = APIRouter(include_in_schema=False)


@router.get(MANIFEST_PATH)
def manifest(request: Request) -> JSONResponse:
    """Name, colours and icons; the same for everybody, signed in or not."""
    product = request.app.state.pages.shell.product
    return JSONResponse(manifest_of(product), media_type="application/manifest+json")


def manifest_of(product: str) -> dict[str, Any]:
    """The manifest of a desk that is called `product`."""
    return {
        "id": "/",
        "name": product,
        "short_name": product,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            {"src": static_url("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static_url("mark-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static_url("mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
    }
