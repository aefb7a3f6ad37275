"""The whole way from uploaded bytes to a reading: detect, map, ask, make lines, check them."""

from collections.abc import Sequence
from functools import partial

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.reading import Reading, TeamPlan
from app.rota.files.by_profile import by_profile, know_shape
from app.rota.files.calendar_shape import read_calendar
from app.rota.files.checked import checked, reading_from
from app.rota.files.containers import Kind, open_upload
from app.rota.files.delimited import read_delimited
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, ReadOrder, Unreadable
from app.rota.files.leave_out import wanted as leave_out_wanted
from app.rota.files.overlaps import put_together
from app.rota.files.period import ask_period, period_of
from app.rota.files.records import is_teams, read_json, table_of_records
from app.rota.files.shapes.side_by_side import tables_apart
from app.rota.files.shapes.sighting import Look
from app.rota.files.shapes.told import Told
from app.rota.files.sheets import chosen, fingerprint, shape_of, understood
from app.rota.files.table import Table
from app.rota.files.team_shape import team_lines, teams_in_json
from app.rota.files.who_stands_where import WhoStandsWhere
from app.rota.files.workbook import own_codes
from app.rota.files.zone import zone_of


def read_upload(data: bytes, order: ReadOrder) -> Reading:
    """Read one upload. Never raises for what is in the bytes: faults and questions are in the reading."""
    return by_profile(partial(_read_upload, data), order)


def _read_upload(data: bytes, order: ReadOrder) -> Reading:
    findings = Findings(people=WhoStandsWhere() if leave_out_wanted(order.answers) else None)
    try:
        return _read(data, order, DutyMaker(zone_of(order, findings), order.answers, findings))
    except Unreadable as wrong:
        findings.take(wrong.fault)
        return reading_from("unread", findings)


def _read(data: bytes, order: ReadOrder, maker: DutyMaker) -> Reading:
    opened = open_upload(data, maker.findings)
    match opened.kind:
        case Kind.CALENDAR:
            made = read_calendar(data, order, maker)
            days = [line.duty.start_at.astimezone(made.maker.zone).date() for line in made.lines]
            lines = put_together(made.lines, made.maker)
            return checked("calendar", lines, {line.staff_number for line in lines}, days, made.maker)
        case Kind.SHEETS:
            tables = list(opened.tables)
            return _from_tables(tables, order, maker, own_codes(tables, maker.findings), "workbook")
        case Kind.RECORDS:
            return _from_records(data, order, maker)
        case _:
            return _from_text(data, order, maker)


def _from_records(data: bytes, order: ReadOrder, maker: DutyMaker) -> Reading:
    plain = read_json(data, maker.findings)
    if not is_teams(plain):
        records = table_of_records(plain, order, maker.findings)
        return (
            _from_tables([records], order, maker, None, "records")
            if records
            else reading_from("records", maker.findings)
        )
    teams, carried = teams_in_json(data, maker)
    return _from_teams(teams, {**carried, **order.answers}, maker)


def _from_text(data: bytes, order: ReadOrder, maker: DutyMaker) -> Reading:
    try:
        table = read_delimited(data, order, maker.findings, understood)
    except Unreadable as wrong:
        raise _no_workbook() if order.filename.lower().endswith((".xlsx", ".xlsm")) else wrong from wrong
    return _from_tables([table], order, maker, None, "text") if table else reading_from("text", maker.findings)


def _no_workbook() -> Unreadable:
    remedy = "Open it in your spreadsheet program and save it again as .xlsx or CSV."
    return Unreadable(Fault("The file is called a workbook, but there is no workbook in it.", remedy=remedy))


def _from_tables(
    tables: list[Table], order: ReadOrder, maker: DutyMaker, codes: CodeTable | None, container: str
) -> Reading:
    """The reading of the sheets that are the roster, each in its shape."""
    findings = maker.findings
    know_shape(fingerprint(container, tables, order), order, findings)
    apart = tables_apart(tables, order, findings)
    if apart is None:
        return reading_from(container, findings)
    sheets = chosen(apart, order, codes, findings)
    names = [sheet.table.sheet for sheet in sheets]
    findings.tables = [table for table in tables if table.sheet in names]
    found, words = [], container
    for sheet in sheets:
        known = shape_of(sheet, order, findings)
        if known is None:
            return reading_from(container, findings)
        told = Told(order, maker, _called(sheet.table, names))
        found.append(known[0].read(Look(sheet.table, order, codes), known[1], told))
        words = known[0].words
    teams = [team for one in found if one.teams is not None for team in one.teams]
    if any(one.teams is not None for one in found):
        return _from_teams(teams, dict(order.answers), maker)
    if not sheets:
        return reading_from(container, findings)
    lines = put_together([line for one in found for line in one.lines], maker)
    staff = {number for one in found for number in one.staff}
    return checked(words, lines, staff, [on for one in found for on in one.dates], maker)


def _called(table: Table, names: Sequence[str | None]) -> str:
    """What one of several sheets is called in its own questions, or one of several tables in a sheet."""
    sheet = str(table.sheet) if len(set(names)) > 1 else ""
    part = f"column {table.letter(0)}" if names.count(table.sheet) > 1 else ""
    return " ".join(word for word in (sheet, part) if word)


def _from_teams(teams: list[TeamPlan], answers: dict[str, str], maker: DutyMaker) -> Reading:
    period = period_of(answers, maker.findings)
    if period is None:
        ask_period(answers, maker.findings)
        return reading_from("teams on a pattern", maker.findings)
    lines = list(team_lines(teams, *period, maker))
    staff = {number for team in teams for number in team.members}
    return checked("teams on a pattern", lines, staff, list(period), maker, tuple(teams))
