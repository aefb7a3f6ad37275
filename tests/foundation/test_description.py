"""The description of an API says which token each call needs and how it can be refused."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI

from app.foundation.description import DescribedApi, refused
from app.foundation.signin.who import require
from tests.support.described import unsaid

router = APIRouter(prefix="/api/v1/chairs", dependencies=[Depends(require("officer"))])


@router.get("/{name}")
def one_chair(name: str) -> str:
    """One chair. It has four legs.

    Some have three.
    """
    return name


@router.put("/{name}", responses=refused(409))
def put_chair(name: str, legs: dict[str, Any], limit: Annotated[int, Depends(lambda: 1)]) -> str:
    """Put a chair there."""
    return name


def described(app: FastAPI) -> dict[str, Any]:
    app.include_router(router)
    return app.openapi()


def test_what_follows_from_how_a_call_is_made_is_said_of_it() -> None:
    document = described(DescribedApi(title="Chairs", limits_bodies=True))
    assert unsaid(document) == []
    calls = document["paths"]["/api/v1/chairs/{name}"]
    assert (calls["get"]["summary"], calls["get"]["description"]) == (
        "One chair",
        "It has four legs.\n\nSome have three.",
    )
    assert set(calls["get"]["responses"]) == {"200", "401", "404"}
    assert set(calls["put"]["responses"]) == {"200", "401", "403", "404", "409", "413", "422"}
    assert calls["get"]["security"] == [{"signIn": []}]
    assert document["components"]["securitySchemes"]["signIn"]["scheme"] == "bearer"
    assert set(document["components"]["schemas"]) == {"Problem"}


def test_control_without_it_nothing_is_said() -> None:
    found = unsaid(described(FastAPI(title="Chairs")))
    assert "get /api/v1/chairs/{name}: does not say 401" in found
    assert "put /api/v1/chairs/{name}: 422 is no problem by RFC 9457" in found
    assert "put /api/v1/chairs/{name}: its summary is the name of a function" in found


def test_control_a_call_that_asks_for_no_token_is_found() -> None:
    app = DescribedApi(title="Chairs")
    app.get("/api/v1/open")(one_chair)
    assert unsaid(app.openapi()) == ["get /api/v1/open: names no token"]


def test_the_description_is_made_once() -> None:
    app = DescribedApi(title="Chairs")
    assert described(app) is app.openapi()
