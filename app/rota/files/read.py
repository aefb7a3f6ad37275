"""The whole way from uploaded bytes to a reading: detect, map, ask, make lines, check them."""

from datetime import date
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.order_rules import overlap_faults
from app.rota.domain.reading import Cover, Question, Reading, TeamPlan
from app.rota.files import long_shape
from app.rota.files.columns import roles_of
from app.rota.files.delimited import read_delimited
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, Place, ReadOrder, Unreadable, legible
from app.rota.files.shapes.blocks import header_in
from app.rota.files.shapes.sighting import Look
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import as_it_lies
from app.rota.files.sheets import chosen, fingerprint, shape_of
from app.rota.files.table import Table
from app.rota.files.team_shape import team_lines, teams_in_json
from app.rota.files.workbook import own_codes, read_workbook

LONGEST_PERIOD_DAYS = 400
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "This is a workbook in the old .xls format.", "Save it as .xlsx or CSV."),
    (b"%PDF", "This is a PDF.", "Send the roster as CSV or .xlsx."),
    (b"BEGIN:VCALENDAR", "Calendar files are not read yet.", "Send the roster as CSV or .xlsx."),
)


def read_upload(data: bytes, order: ReadOrder) -> Reading:
    """Read one upload. Never raises for what is in the bytes: faults and questions are in the reading."""
    findings = Findings()
    try:
        maker = DutyMaker(_zone(order, findings), order.answers, findings)
        return _read(data, order, maker)
    except Unreadable as wrong:
        findings.take(wrong.fault)
        return _reading("unread", findings)


def _zone(order: ReadOrder, findings: Findings) -> ZoneInfo:
    answered = order.answers.get("time_zone", "")
    name = answered or order.time_zone
    evidence = "It was answered." if answered else "It is the force's own; the file does not name another."
    sure = Confidence.ANSWERED if answered else Confidence.LIKELY
    try:
        zone = ZoneInfo(name)
    except (ValueError, KeyError, OSError) as wrong:
        fault = Fault("This time zone is not known.", value=legible(name), remedy="Write it like Europe/London.")
        raise Unreadable(fault) from wrong
    findings.decide(Decision("time_zone", "Time zone", name, name, evidence, sure))
    return zone


def _read(data: bytes, order: ReadOrder, maker: DutyMaker) -> Reading:
    for mark, message, remedy in _FOREIGN:
        if data.lstrip()[:16].startswith(mark):
            raise Unreadable(Fault(message, remedy=remedy))
    if data.startswith(b"PK\x03\x04"):
        tables = read_workbook(data)
        return _from_tables(tables, order, maker, own_codes(tables, maker.findings), "workbook")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        teams, carried = teams_in_json(data, maker)
        return _from_teams(teams, {**carried, **order.answers}, maker)
    try:
        text_table = read_delimited(data, order, maker.findings, _understood)
    except Unreadable as wrong:
        raise _no_workbook() if order.filename.lower().endswith((".xlsx", ".xlsm")) else wrong from wrong
    return _from_tables([text_table], order, maker, None, "text") if text_table else _reading("text", maker.findings)


def _no_workbook() -> Unreadable:
    remedy = "Open it in your spreadsheet program and save it again as .xlsx or CSV."
    return Unreadable(Fault("The file is called a workbook, but there is no workbook in it.", remedy=remedy))


def _understood(table: Table) -> int:
    """How much of a table makes sense: dates or roles found in its header."""
    across, header = header_in(as_it_lies(table)), long_shape.header_of(table)
    return max(len(across[1].columns) if across else 0, len(roles_of(header)) if header else 0)


def _from_tables(
    tables: list[Table], order: ReadOrder, maker: DutyMaker, codes: CodeTable | None, container: str
) -> Reading:
    """The reading of the sheets that are the roster, each in its shape."""
    findings = maker.findings
    findings.fingerprint = fingerprint(container, tables, order)
    sheets = chosen(tables, order, codes, findings)
    found, words = [], container
    for sheet in sheets:
        known = shape_of(sheet, order, findings)
        if known is None:
            return _reading(container, findings)
        told = Told(order, maker, str(sheet.table.sheet) if len(sheets) > 1 else "")
        found.append(known[0].read(Look(sheet.table, order, codes), known[1], told))
        words = known[0].words
    teams = [team for one in found if one.teams is not None for team in one.teams]
    if any(one.teams is not None for one in found):
        return _from_teams(teams, dict(order.answers), maker)
    if not sheets:
        return _reading(container, findings)
    lines = [line for one in found for line in one.lines]
    staff = {number for one in found for number in one.staff}
    return _checked(words, lines, staff, [on for one in found for on in one.dates], maker)


def _from_teams(teams: list[TeamPlan], answers: dict[str, str], maker: DutyMaker) -> Reading:
    period = _period(answers, maker.findings)
    if period is None:
        for code, words in (("period_from", "first"), ("period_to", "last")):
            if not answers.get(code):
                text = f"For which period are the duties to be written out? Give the {words} day."
                maker.findings.ask(Question(code, text, example="2026-12-31"))
        return _reading("teams on a pattern", maker.findings)
    lines = list(team_lines(teams, *period, maker))
    staff = {number for team in teams for number in team.members}
    return _checked("teams on a pattern", lines, staff, list(period), maker, tuple(teams))


def _period(answers: dict[str, str], findings: Findings) -> tuple[date, date] | None:
    """The period that was answered; None without one, or after noting what is wrong with it."""
    texts = answers.get("period_from", ""), answers.get("period_to", "")
    if not all(texts):
        return None
    try:
        first_on, last_on = (date.fromisoformat(text) for text in texts)
    except ValueError:
        findings.fault("The period is not two dates.", value=" to ".join(texts), remedy="Write each like 2026-12-31.")
        return None
    if not 0 <= (last_on - first_on).days < LONGEST_PERIOD_DAYS:
        message = f"A period runs forward and has at most {LONGEST_PERIOD_DAYS} days."
        findings.fault(message, value=" to ".join(texts))
        return None
    return first_on, last_on


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
    stated = _period(dict(maker.answers), findings) if not teams else None
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
