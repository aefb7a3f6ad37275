"""Worlds that differ in one officer, and how often what is published of them is the same."""

from collections.abc import Iterator
from dataclasses import replace

from app.care.domain.disclosure import Published, gate
from app.care.domain.made_up_quarters import MadeUpForce, made_up_quarters
from app.care.domain.quarter_figures import Happened, Staff, exact_tables


def without(happened: Happened, officer_id: str) -> Happened:
    """The same quarter had this officer never asked for help. The counsellors' hours stay as they are."""
    return replace(
        happened,
        referrals=[one for one in happened.referrals if one != officer_id],
        firsts=[one for one in happened.firsts if one.officer_id != officer_id],
        ended=[one for one in happened.ended if one.officer_id != officer_id],
        endings=[one for one in happened.endings if one.officer_id != officer_id],
    )


def said(happened: Happened, staff: Staff) -> tuple[Published, ...]:
    """What is published of a quarter."""
    return tuple(gate(table) for table in exact_tables(happened, staff))


def neighbours(seed: int, staff: int, most: int) -> Iterator[tuple[int, int]]:
    """For each of some officers in care: how many tables there are, and how many stay the same without them."""
    happened, members = made_up_quarters(MadeUpForce(seed, staff, 2))
    one = happened[1]
    as_it_is = said(one, members)
    for officer_id in sorted({ending.officer_id for ending in one.endings})[:most]:
        other = said(without(one, officer_id), members)
        yield len(as_it_is), sum(here == there for here, there in zip(as_it_is, other, strict=True))
