"""A change is made only to what its sender has seen."""

import pytest

from app.foundation.versions import VersionChanged, VersionMissing, etag_of, refuse_if_changed, refuse_unless_seen

NOW = etag_of({"sleep": 8, "places": ["riverside"]})


def test_the_same_facts_have_the_same_tag_in_whatever_order_they_come() -> None:
    assert etag_of({"places": ["riverside"], "sleep": 8}) == NOW
    assert NOW.startswith('"')
    assert NOW.endswith('"')


@pytest.mark.parametrize("other", [{"sleep": 9, "places": ["riverside"]}, {"sleep": 8}, None])
def test_other_facts_have_another_tag(other: object) -> None:
    assert etag_of(other) != NOW


@pytest.mark.parametrize("seen", [NOW, NOW.strip('"'), f'"old", {NOW}', "*", f"  {NOW} "])
def test_who_has_seen_it_as_it_is_may_change_it(seen: str) -> None:
    refuse_unless_seen(seen, NOW)


@pytest.mark.parametrize("seen", ['"old"', "old", f"W/{NOW}", '""', "no tag at all", ","])
def test_who_has_seen_something_else_may_not(seen: str) -> None:
    with pytest.raises(VersionChanged) as refused:
        refuse_unless_seen(seen, NOW)
    assert (refused.value.status, refused.value.stable_code) == (412, "version-changed")


@pytest.mark.parametrize("seen", [None, "", "  "])
def test_who_says_nothing_is_asked(seen: str | None) -> None:
    with pytest.raises(VersionMissing) as refused:
        refuse_unless_seen(seen, NOW)
    assert (refused.value.status, refused.value.stable_code) == (428, "version-missing")


def test_where_a_version_may_be_left_out_only_a_wrong_one_is_refused() -> None:
    refuse_if_changed(None, NOW)
    with pytest.raises(VersionChanged):
        refuse_if_changed('"old"', NOW)
