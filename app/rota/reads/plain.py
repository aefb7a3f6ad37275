"""Uploads, versions and code tables as plain values for the API."""

from collections.abc import Sequence
from typing import Any

from app.rota.domain.duty_line import instant_text
from app.rota.domain.plausibility import by_rule
from app.rota.domain.reading import asked_now, question_of
from app.rota.domain.rule_book import RULES, RuleBook
from app.rota.reads.proposal import rule_in_words
from app.rota.store.tables.desk_memory import MappingProfile
from app.rota.store.tables.rosters import RosterVersion
from app.rota.store.tables.uploads import Upload


def plain_upload(row: Upload, code_tables: Sequence[str], *, faults: bool = True) -> dict[str, Any]:
    """One upload, its questions as they stand with these code tables; `faults` False leaves the long list out."""
    questions = asked_now(map(question_of, row.questions), code_tables)
    plain = {
        "id": row.id,
        "filename": row.filename,
        "sha256": row.sha256,
        "size": row.size,
        "state": row.state.value,
        "shape": row.shape,
        "answers": row.answers,
        "questions": [question.as_json() for question in questions],
        "decisions": row.decisions,
        "profile": row.profile,
        "profile_answers": row.profile_answers,
        "fingerprint": row.fingerprint,
        "fault_count": row.fault_count,
        "warning_count": row.warning_count,
        "warnings_by_rule": row.warning_counts,
        "rejected_count": len(row.rejected),
        "notes": row.notes,
        "staff": row.staff,
        "covers_from": str(row.covers_from_on) if row.covers_from_on else None,
        "covers_to": str(row.covers_to_on) if row.covers_to_on else None,
        "changes": row.changes,
        "compared_with_version": row.base_version,
        "created_at": instant_text(row.created_at),
        "closed_at": instant_text(row.closed_at) if row.closed_at else None,
        "version": row.version_number,
    }
    return plain | {"faults": row.faults, "picture": row.picture} if faults else plain


def plain_version(row: RosterVersion) -> dict[str, Any]:
    """One version, for the API."""
    return feed_version(row) | {
        "upload": row.upload_id,
        "time_zone": row.time_zone,
        "changes": row.changes,
        "restores": row.restores,
    }


def plain_profile(row: MappingProfile) -> dict[str, Any]:
    """One mapping profile, for the API."""
    return {
        "name": row.name,
        "fingerprint": row.fingerprint,
        "answers": row.answers,
        "created_at": instant_text(row.created_at),
        "used_at": instant_text(row.used_at) if row.used_at else None,
    }


def plain_warnings(row: Upload, book: RuleBook) -> list[dict[str, Any]]:
    """What looks odd in an upload, by rule, for the API."""
    return [
        {
            "rule": code,
            **dict(zip(("title", "source"), rule_in_words(code, book), strict=True)),
            "count": row.warning_counts.get(code, len(faults)),
            "warnings": [fault.as_json() for fault in faults],
        }
        for code, faults in by_rule(row.warnings)
    ]


def plain_rules(book: RuleBook) -> list[dict[str, Any]]:
    """Every rule with its limit (null where it is off), for the API."""
    return [
        {
            "rule": rule.code.value,
            "title": rule.title,
            "limit": book.limit(rule.code),
            "usual": rule.limit,
            "unit": rule.unit,
            "source": rule.source,
            "confirms": rule.confirms,
        }
        for rule in RULES
    ]


def feed_version(row: RosterVersion) -> dict[str, Any]:
    """One version, as the feed lists it."""
    return {
        "number": row.number,
        "published_at": instant_text(row.published_at),
        "covers_from": str(row.covers_from_on),
        "covers_to": str(row.covers_to_on),
        "digest": row.digest,
        "staff": row.staff,
    }
