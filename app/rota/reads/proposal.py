"""How an upload was read, for its page: what was settled and why, by which profile, and what could be remembered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.foundation.refusals import Fault
from app.rota.domain.code_words import answered_codes, is_code_answer
from app.rota.domain.decision import Confidence, Decision, decision_of
from app.rota.domain.drops import drop_words
from app.rota.domain.mapping_profile import NEVER, name_of_answer, suggested
from app.rota.domain.picture import Picture, picture_kept
from app.rota.domain.plausibility import by_rule
from app.rota.domain.rule_book import BY_CODE, RuleBook, RuleCode
from app.rota.store.codes import code_table_names
from app.rota.store.profiles import fitting
from app.rota.store.rules import rule_book
from app.rota.store.tables.uploads import Upload

SHOWN_OF_A_RULE = 10
_CONFIDENCE = {
    Confidence.ANSWERED: "answered",
    Confidence.CERTAIN: "certain",
    Confidence.LIKELY: "likely",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """One part of the mapping with what would change it: `sure` in words, `options` to choose from, if any."""

    decision: Decision
    sure: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WarningGroup:
    """What one rule found: how often, the first few, the rule in words and where it comes from."""

    title: str
    source: str
    count: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """All of it."""

    settled: tuple[Settled, ...]
    other_answers: tuple[tuple[str, str, str], ...]
    """Answers that no decision shows: code, name, text."""
    warnings: tuple[WarningGroup, ...]
    drop: tuple[str, ...]
    picture: Picture | None
    fitting: tuple[str, ...]
    """The profiles that could be applied."""
    remember: tuple[tuple[str, str, bool], ...]
    """Answers that could be kept as a profile: code, in words, whether they should."""
    codes: tuple[tuple[str, str], ...]
    """Shift codes that answers explain."""
    rejected: int


def proposal(db: Session, row: Upload) -> Proposal:
    """Look it up."""
    decisions, tables = [decision_of(plain) for plain in row.decisions], code_table_names(db)
    asked = {question["code"] for question in row.questions}
    shown = {decision.code for decision in decisions} | asked
    return Proposal(
        settled=tuple(_settled(decision, row, tables) for decision in decisions if decision.code not in asked),
        other_answers=tuple((c, name_of_answer(c), text) for c, text in row.answers.items() if c not in shown | NEVER),
        warnings=tuple(warning_groups(row, rule_book(db))),
        drop=drop_words(row.changes),
        picture=picture_kept(row.picture),
        fitting=tuple(profile.name for profile in fitting(db, row.fingerprint)),
        remember=_to_remember(row, decisions),
        codes=tuple(answered_codes(row.answers).items()),
        rejected=len(row.rejected),
    )


def _settled(decision: Decision, row: Upload, tables: Sequence[str]) -> Settled:
    given = decision.code in row.answers
    from_profile = decision.code in row.profile_answers
    sure = f"from the profile {row.profile}" if from_profile else _CONFIDENCE[decision.confidence]
    options = [] if is_code_answer(decision.code) else list(decision.choices)  # of a code, hours can be typed
    if decision.code == "code_table" and not options:
        options = [(name, name) for name in tables]
    if options and decision.answer not in dict(options):
        options.insert(0, (decision.answer, decision.words))
    if options and given:
        options.insert(0, ("", "let the file say"))
    return Settled(decision, sure, tuple(options))


def _to_remember(row: Upload, decisions: list[Decision]) -> tuple[tuple[str, str, bool], ...]:
    if not row.fingerprint:
        return ()
    words = {decision.code: f"{decision.text}: {decision.words}" for decision in decisions}
    return tuple(
        (code, words.get(code, f"{_name(code)}: {text}"), ticked) for code, text, ticked in suggested(row.answers)
    )


def _name(code: str) -> str:
    return f"Code {code.partition('.')[2]}" if is_code_answer(code) else name_of_answer(code)


def warning_groups(row: Upload, book: RuleBook) -> list[WarningGroup]:
    """The warnings kept with an upload, by rule."""
    return [
        WarningGroup(*rule_in_words(code, book), row.warning_counts.get(code, len(faults)), tuple(faults))
        for code, faults in by_rule(row.warnings)
    ]


def rule_in_words(code: str, book: RuleBook) -> tuple[str, str]:
    """A rule with its limit, and its source."""
    if code not in set(RuleCode):
        return "What the reader found odd", ""
    rule = BY_CODE[RuleCode(code)]
    limit = book.limit(rule.code)
    shown = f"{rule.limit if limit is None else limit:g} {rule.unit}"
    return f"{rule.title} {shown}", rule.source
