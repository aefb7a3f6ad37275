"""A file of a shape that was read before is read with the answers that were remembered."""

from tests.rota.builders import grid_csv
from tests.rota.hr import HrDesk, send_file, teach

FIRST = grid_csv({"00123": ["E", "L"]}, dates=("03/04/2027", "04/04/2027"))
NEXT = grid_csv({"00123": ["N", "L"], "00124": ["E", "E"]}, dates=("05/04/2027", "06/04/2027"))


def test_the_next_file_of_a_shape_asks_nothing_that_was_remembered(hr: HrDesk) -> None:
    teach(hr.store)
    machine, api = hr.machine(), "/api/v1/rosters"
    first = send_file(machine, FIRST, code_table="response", date_order="day_first")
    assert first["state"] == "ready"
    machine.put(f"{api}/profiles/Duty system", json={"upload": first["id"], "answers": ["code_table", "date_order"]})
    second = send_file(machine, NEXT)
    assert (second["state"], second["profile"]) == ("ready", "Duty system")
    assert second["profile_answers"] == {"code_table": "response", "date_order": "day_first"}
    by_hand = send_file(machine, NEXT, date_order="month_first")
    assert by_hand["answers"]["date_order"] == "month_first"
    assert by_hand["profile_answers"] == {"code_table": "response"}
    other = send_file(machine, "staff number,start,end,kind\n1,2027-04-05 07:00,2027-04-05 15:00,early\n")
    assert other["profile"] is None
