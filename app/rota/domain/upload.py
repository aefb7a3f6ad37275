"""The states of an upload and the moves between them."""

from enum import StrEnum

from app.rota.domain.reading import Reading


class UploadState(StrEnum):
    """Where an upload stands."""

    READING = "reading"
    """Taken in, and not read to its end yet."""
    FAULTY = "faulty"
    ASKING = "asking"
    READY = "ready"
    PUBLISHED = "published"
    DISCARDED = "discarded"


_READ_AGAIN = frozenset({UploadState.READING, UploadState.FAULTY, UploadState.ASKING, UploadState.READY})

_MOVES: dict[UploadState, frozenset[UploadState]] = {
    UploadState.READING: _READ_AGAIN | {UploadState.DISCARDED},
    UploadState.FAULTY: _READ_AGAIN | {UploadState.DISCARDED},
    UploadState.ASKING: _READ_AGAIN | {UploadState.DISCARDED},
    UploadState.READY: _READ_AGAIN | {UploadState.PUBLISHED, UploadState.DISCARDED},
    UploadState.PUBLISHED: frozenset(),
    UploadState.DISCARDED: frozenset(),
}


def may_move(state: UploadState, to: UploadState) -> bool:
    """Whether an upload may go from one state to another. Published and discarded are for good."""
    return to in _MOVES[state]


def state_of(reading: Reading) -> UploadState:
    """Questions come first: their answers may mend what looks like a fault."""
    if any(question.required for question in reading.questions):
        return UploadState.ASKING
    return UploadState.READY if reading.is_clean else UploadState.FAULTY
