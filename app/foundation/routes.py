"""Putting routers into an app without their endpoints being looked into a second time."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI


def take_in(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Give `app` the routes of `routers`, in this order.

    `include_router` would work out each endpoint's parameters once more for every app, on its first request: half a
    second for a desk. A router says itself what its routes need (prefix, tags, dependencies), so the routes it has made
    already can serve any number of apps. They keep nothing of an app: what they need of it comes with the request.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
