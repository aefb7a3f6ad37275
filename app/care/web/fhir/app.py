"""The FHIR facade as an application of its own under /fhir: its refusals are OperationOutcomes, not problems."""

from fastapi import FastAPI

from app.care.web.fhir import appointments, choosing, describing, intake, supply
from app.care.web.fhir.addresses import ROOT, VERSION
from app.care.web.fhir.refusing import install_refusals

ROOMS = (describing, supply, choosing, appointments, intake)
"""In this order, for Appointment/$find must be asked before Appointment/{fhir_id}."""


def put_fhir(app: FastAPI) -> None:
    """Let `app`, whose sign-in is installed, answer FHIR requests too."""
    facade = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    facade.state.desk, facade.state.sign_in = app.state.desk, app.state.sign_in
    facade.state.interactions = describing.declared(route for room in ROOMS for route in room.router.routes)
    install_refusals(facade)
    for room in ROOMS:
        facade.include_router(room.router, prefix=VERSION)
    app.mount(ROOT, facade)
