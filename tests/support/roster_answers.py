"""What HR would answer for each real roster in ../shared: the mapping that docs/rosters.md is made with.

The answers under `code.` say what a shift code of that file means. None of the files says so: the hours here are
plausible ones, made up so that the file can be read to its end.
"""

from collections.abc import Mapping

_EACH = {"code_table": "each"}
_POSTS = {"shape": "posts", "staff_by": "name", **_EACH}
_ON_CALL = {**_POSTS, "code.On-Call": "on call 08:00-08:00"}

_ONE_PERSON = {"staff_number": "7", "kinds": "hours"}
_FLIGHTS = """
G1120 L0440 L0444 L1006 L1304 L1704 L3702 T1202 T1208 T1212 T1216 T1604 T1608 T1610 V0445 V1009 V1035 V1053 V1055 V1705
"""
_WARD = "early 08:00-17:00"

ANSWERS: Mapping[str, Mapping[str, str]] = {
    "csv/contact_centre_month_matrix_bom.csv": {
        "column.staff_number": "Agent Name",
        "blank_cells": "not_rostered",
        **_EACH,
        "code.Vacation": "leave",
    },
    "csv/google_calendar_import_shape.csv": {"staff_number": "7"},
    "csv/hk_rail_staff_pattern.csv": {"time_zone": "Asia/Hong_Kong"},
    "csv/stacked_weeks_no_year.csv": {
        "column.staff_number": "Name",
        "year": "2025",
        "blank_cells": "not_rostered",
        **_EACH,
        "code.D/O": "rest day",
        "code.E": "early 07:00-15:00",
        "code.M": "early 09:00-17:00",
        "code.L": "late 14:00-22:00",
    },
    "csv/three_shift_iso_datetime.csv": {"kinds": "hours"},
    "csv/uk_hospital_split_datetime.csv": {"staff_number": "00123"},
    "csv/uk_oncall_by_date.csv": _ON_CALL,
    "xls/uk_doctors_multi_rota2.xls": {
        **_POSTS,
        "code.SHO": "early 08:00-20:00",
        "code.SpR": "early 08:00-20:00",
        "code.Consultant": "on call 08:00-20:00",
        "code.Night SHO": "night 20:00-08:00",
        "code.Night SpR": "night 20:00-08:00",
    },
    "xls/uk_doctors_simple_rota.xls": _ON_CALL,
    "xlsx/uk_doctors_simple_rota.xlsx": _ON_CALL,
    "xlsx/de_icu_doctors_month_legend.xlsx": {
        "column.staff_number": "Name",
        "staff_by": "name",
        "blank_cells": "not_rostered",
        **_EACH,
        "code.(/)": "rest day",
        "code.F0": "early 07:00-15:30",
        "code.F1": "early 06:30-15:00",
        "code.F2": "early 06:30-18:30",
        "code.FB": "training 08:00-16:00",
        "code.S1": "late 13:00-21:30",
        "code.N1": "night 20:30-07:00",
        "code.N2": "night 18:30-07:00",
        "code.ZA": "rest day",
        "code.U": "leave",
        "code.U?": "leave",
        "code.?": "not rostered",
        "code.3g": "other 08:00-16:00",
        "code.2M": "other 08:00-16:00",
    },
    "xlsx/nurse_month_codes_multi_sheet.xlsx": {
        "sheet": "Update",
        "month": "2020-03",
        **_EACH,
        "code.M6": "early 08:00-14:00",
        "code.A4": "late 14:00-20:00",
        "code.N6": "night 20:00-08:00",
        "code.NO": "rest day",
        "code.WO": "rest day",
    },
    "xlsx/year_calendar_stacked_months.xlsx": {
        "column.staff_number": "A",
        "year": "2024",
        **_EACH,
        "code.Morning": "early 06:00-14:00",
        "code.Day": "early 09:00-17:00",
        "code.Evening": "late 14:00-22:00",
        "code.Off": "rest day",
    },
    "csv/care_24x7_week_long.csv": {
        "column.date": "Date",
        "rest_of_sheet": "leave_out",
        "several_people": "each",
        "overlaps": "one",
    },
    "csv/hospital_posts_no_times.csv": {
        "column.staff_number": "Doctor",
        **_EACH,
        **{f"code.Ward{number}": _WARD for number in (3, 4, 5, 6, 7, 9, 10)},
        **{f"code.ED{number}": "late 14:00-22:00" for number in (1, 2, 3)},
        **{f"code.ED Cover A{number}": "night 22:00-08:00" for number in (1, 2)},
        "code.Standby Oncall": "on call 08:00-08:00",
        "code.clinic": _WARD,
    },
    "csv/integer_hours_slash_dates.csv": {"staff_number": "7"},
    "csv/pagerduty_weekly_shifts_example1.csv": {
        "column.staff_number": "user_or_team",
        "period_from": "2026-01-05",
        "period_to": "2026-01-11",
    },
    "csv/radiology_multisite_long.csv": {
        "column.staff_number": "assignee",
        **_EACH,
        "code.night": "night 20:00-08:00",
        "code.day": "early 08:00-16:00",
    },
    "ics/de_train_driver_berlin.ics": {**_ONE_PERSON, "code.Ruhe": "rest_day", "code.Urlaub": "leave"},
    "ics/eurowings_pilot_floating.ics": {
        **_ONE_PERSON,
        "time_zone": "Europe/Berlin",
        "code.Free Day": "not_rostered",
        "code.Off Duty": "not_rostered",
        "code.Vacation": "leave",
        "stretches_of_a_day": "one",
    },
    "ics/fr_shifts_vtimezone.ics": {
        **_ONE_PERSON,
        "code.JF — JOUR FERIE": "leave",
        "code.ARTT — ARTT": "leave",
        "code.CP — CONGE PAYE": "leave",
    },
    "ics/hk_rail_year_chinese_floating.ics": {**_ONE_PERSON, "stretches_of_a_day": "one", "overlaps": "one"},
    "ics/it_overnight_in_summary.ics": _ONE_PERSON,
    "ics/jp_apple_ical5_part_time.ics": _ONE_PERSON,
    "ics/nl_airline_codes_allday_off.ics": {
        "staff_number": "7",
        **{f"code.{code}": "early 05:00-15:00" for code in _FLIGHTS.split()},
        "code.uit": "not rostered",
        "code.(no title)": "not rostered",
        "code.VRIJ": "rest day",
        "code.snip": "leave",
    },
    "ics/nz_work_location_escapes.ics": _ONE_PERSON,
    "ics/oncall_quality.ics": {
        "column.staff_number": "SUMMARY",
        "kinds": "on_call",
        "day_meaning": "on call 00:00-00:00",
        "stretches_of_a_day": "each",
        "overlaps": "one",
    },
    "ics/oncall_calendar_with_recurring_event.ics": {
        **_ONE_PERSON,
        "period_from": "2020-12-01",
        "period_to": "2021-03-31",
    },
    "ics/train_leave_mixed_allday.ics": {
        **_ONE_PERSON,
        "code.Urlaub Wochenende": "leave",
        "code.Frei": "rest_day",
        "stretches_of_a_day": "one",
    },
    "json/loaded_roster_payload.json": {"time_zone": "Pacific/Auckland"},
    "xlsx/de_care_long_hours_only.xlsx": {"column.staff_number": "Dienst", "kinds": "hours"},
}
