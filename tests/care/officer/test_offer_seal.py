"""Only a time that was really offered, to this officer, lately, for this roster, can be chosen."""

from datetime import timedelta

import pytest

from app.care.domain.offering import OfferView
from app.care.reads.offers import offers_for
from app.care.store import courses
from app.care.store.tables.rosters import OfficerMonth
from app.care.web.officer.offer_seal import LASTS, opened_offer, refuse_if_roster_changed, sealed_offer
from app.foundation.refusals import Conflict, Invalid
from app.foundation.sealing import new_key, use_key
from tests.care.officer.rig import Rig, started
from tests.support.builders import NOW


@pytest.fixture
def offered(rig: Rig) -> tuple[Rig, str, str, OfferView]:
    rig.counsellor()
    officer_id, _ = started(rig)
    with rig.store.read() as db:
        course = courses.going_on_of_officer(db, officer_id)
        assert course is not None
        course_id = course.id
    return rig, officer_id, course_id, offers_for(rig.store, officer_id, course_id, now=NOW).offers[0]


def test_a_seal_opens_to_the_slot_it_was_put_on(offered: tuple[Rig, str, str, OfferView]) -> None:
    _, officer_id, course_id, offer = offered
    token = sealed_offer(offer, officer_id, course_id, now=NOW)
    assert opened_offer(token, officer_id, course_id, now=NOW) == offer.chosen
    assert offer.counsellor_id not in token


@pytest.mark.parametrize("spoil", [lambda t: t[:-6] + "AAAAA=", lambda t: "é", lambda t: "", lambda t: t * 20])
def test_a_spoilt_seal_is_no_offer(offered: tuple[Rig, str, str, OfferView], spoil) -> None:  # type: ignore[no-untyped-def]
    _, officer_id, course_id, offer = offered
    token = sealed_offer(offer, officer_id, course_id, now=NOW)
    with pytest.raises(Invalid, match="not one of the times"):
        opened_offer(spoil(token), officer_id, course_id, now=NOW)


def test_a_seal_is_good_for_its_officer_and_course_alone(offered: tuple[Rig, str, str, OfferView]) -> None:
    _, officer_id, course_id, offer = offered
    token = sealed_offer(offer, officer_id, course_id, now=NOW)
    for who, what in (("somebody", course_id), (officer_id, "another")):
        with pytest.raises(Invalid):
            opened_offer(token, who, what, now=NOW)
    use_key(new_key())
    with pytest.raises(Invalid):
        opened_offer(token, officer_id, course_id, now=NOW)


def test_a_seal_lasts_an_hour_and_never_comes_from_the_future(offered: tuple[Rig, str, str, OfferView]) -> None:
    _, officer_id, course_id, offer = offered
    token = sealed_offer(offer, officer_id, course_id, now=NOW)
    opened_offer(token, officer_id, course_id, now=NOW + LASTS - timedelta(seconds=1))
    for at in (NOW + LASTS, NOW - timedelta(seconds=1)):
        with pytest.raises(Conflict, match="a while ago"):
            opened_offer(token, officer_id, course_id, now=at)


def test_a_time_offered_for_an_older_roster_of_theirs_is_looked_up_afresh(
    offered: tuple[Rig, str, str, OfferView],
) -> None:
    rig, officer_id, _, offer = offered
    rig.publish(2)
    with rig.store.write() as db:
        refuse_if_roster_changed(db, officer_id, offer.chosen)  # the control: others' duties changed, not theirs
        db.get_one(OfficerMonth, (officer_id, "2026-03")).version = 2
        db.flush()
        with pytest.raises(Conflict, match="roster has changed"):
            refuse_if_roster_changed(db, officer_id, offer.chosen)
