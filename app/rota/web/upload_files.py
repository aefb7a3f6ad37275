"""What can be taken away from an upload's page, and the template to start from: files that are safe to open."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.foundation.refusals import Fault
from app.foundation.signin.who import require
from app.rota.domain.decision import rejected_of
from app.rota.domain.downloads import faults_csv, rejected_csv, warnings_csv
from app.rota.files.template import template_csv, template_workbook
from app.rota.reads.proposal import warning_groups
from app.rota.store import uploads
from app.rota.store.rules import rule_book
from app.rota.web.doors import UploadId, desk_of

router = APIRouter(prefix="/uploads", dependencies=[Depends(require("hr"))], include_in_schema=False)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(text: str, name: str) -> Response:
    """A CSV to save, with the mark by which spreadsheet programs know UTF-8."""
    return _file(("\ufeff" + text).encode(), name, "text/csv; charset=utf-8")


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/template.csv")
def csv_template(request: Request) -> Response:
    """One duty a row, with examples."""
    desk = desk_of(request)
    return csv_file(template_csv(desk.clock().astimezone(desk.zone).date()), "roster-template.csv")


@router.get("/template.xlsx")
def workbook_template(request: Request) -> Response:
    """A month grid with examples, a sheet of codes and one of plain words."""
    desk = desk_of(request)
    data = template_workbook(desk.clock().astimezone(desk.zone).date())
    return _file(data, "roster-template.xlsx", _WORKBOOK)


@router.get("/{upload_id}/faults.csv")
def faults_file(request: Request, upload_id: UploadId) -> Response:
    """Every fault that was kept, to take away."""
    with desk_of(request).store.read() as db:
        text = faults_csv(Fault(**fault) for fault in uploads.upload(db, upload_id).faults)
    return csv_file(text, "faults.csv")


@router.get("/{upload_id}/warnings.csv")
def warnings_file(request: Request, upload_id: UploadId) -> Response:
    """Every warning that was kept, with its rule and source."""
    with desk_of(request).store.read() as db:
        groups = warning_groups(uploads.upload(db, upload_id), rule_book(db))
        text = warnings_csv((group.title, group.source, group.faults) for group in groups)
    return csv_file(text, "warnings.csv")


@router.get("/{upload_id}/rejected.csv")
def rejected_file(request: Request, upload_id: UploadId) -> Response:
    """Every row that a partial import leaves out, as it stands, with why."""
    with desk_of(request).store.read() as db:
        text = rejected_csv(rejected_of(row) for row in uploads.upload(db, upload_id).rejected)
    return csv_file(text, "rows-left-out.csv")
