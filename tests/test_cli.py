"""The command line as an operator meets it: in an empty folder, with bad input, twice over."""

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.care.services.identity import claim, find_provider_account, match_access_code
from app.care.store import officers, providers, signing_secrets
from app.care.store.notices import find_lead
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Counsellor
from app.cli import app
from app.foundation.database import Database
from app.rota.store.accounts import find_account

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
STOCK = """
[[place]]
key = "riverside"
name = "Riverside House"
rooms = 3

[[place]]
key = "video"
name = "Video"
video = true

[[provider]]
name = "Alder Practice"
accounts = ["desk@alder.example"]

[[provider.counsellor]]
name = "Anneke Vos"
gender = "woman"
skills = ["general", "trauma"]
account = "anneke@alder.example"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "fresh"


def relief(folder: Path, *command: str) -> Result:
    return CliRunner().invoke(app, list(command), env={"RELIEF_DATA": str(folder)})


def stocked(folder: Path, text: str) -> Result:
    file = folder.parent / "stock.toml"
    file.write_text(text, encoding="utf-8")
    return relief(folder, "stock", str(file))


def store_of(folder: Path, zone: str = "care") -> Database:
    return Database(f"sqlite:///{folder / zone / zone}.sqlite")


def staff(folder: Path, *numbers: str) -> None:
    with store_of(folder).write() as db:
        db.add_all([Officer(staff_number=number, created_at=NOW) for number in numbers])


def codes(answer: Result) -> dict[str, str]:
    assert answer.exit_code == 0, answer.output
    return {row["staff_number"]: row["access_code"] for row in csv.DictReader(io.StringIO(answer.stdout))}


def test_add_hr_works_in_an_empty_folder(folder: Path) -> None:
    answer = relief(folder, "add-hr", " Rosters@force.example")
    assert (answer.exit_code, answer.stdout) == (0, "rosters@force.example can now sign in to the HR desk.\n")
    with store_of(folder, "rota").read() as db:
        assert find_account(db, "rosters@force.example")


def test_add_hr_refuses_what_is_no_address_in_one_sentence(folder: Path) -> None:
    answer = relief(folder, "add-hr", "nonsense")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == "This does not look like an email address.\n"


def test_add_welfare_lead_works_in_an_empty_folder_and_twice(folder: Path) -> None:
    for _ in range(2):
        answer = relief(folder, "add-welfare-lead", "lead@force.example")
        assert (answer.exit_code, answer.stdout) == (
            0,
            "lead@force.example can now sign in at http://127.0.0.1:8702/welfare.\n",
        )
    with store_of(folder, "care").read() as db:
        assert find_lead(db, "lead@force.example")


def test_a_setting_that_cannot_be_is_named(folder: Path) -> None:
    env = {"RELIEF_DATA": str(folder), "RELIEF_TIME_ZONE": "Mars/North"}
    answer = CliRunner().invoke(app, ["add-hr", "rosters@force.example"], env=env)
    assert answer.exit_code == 2
    assert "RELIEF_TIME_ZONE" in answer.stderr


def test_access_codes_work_in_an_empty_folder(folder: Path) -> None:
    assert codes(relief(folder, "access-codes")) == {}


def test_a_store_that_cannot_be_reached_gives_no_traceback_and_no_password(folder: Path) -> None:
    env = {"RELIEF_DATA": str(folder), "RELIEF_CARE_URL": "postgresql+psycopg://x:hush@127.0.0.1:1/none"}
    answer = CliRunner().invoke(app, ["access-codes"], env=env)
    assert answer.exit_code == 2
    assert "The store cannot be used" in answer.stderr
    assert "hush" not in answer.stderr


def test_the_list_of_codes_does_not_tell_who_has_joined(folder: Path) -> None:
    relief(folder, "access-codes")
    staff(folder, "00001", "00002")
    before = codes(relief(folder, "access-codes"))
    with store_of(folder).write() as db:
        claim(db, officers.ids_by_staff_number(db)["00001"], "kim@example.com", NOW)
    after = codes(relief(folder, "access-codes"))
    assert list(after) == list(before) == ["00001", "00002"]
    with store_of(folder).read() as db:
        assert match_access_code(db, "00001", after["00001"]) is None, "who has joined cannot join again"
        assert match_access_code(db, "00002", after["00002"])
        assert match_access_code(db, "00002", before["00002"]) is None, "an earlier card has ended"


def test_codes_for_new_starters_leave_every_card_and_tell_nothing_either(folder: Path) -> None:
    relief(folder, "access-codes")
    staff(folder, "00001", "00002")
    first = codes(relief(folder, "access-codes"))
    with store_of(folder).write() as db:
        claim(db, officers.ids_by_staff_number(db)["00001"], "kim@example.com", NOW)
    assert codes(relief(folder, "access-codes", "--new-starters")) == {}
    staff(folder, "00003")
    assert list(codes(relief(folder, "access-codes", "--new-starters"))) == ["00003"]
    with store_of(folder).read() as db:
        assert match_access_code(db, "00002", first["00002"])


def test_a_force_is_stocked_from_a_file_and_secrets_are_told_once(folder: Path) -> None:
    answer = stocked(folder, STOCK)
    assert answer.exit_code == 0, answer.output
    assert "New: 2 places, 1 providers, 1 counsellors, 2 accounts." in answer.stdout
    with store_of(folder).read() as db:
        alder = providers.by_name(db, "Alder Practice")
        assert alder is not None
        assert f"/webhooks/{alder.id}" in answer.stdout
        for direction in (signing_secrets.IN, signing_secrets.OUT):
            (secret,) = signing_secrets.in_force(db, alder.id, direction, now=NOW.replace(year=2999))
            assert secret in answer.stdout
        assert [(place.id, place.kind, place.rooms) for place in providers.places(db)] == [
            ("riverside", "site", 3),
            ("video", "video", None),
        ]
        (anneke,) = providers.counsellors_of_provider(db, alder.id)
        assert (anneke.name, anneke.gender, anneke.skills) == ("Anneke Vos", "woman", ["general", "trauma"])
        assert find_provider_account(db, "desk@alder.example")
        assert find_provider_account(db, "anneke@alder.example")
    again = stocked(folder, STOCK)
    assert (again.exit_code, again.stdout) == (0, "New: 0 places, 0 providers, 0 counsellors, 0 accounts.\n")


def test_the_file_in_the_documentation_can_be_stocked(folder: Path) -> None:
    text = Path(__file__).parents[1].joinpath("docs", "running.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert "New: 3 places, 1 providers, 1 counsellors, 2 accounts." in stocked(folder, shown).stdout


def test_a_changed_file_amends_and_takes_nothing_away(folder: Path) -> None:
    stocked(folder, STOCK)
    changed = STOCK.replace("rooms = 3", "rooms = 4").replace("Anneke Vos", "Ben Okafor").replace("anneke@", "ben@")
    assert "1 counsellors, 1 accounts" in stocked(folder, changed).stdout
    with store_of(folder).read() as db:
        assert providers.places(db)[0].rooms == 4
        assert db.query(Counsellor).count() == 2


def test_a_file_with_faults_is_told_all_of_them_and_changes_nothing(folder: Path) -> None:
    wrong = STOCK.replace("rooms = 3", "rooms = 0").replace('"woman"', '"lady"').replace("desk@alder.example", "desk")
    answer = stocked(folder, wrong)
    assert answer.exit_code == 2
    assert 'place "riverside", rooms: must be greater than or equal to 1' in answer.stderr
    assert 'provider "Alder Practice", counsellor "Anneke Vos", gender' in answer.stderr
    assert "This does not look like an email address." in answer.stderr
    relief(folder, "migrate")
    with store_of(folder).read() as db:
        assert providers.places(db) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (STOCK + STOCK, 'provider "Alder Practice": is there twice'),
        (STOCK.replace("video = true", ""), 'place "video": needs either `rooms` or `video = true`'),
        (STOCK.replace("video = true", "video = true\ntelephone = '01632 960321'"), "and one of them only"),
        (
            STOCK.replace("video = true", "telephone = 'call me'"),
            'place "video", telephone: is not written as it must be',
        ),
        (STOCK.replace("[[place]]", "[[place]", 1), "not TOML"),
        (STOCK.replace("skills", "skils"), "skils: is not known here"),
    ],
)
def test_what_contradicts_itself_is_named(folder: Path, text: str, said: str) -> None:
    answer = stocked(folder, text)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_what_contradicts_the_store_is_named_and_changes_nothing(folder: Path) -> None:
    stocked(folder, STOCK)
    other = STOCK.replace("Alder", "Birch").replace("rooms = 3", "video = true").replace('"Video"', '"Calls"')
    answer = stocked(folder, other)
    assert answer.exit_code == 2
    assert 'account "desk@alder.example": signs in for another provider already' in answer.stderr
    assert 'place "riverside": stands as a different kind of place' in answer.stderr
    with store_of(folder).read() as db:
        assert providers.by_name(db, "Birch Practice") is None
        assert [place.name for place in providers.places(db)] == ["Riverside House", "Video"]


def test_a_file_that_is_not_there_is_a_sentence(folder: Path) -> None:
    answer = relief(folder, "stock", str(folder / "none.toml"))
    assert answer.exit_code == 2
    assert "none.toml" in answer.stderr
