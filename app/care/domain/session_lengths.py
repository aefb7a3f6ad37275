"""How long the sessions of a course can be: counsellors say what they give, officers choose among that."""

from collections.abc import Collection, Iterable

USUAL = 50
"""Minutes: what is meant where nobody says anything else."""


def offered_lengths(of_counsellors: Iterable[Collection[int]]) -> tuple[int, ...]:
    """The lengths that somebody gives, the shortest first; a counsellor who names none gives the usual one.

    They would give others too (slot_fit asks no more of them), but a length is only offered where somebody has said
    that it is given: officers must not choose what may have no time.
    """
    named = [set(lengths) or {USUAL} for lengths in of_counsellors]
    return tuple(sorted(set().union(*named))) or (USUAL,)


def usual_of(offered: Collection[int]) -> int:
    """What a course gets whose officer does not say: the usual length, else the nearest that is given."""
    return min(offered, key=lambda minutes: (abs(minutes - USUAL), minutes))
