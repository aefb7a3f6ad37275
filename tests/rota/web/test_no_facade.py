"""The HR desk speaks no FHIR: that address is the care desk's alone."""

import pytest

from tests.rota.hr import HrDesk


@pytest.mark.parametrize("path", ["/fhir", "/fhir/r4", "/fhir/r4/metadata", "/fhir/r4/Appointment"])
def test_the_hr_desk_has_no_such_address(hr: HrDesk, path: str) -> None:
    assert hr.machine().get(path).status_code == 404
