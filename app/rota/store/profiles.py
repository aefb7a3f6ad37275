"""Queries over mapping profiles: saved answers, found by name."""

from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound


def profile_answers(db: Session, name: str) -> dict[str, str]:  # noqa: ARG001 - its table is not there yet
    """The answers that a profile holds. Raises NotFound."""
    raise NotFound("There is no such mapping profile.")
