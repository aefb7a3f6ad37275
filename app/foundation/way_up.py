"""The way from an address that only takes forms to the page that its form stands on."""

from fastapi import Request
from starlette.routing import Match


def page_above(request: Request) -> str | None:
    """The nearest path above this one that shows a page; None for what is no look at an address that only takes forms.

    A form that comes back with faults leaves its own address in the browser's bar. To reload it, or to come back to
    it, is to ask for the page of the form: "/preferences" for "/preferences/away/remove".
    """
    path = request.url.path
    if request.method not in {"GET", "HEAD"}:
        return None
    while path != "/":
        path = path.rpartition("/")[0] or "/"
        if shows_a_page(request, path):
            return path
    return None


def shows_a_page(request: Request, path: str) -> bool:
    """Whether a page of this desk answers at a path."""
    scope = {**request.scope, "method": "GET", "path": path, "path_params": {}}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
