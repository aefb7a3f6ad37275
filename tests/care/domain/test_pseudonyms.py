"""The names that providers know things by."""

import pytest

from app.care.domain.pseudonyms import Kind, inward, officer_reference, outward
from app.foundation.ids import new_id
from app.foundation.refusals import NotFound

KEY, OTHER_KEY = "key of Alder", "key of Birch"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_name_is_always_the_same_and_leads_back(kind: Kind) -> None:
    row_id = new_id()
    name = outward(KEY, kind, row_id)
    assert name == outward(KEY, kind, row_id)
    assert inward(KEY, kind, name) == row_id
    assert row_id not in name


def test_two_providers_cannot_join_what_they_know() -> None:
    row_id = new_id()
    assert outward(KEY, Kind.COURSE, row_id) != outward(OTHER_KEY, Kind.COURSE, row_id)
    assert inward(OTHER_KEY, Kind.COURSE, outward(KEY, Kind.COURSE, row_id)) != row_id


def test_the_same_id_has_unlike_names_as_unlike_things() -> None:
    row_id = new_id()
    names = {outward(KEY, kind, row_id).partition("_")[2] for kind in Kind}
    assert len(names) == len(Kind)


def test_names_do_not_tell_which_row_is_older() -> None:
    ids = [new_id() for _ in range(50)]
    names = [outward(KEY, Kind.COURSE, row_id) for row_id in ids]
    assert sorted(ids) == ids
    assert sorted(names) != names


@pytest.mark.parametrize(
    "name", ["", "apt_", "apt_xyz", "crs_" + "0" * 32, "apt_" + "0" * 31, "apt_" + "A" * 32, "apt_\x00"]
)
def test_what_is_no_name_of_that_kind_does_not_exist(name: str) -> None:
    with pytest.raises(NotFound):
        inward(KEY, Kind.APPOINTMENT, name)


def test_only_row_ids_get_names() -> None:
    with pytest.raises(ValueError, match="ids of rows"):
        outward(KEY, Kind.COURSE, "video")


def test_an_officer_reference_is_short_stable_and_of_one_provider() -> None:
    officer_id = new_id()
    reference = officer_reference(KEY, officer_id)
    assert reference == officer_reference(KEY, officer_id)
    assert len(reference) == len("R-7F3K2M")
    assert reference != officer_reference(OTHER_KEY, officer_id)
    assert len({officer_reference(KEY, new_id()) for _ in range(300)}) == 300
