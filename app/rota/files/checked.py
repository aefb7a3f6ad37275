"""The reading that comes of lines, once the rules between them have been looked at."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.rota.domain.duty_line import DutyLine
from app.rota.domain.mass_rules import beginning_outside, clashing
from app.rota.domain.order_rules import overlap_fault
from app.rota.domain.packed_lines import PackedLines, packed_lines
from app.rota.domain.reading import Cover, Reading, TeamPlan
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, Place
from app.rota.files.leave_out import leave_out
from app.rota.files.leave_out import wanted as leave_out_wanted
from app.rota.files.period import period_of


def checked(
    shape: str,
    lines: Sequence[DutyLine],
    staff: set[str],
    days: list[date],
    maker: DutyMaker,
    teams: tuple[TeamPlan, ...] = (),
) -> Reading:
    """The reading, after the rules between lines have been looked at."""
    findings = maker.findings
    packed = packed_lines(lines)
    for earlier, later in clashing(packed, maker.zone):
        findings.take_as(lambda: overlap_fault(packed[earlier], packed[later], maker.zone))  # noqa: B023 - asked at once
    if leave_out_wanted(maker.answers) and findings.fault_count:
        lines, staff = leave_out(list(lines), staff, maker.answers, findings)
        packed = packed_lines(lines)
    stated = period_of(dict(maker.answers), findings) if not teams else None
    if stated:
        _inside(packed, stated, findings, maker.zone)
        days = [*stated]
    cover = Cover(min(days), max(days), maker.zone.key) if days else None
    return reading_from(shape, findings, lines, staff, cover, teams)


def _inside(lines: PackedLines, stated: tuple[date, date], findings: Findings, zone: ZoneInfo) -> None:
    message = f"This duty begins outside the period given ({stated[0]:%d/%m/%Y} to {stated[1]:%d/%m/%Y})."
    for at in beginning_outside(lines, stated, zone):
        line = lines[at]
        on = line.duty.start_at.astimezone(zone).date()
        findings.fault(message, Place(line.sheet, line.row, line.column), f"{on:%d/%m/%Y}")


def reading_from(
    shape: str,
    findings: Findings,
    lines: Sequence[DutyLine] = (),
    staff: set[str] | None = None,
    cover: Cover | None = None,
    teams: tuple[TeamPlan, ...] = (),
) -> Reading:
    """The reading with all that was found. Its lines count only where there is neither a fault nor a question."""
    clean = not findings.fault_count and not any(q.required for q in findings.questions.values())
    return Reading(
        shape=shape,
        faults=tuple(sorted(findings.faults, key=lambda f: (f.sheet or "", f.row or 0))),
        fault_count=findings.fault_count,
        questions=tuple(findings.questions.values()),
        notes=tuple(findings.notes),
        lines=lines if clean else (),
        staff=tuple(sorted(staff or ())),
        cover=cover,
        teams=teams,
        decisions=tuple(findings.decisions.values()),
        warnings=tuple(findings.warnings),
        warning_count=findings.warning_count,
        rejected=tuple(findings.rejected),
        fingerprint=findings.fingerprint,
    )
