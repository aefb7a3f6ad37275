"""The period that was answered for a file that says no dates of its own."""

from collections.abc import Mapping
from datetime import date

from app.rota.domain.reading import Question
from app.rota.files.findings import Findings

LONGEST_PERIOD_DAYS = 400


def period_of(answers: Mapping[str, str], findings: Findings) -> tuple[date, date] | None:
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


def ask_period(answers: Mapping[str, str], findings: Findings) -> None:
    """Ask for the first and the last day, each once."""
    for code, words in (("period_from", "first"), ("period_to", "last")):
        if not answers.get(code):
            text = f"For which period are the duties to be written out? Give the {words} day."
            findings.ask(Question(code, text, example="2026-12-31"))
