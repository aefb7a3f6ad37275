"""The whole way from uploaded bytes to a reading: detect, map, ask, make lines, check them."""

from datetime import date
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.order_rules import overlap_faults
from app.rota.domain.reading import Cover, Question, Reading, TeamPlan
from app.rota.files import grid_shape, long_shape
from app.rota.files.calendar_shape import read_calendar
from app.rota.files.columns import roles_of
from app.rota.files.containers import Kind, open_upload
from app.rota.files.delimited import read_delimited
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, Place, ReadOrder, Unreadable, legible
from app.rota.files.grid_shape import read_grid
from app.rota.files.long_shape import read_long
from app.rota.files.period import ask_period, period_of
from app.rota.files.records import is_teams, read_json, table_of_records
from app.rota.files.table import Table
from app.rota.files.team_shape import team_header, team_lines, teams_in_json, teams_in_table
from app.rota.files.workbook import is_code_sheet, own_codes


def read_upload(data: bytes, order: ReadOrder) -> Reading:
    """Read one upload. Never raises for what is in the bytes: faults and questions are in the reading."""
    findings = Findings()
    try:
        maker = DutyMaker(_zone(order), order.answers, findings)
        return _read(data, order, maker)
    except Unreadable as wrong:
        findings.take(wrong.fault)
        return _reading("unread", findings)


def _zone(order: ReadOrder) -> ZoneInfo:
    name = order.answers.get("time_zone") or order.time_zone
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as wrong:
        fault = Fault("This time zone is not known.", value=legible(name), remedy="Write it like Europe/London.")
        raise Unreadable(fault) from wrong


def _read(data: bytes, order: ReadOrder, maker: DutyMaker) -> Reading:
    opened = open_upload(data, maker.findings)
    if opened.kind is Kind.CALENDAR:
        made = read_calendar(data, order, maker)
        days = [line.duty.start_at.astimezone(made.maker.zone).date() for line in made.lines]
        return _checked("calendar", made.lines, {line.staff_number for line in made.lines}, days, made.maker)
    if opened.kind is Kind.SHEETS:
        tables = list(opened.tables)
        codes = own_codes(tables, maker.findings)
        table = _one_sheet(tables, order, maker.findings)
        return _from_table(table, order, maker, codes) if table else _reading("workbook", maker.findings)
    if opened.kind is Kind.RECORDS:
        plain = read_json(data, maker.findings)
        if not is_teams(plain):
            records = table_of_records(plain, order, maker.findings)
            return _from_table(records, order, maker, None) if records else _reading("records", maker.findings)
        teams, carried = teams_in_json(data, maker)
        return _from_teams(teams, {**carried, **order.answers}, maker)
    try:
        text_table = read_delimited(data, order, maker.findings, _understood)
    except Unreadable as wrong:
        raise _no_workbook() if order.filename.lower().endswith((".xlsx", ".xlsm")) else wrong from wrong
    return _from_table(text_table, order, maker, None) if text_table else _reading("text", maker.findings)


def _no_workbook() -> Unreadable:
    remedy = "Open it in your spreadsheet program and save it again as .xlsx or CSV."
    return Unreadable(Fault("The file is called a workbook, but there is no workbook in it.", remedy=remedy))


def _understood(table: Table) -> int:
    """How much of a table makes sense: dates or roles found in its header."""
    grid, header = grid_shape.header_of(table), long_shape.header_of(table)
    roles = len(roles_of(header)) if header else 0
    return max(len(grid.columns) if grid else 0, roles)


def _one_sheet(tables: list[Table], order: ReadOrder, findings: Findings) -> Table | None:
    likely = [table for table in tables if _understood(table) and not is_code_sheet(table)]
    asked = [table for table in tables if table.sheet == order.answers.get("sheet")]
    if asked or len(likely) == 1:
        chosen = (asked or likely)[0]
        others = [str(table.sheet) for table in tables if table is not chosen and not is_code_sheet(table)]
        findings.notes.extend([f"Sheets not read: {', '.join(others)}."] if others else [])
        return chosen
    if not likely:
        raise Unreadable(_nothing_known())
    sheets = tuple((str(table.sheet), str(table.sheet)) for table in likely)
    findings.ask(Question("sheet", "Which sheet is the roster?", sheets))
    return None


def _nothing_known() -> Fault:
    remedy = "Give each column a title (staff number, date, start, end), or put the dates across the top."
    return Fault("No header was found: neither titles of columns nor a row of dates.", row=1, remedy=remedy)


def _from_table(table: Table, order: ReadOrder, maker: DutyMaker, codes: CodeTable | None) -> Reading:
    by_team = team_header(table)
    if by_team is not None:
        return _from_teams(teams_in_table(table, by_team, order, maker), dict(order.answers), maker)
    grid, header = grid_shape.header_of(table), long_shape.header_of(table)
    if grid is not None and (header is None or grid.row.number <= header.number):
        found = read_grid(table, grid, order, maker, codes)
        return _checked("month grid", list(found.lines), set(found.staff), list(found.dates), maker)
    if header is None:
        raise Unreadable(_nothing_known())
    lines = read_long(table, header, order, maker, codes)
    days = [line.duty.start_at.astimezone(maker.zone).date() for line in lines]
    return _checked("one duty a row", lines, {line.staff_number for line in lines}, days, maker)


def _from_teams(teams: list[TeamPlan], answers: dict[str, str], maker: DutyMaker) -> Reading:
    period = period_of(answers, maker.findings)
    if period is None:
        ask_period(answers, maker.findings)
        return _reading("teams on a pattern", maker.findings)
    lines = list(team_lines(teams, *period, maker))
    staff = {number for team in teams for number in team.members}
    return _checked("teams on a pattern", lines, staff, list(period), maker, tuple(teams))


def _checked(
    shape: str,
    lines: list[DutyLine],
    staff: set[str],
    days: list[date],
    maker: DutyMaker,
    teams: tuple[TeamPlan, ...] = (),
) -> Reading:
    """The reading, after the rules between lines have been looked at."""
    findings = maker.findings
    for fault in overlap_faults(lines, maker.zone):
        findings.take(fault)
    stated = period_of(dict(maker.answers), findings) if not teams else None
    if stated:
        _inside(lines, stated, findings, maker.zone)
        days = [*stated]
    cover = Cover(min(days), max(days), maker.zone.key) if days else None
    return _reading(shape, findings, lines, staff, cover, teams)


def _inside(lines: list[DutyLine], stated: tuple[date, date], findings: Findings, zone: ZoneInfo) -> None:
    for line in lines:
        on = line.duty.start_at.astimezone(zone).date()
        if not stated[0] <= on <= stated[1]:
            message = f"This duty begins outside the period given ({stated[0]:%d/%m/%Y} to {stated[1]:%d/%m/%Y})."
            findings.fault(message, Place(line.sheet, line.row, line.column), f"{on:%d/%m/%Y}")


def _reading(
    shape: str,
    findings: Findings,
    lines: list[DutyLine] | None = None,
    staff: set[str] | None = None,
    cover: Cover | None = None,
    teams: tuple[TeamPlan, ...] = (),
) -> Reading:
    clean = not findings.fault_count and not any(q.required for q in findings.questions.values())
    return Reading(
        shape=shape,
        faults=tuple(sorted(findings.faults, key=lambda f: (f.sheet or "", f.row or 0))),
        fault_count=findings.fault_count,
        questions=tuple(findings.questions.values()),
        notes=tuple(findings.notes),
        lines=tuple(lines or ()) if clean else (),
        staff=tuple(sorted(staff or ())),
        cover=cover,
        teams=teams,
        decisions=tuple(findings.decisions.values()),
        warnings=tuple(findings.warnings),
        warning_count=findings.warning_count,
        rejected=tuple(findings.rejected),
        fingerprint=findings.fingerprint,
    )
