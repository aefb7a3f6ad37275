"""The parameters of the simulated year: each has its source, and a bad file is refused with every fault."""

from datetime import date
from pathlib import Path

import pytest

from app.foundation.refusals import Invalid
from app.simulate.parameters import HEADINGS, OWN_FILE, Parameters


def refused(tmp_path: Path, text: str) -> dict[str, str]:
    """The faults of a file laid over ours, by parameter."""
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(Invalid) as refusal:
        Parameters.read(file)
    return {fault.column or "": fault.message for fault in refusal.value.faults}


def test_our_own_file_is_read() -> None:
    numbers = Parameters.read().numbers
    assert numbers.calendar.begins_on == date(2027, 1, 4)
    assert numbers.overruns.late == 0.15
    assert isinstance(numbers.counsellors.sunday, float)


def test_every_parameter_has_a_source_or_says_why_it_is_assumed() -> None:
    parameters = Parameters.read()
    assert all(len(one.said_by) > len("assumption: ") + 5 and one.meaning and one.unit for one in parameters.all)
    assert {len(row) for row in parameters.rows} == {len(HEADINGS)}


def test_those_that_are_swept_lie_within_their_range() -> None:
    swept = Parameters.read().swept
    assert len(swept) > 20
    for one in swept:
        assert one.low is not None and one.high is not None and isinstance(one.value, int | float)
        assert one.low <= one.value <= one.high


def test_another_file_changes_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[overruns]\nlate = 0.3\n[behaviour.agrees]\nvalue = 1\nsource = 'our survey'\n")
    own, mine = Parameters.read(), Parameters.read(file)
    assert mine.numbers.overruns.late == 0.3
    assert mine["overruns.late"].source == "given in mine.toml"
    assert mine["behaviour.agrees"].said_by == "our survey"
    assert mine["behaviour.agrees"].reason is None
    changed = {mine_one.name for mine_one, own_one in zip(mine.all, own.all, strict=True) if mine_one != own_one}
    assert changed == {"overruns.late", "behaviour.agrees"}


def test_a_value_beyond_our_range_makes_the_range_wider(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[referrals]\nshare_a_year = 0.4\n")
    share = Parameters.read(file)["referrals.share_a_year"]
    assert (share.value, share.low, share.high) == (0.4, 0.04, 0.4)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        """
        [overruns]
        late = 1.5
        mean = "long"
        [behaviour.agrees]
        value = 0.9
        source = "a"
        reason = "b"
        [calendar]
        begins_on = 2027-01-05
        zone = "Europe/Nowhere"
        referral_weeks = true
        [attendance.plain]
        value = 0.5
        high = 0.6
        colour = "red"
        [behaviour.stops]
        value = 0.2
        source = 17
        [force]
        dragons = 3
        """,
    )
    assert found.keys() == {
        "overruns.late",
        "overruns.mean",
        "behaviour.agrees",
        "behaviour.stops",
        "calendar.begins_on",
        "calendar.zone",
        "calendar.referral_weeks",
        "attendance.plain",
        "force.dragons",
    }


def test_a_value_outside_its_own_range_is_refused(tmp_path: Path) -> None:
    assert (
        "outside its range"
        in refused(tmp_path, "[attendance.plain]\nvalue = 0.9\nlow = 0.1\nhigh = 0.2\n")["attendance.plain"]
    )


@pytest.mark.parametrize("text", ["[overruns", "overruns = 3", "[overruns]\nlate = nan\n", "[overruns]\nlate = inf\n"])
def test_what_is_no_file_of_parameters_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid):
        Parameters.read(tmp_path / "bad.toml")
    with pytest.raises(Invalid):
        Parameters.read(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("overruns.mean", 0.6),
        ("overruns.lower_quartile", 1.5),
        ("counsellors.stretch_hours", 0.5),
        ("counsellors.evening", 1.0),
    ],
)
def test_values_that_disagree_are_refused(name: str, value: float) -> None:
    with pytest.raises(Invalid):
        Parameters.read().with_(name, value)


def test_weights_that_are_all_nothing_are_refused(tmp_path: Path) -> None:
    text = "[referrals]\nvideo = 0\nsite = 0\neither = 0\n"
    assert refused(tmp_path, text).keys() == {"referrals.modes"}


def test_one_value_can_be_changed_for_the_sweep() -> None:
    own = Parameters.read()
    changed = own.with_("behaviour.stops", 0.3)
    assert (own.numbers.behaviour.stops, changed.numbers.behaviour.stops) == (0.17, 0.3)
    assert changed["behaviour.stops"].value == 0.3


def test_both_ends_of_every_range_can_be_played() -> None:
    own = Parameters.read()
    for one in own.swept:
        for end in (one.low, one.high):
            assert end is not None
            assert own.with_(one.name, int(end) if isinstance(one.value, int) else end)[one.name].value == end


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Invalid):
        Parameters.read().with_("overruns.lateness", 1.0)


def test_our_file_goes_with_the_package() -> None:
    assert OWN_FILE.parent.name == "simulate"
    assert OWN_FILE.is_file()
