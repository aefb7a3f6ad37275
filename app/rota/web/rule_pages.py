"""The rules by which rosters are found odd: their limits, where they come from, and a form to change them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import require
from app.rota.domain.rule_book import RULES, RuleCode
from app.rota.services.set_rules import set_rules
from app.rota.store.rules import rule_book
from app.rota.web.doors import Hr, desk_of

router = APIRouter(prefix="/rules", dependencies=[Depends(require("hr"))], include_in_schema=False)


async def typed_limits(request: Request) -> dict[str, str]:
    """The limits in the form, by rule."""
    form = await request.form()
    return {code.value: str(form[code.value]).strip() for code in RuleCode if code.value in form}


Typed = Annotated[dict[str, str], Depends(typed_limits)]


@router.get("")
def rules_page(request: Request) -> HTMLResponse:
    """Every rule with its limit."""
    with desk_of(request).store.read() as db:
        book = rule_book(db)
    limits = {rule.code.value: _shown(book.limit(rule.code)) for rule in RULES}
    return render(request, "rota/rules.html", rules=RULES, limits=limits, faults=())


def _shown(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"


@router.post("")
def change(request: Request, who: Hr, typed: Typed) -> Response:
    """Keep the limits; a rule without one is off."""
    desk = desk_of(request)
    try:
        limits = _numbers(typed)
        with desk.store.write() as db:
            set_rules(db, limits, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        around = {"rules": RULES, "limits": {rule.code.value: "" for rule in RULES} | typed}
        return render(request, "rota/rules.html", status=422, faults=refused.faults, **around)
    return see_other("/rules", say="The rules are kept. They hold for files that are read from now on.")


def _numbers(typed: dict[str, str]) -> dict[RuleCode, float | None]:
    found: dict[RuleCode, float | None] = {}
    faults: list[Fault] = []
    for code, text in typed.items():
        try:
            found[RuleCode(code)] = float(text) if text else None
        except ValueError:
            faults.append(Fault(f"{text[:20]!r} is not a number.", column=code, remedy="Write a number, or nothing."))
    if faults:
        raise Invalid("The rules stay as they were.", faults=faults)
    return found
