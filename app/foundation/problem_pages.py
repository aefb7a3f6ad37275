"""`/problems/<code>`: what a code means and what to do, for whoever follows the `type` of an answer."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.foundation.pages import render
from app.foundation.problem_words import PROBLEM_WORDS
from app.foundation.refusals import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/problems/{code}", response_model=None)
def problem_page(request: Request, code: str) -> Response:
    """One code in words, as a page or, for whoever asks for no page, as JSON. Raises NotFound for any other."""
    if code not in PROBLEM_WORDS:
        raise NotFound("No answer has a code of this name.")
    means, remedy = PROBLEM_WORDS[code]
    if "text/html" in request.headers.get("accept", "") and hasattr(request.app.state, "pages"):
        return render(request, "problem.html", code=code, means=means, remedy=remedy)
    return JSONResponse({"type": f"/problems/{code}", "means": means, "remedy": remedy})
