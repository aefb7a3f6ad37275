"""At which places a plan of a course could hold it: the officer's time elsewhere is of no use to it."""

from collections.abc import Mapping

from app.care.domain.asking import eligible
from app.care.domain.world import World


def places_with_somebody(world: World, *, others_too: bool) -> Mapping[str, frozenset[str]]:
    """By id of the course, where those work who may take it (`others_too`: anybody who is known), and where it is held.

    A force has tens of sites, a counsellor works at a few: to look for an officer's time at all of them takes most of
    what a plan takes, and finds no start that somebody could give.
    """
    theirs: dict[str, frozenset[str]] = {}

    def of(who: str) -> frozenset[str]:
        if who not in theirs:
            theirs[who] = frozenset(place for stretch in hours[who] for place in stretch.places)
        return theirs[who]

    hours = {who.id: who.hours for who in world.counsellors}
    return {
        course.id: frozenset(a.place_id for a in course.appointments).union(
            *(of(who) for who in (hours if others_too else eligible(course, world.counsellors))),
        )
        for course in world.courses
    }
