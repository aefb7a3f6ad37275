"""Who is asking: the dependency that every page and API endpoint of an audience states.

    from app.foundation.signin.who import Who, require

    Officer = Annotated[Who, Depends(require("officer"))]

    @router.get("/appointments")
    def appointments(request: Request, who: Officer) -> HTMLResponse: ...

Nobody signed in: pages go to the door's sign-in page (303), the API answers 401. Signed in as another audience: 404.
On every unsafe method (POST, PUT, PATCH, DELETE) the dependency also refuses (403) a request from another site, and a
page request whose form lacks the form token (`{{ ui.token(form_token) }}`; htmx may send it as `X-Form-Token`).
The API takes the same cookie (same-origin only) or `Authorization: Bearer <token>`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request

from app.foundation.refusals import NotSignedIn


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in: on whose behalf (`subject_id`) and as what (`audience`)."""

    audience: str
    subject_id: str
    form_token: str


def require(audience: str) -> Callable[[Request], Awaitable[Who]]:
    """A dependency that lets in only those signed in as `audience`."""

    async def who(request: Request) -> Who:
        raise NotSignedIn("Please sign in.")

    return who
