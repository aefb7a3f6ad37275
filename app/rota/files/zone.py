"""By whose clocks a file is read."""

from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision
from app.rota.files.findings import Findings, ReadOrder, Unreadable, legible


def zone_of(order: ReadOrder, findings: Findings) -> ZoneInfo:
    """The zone that was answered, or else the force's. Raises Unreadable for one that nobody knows."""
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
