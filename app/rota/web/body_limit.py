"""Turns away bodies that are larger than any roster, before they are taken in."""

from contextlib import suppress

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation.problem_json import answered
from app.foundation.refusals import Refusal, TooLarge
from app.foundation.signin.who import signed_in


class BodyLimit:
    """Refuses by the length a request states, and stops taking in one that states none."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        stated = request.headers.get("content-length", "0")
        if not stated.isdecimal() or int(stated) > self.most_bytes:
            await run_in_threadpool(_recognise, request)
            await answered(request, self._refusal())(scope, receive, send)
            return
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most_bytes:
                raise self._refusal()
            return message

        await self.app(scope, counting, send)

    def _refusal(self) -> TooLarge:
        limit = f"A request may have {self.most_bytes // 2**20} MiB. Send the roster in parts."
        return TooLarge(limit, extra={"back": "/uploads/new"})


def _recognise(request: Request) -> None:
    """Note who asks, if anybody known does, so that their page keeps its menu. The body is still not taken in."""
    with suppress(Refusal):
        signed_in(request, "hr")
