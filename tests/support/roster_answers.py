"""What HR would answer for each real roster in ../shared: the mapping that docs/rosters.md is made with.

The answers under `code.` say what a shift code of that file means. None of the files says so: the hours here are
plausible ones, made up so that the file can be read to its end.
"""

from collections.abc import Mapping

_EACH = {"code_table": "each"}
_POSTS = {"shape": "posts", "staff_by": "name", **_EACH}
_ON_CALL = {**_POSTS, "code.On-Call": "on call 08:00-08:00"}

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
}
