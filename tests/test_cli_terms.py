"""`relief agree-terms` as an operator meets it: a sentence when it is done, a sentence when it cannot be."""

from pathlib import Path

from app.care.store import fees, providers
from app.foundation.database import Database
from tests.test_cli import STOCK, relief, stocked

PRICES = ("--prices", "59.99", "70", "100")


def test_terms_are_written_down_once_and_faults_are_sentences(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    assert stocked(folder, STOCK).exit_code == 0
    agree = ("agree-terms", "Alder Practice", "--from", "2027-04-01")
    for _ in range(2):
        done = relief(folder, *agree, *PRICES)
        assert (done.exit_code, done.stdout) == (0, "From 01 April 2027 fees are reckoned by these terms.\n")
    store = Database(f"sqlite:///{folder / 'care' / 'care.sqlite'}")
    with store.read() as db:
        found = providers.by_name(db, "Alder Practice")
        assert found is not None
        assert [row.price_50 for row in fees.terms_of_provider(db, found.id)] == [5999]
    store.close()
    unknown = relief(folder, "agree-terms", "Birch", "--from", "2027-04-01", *PRICES)
    assert unknown.exit_code == 2
    assert "There is no provider called Birch." in unknown.output
    wrong = relief(folder, *agree, *PRICES, "--late-percent", "101")
    assert wrong.exit_code == 2
    assert "late_percent" in wrong.output
    again = relief(folder, *agree, "--prices", "60", "70", "100")
    assert "Other terms hold from this day on already" in again.output
