"""The HR desk's API keeps to its description, whatever it is sent."""

import os

from tests.rota.builders import line, long_csv
from tests.rota.hr import HrDesk, send_file
from tests.support.contract import Caller, broken_promises

EXAMPLES = int(os.environ.get("RELIEF_CONTRACT_EXAMPLES", "2"))
ENDS = ("/publish", "/discard")


def of_hr(_method: str, path: str) -> bool:
    """Sending a file in parts follows another protocol, which test_resumable looks at."""
    return path.startswith("/api/v1/") and not any(part in path for part in ("/sign-in", "/passkeys", "/resumable"))


def test_the_api_of_the_hr_desk_keeps_to_its_description(hr: HrDesk) -> None:
    api = hr.machine()
    upload = send_file(api, long_csv(line()))
    caller = Caller(lambda: hr.machine().headers, {"upload_id": upload["id"]})
    faults, sent = broken_promises(hr.app, caller, of_hr, examples=EXAMPLES, last=ENDS)
    assert not faults, "\n\n".join(faults)
    assert sent > 40
