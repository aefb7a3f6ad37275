"""Which lengths of session officers can choose from, and what they get who do not say."""

from collections.abc import Collection

import pytest

from app.care.domain.session_lengths import offered_lengths, usual_of


@pytest.mark.parametrize(
    ("of_counsellors", "offered", "usual"),
    [
        ([], (50,), 50),
        ([[], []], (50,), 50),
        ([[50, 90], []], (50, 90), 50),
        ([[90], [60]], (60, 90), 60),
        ([[60, 90], []], (50, 60, 90), 50),
        ([[90]], (90,), 90),
    ],
)
def test_what_somebody_gives_is_offered_and_the_usual_length_meant(
    of_counsellors: list[Collection[int]], offered: tuple[int, ...], usual: int
) -> None:
    assert offered_lengths(of_counsellors) == offered
    assert usual_of(offered) == usual
