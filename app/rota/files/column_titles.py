"""What the titles of columns mean, in English, German, French, Spanish, Italian and Dutch."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from app.rota.domain.plain_words import bare


class Role(StrEnum):
    """What a column can be for."""

    STAFF = "staff_number"
    DATE = "date"
    END_DATE = "end_date"
    START = "start"
    END = "end"
    RANGE = "hours"
    LENGTH = "length"
    WEEKDAY = "day_of_week"
    CODE = "code"
    KIND = "kind"


def _titles(*names: str) -> frozenset[str]:
    return frozenset(name.strip() for line in names for name in line.split(","))


TITLES: Mapping[Role, frozenset[str]] = {
    Role.STAFF: _titles(
        "staff number, staff no, staff id, staffnumber, staffno, staffid, employee number, employee no, employee id",
        "emp id, emp no, collar number, collar no, warrant number, warrant no, shoulder number, payroll number",
        "payroll no, personnel number, personnel no, worker id, worker ids, officer number, officer no, force number",
        "staff member id, employeeid, employee nr, resource id, badge number, badge no, officer id, payroll id",
        "pers no, personnel id, person id, user id, nurse id, doctor id, agent id, driver id, crew id, member id",
        "assignment number, service number, id number, emp code, employee code, staff code, force no, shoulder no",
        "empno, empid, staff num",
        "collar, collar num, shoulder, epaulette, epaulette number, epaulette no, warrant, badge, pc number, pc no",
        "brigade number, worker no, driver number, driver no, emp number, pers number, ma nr, id personal",
        "personalnummer, personalnr, personal nr, pers nr, persnr, mitarbeiternummer, mitarbeiter nr, mitarbeiter id",
        "dienstnummer, matricule, numero d agent, no agent, numero agent, numero de empleado, numero empleado",
        "id empleado, legajo, matricola, numero matricola, numero dipendente, id dipendente, personeelsnummer",
        "personeelsnr, medewerkernummer, medewerker id, stamnummer",
        "工号, 员工编号, 职工号, 社員番号, 従業員番号, 職員番号",
    ),
    Role.DATE: _titles(
        "date, start date, startdate, duty date, shift date, day, date from, from date, on, datum, tag, anfangsdatum",
        "begin date, begindate, start day, work date, workdate, schedule date, roster date, rota date, assignment date",
        "date of shift, date of duty, working date, business date, calendar date, day date, shift day, beginndatum",
        "startdatum, beginn datum, jour, date de debut, date debut, fecha, dia, fecha de inicio, fecha inicio, data",
        "giorno, data inizio, data di inizio, begindatum, dag, 日期, 日付, 年月日, 勤務日",
    ),
    Role.END_DATE: _titles(
        "end date, enddate, date to, to date, finish date, enddatum, endedatum, date de fin, date fin, fecha de fin",
        "end day, until date, shift end date, last day",
        "fecha fin, data fine, data di fine, einddatum",
    ),
    Role.START: _titles(
        "start, start time, starttime, begin, begins, from, time from, shift start, start at, starts, scheduled in",
        "time in, on duty, start datetime, duty start, clockin time, clock in, clock in time, begin time",
        "start date time, in time, time start, shift start time, starting time, clock in at, sign on, sign on time",
        "rostered start, scheduled start, scheduled start time, planned start, report time, shift start date time",
        "start shift, begin shift, start of shift, start local, start utc, shift begin, dienst beginn, begin dienst",
        "book on, booked on, book on time, duty on, time on, commence, commences, commencing, commencement time",
        "starts at, beginn, von, startzeit, anfang, anfangszeit, dienstbeginn, arbeitsbeginn, schichtbeginn, debut",
        "heure de debut, heure debut, de, inicio, hora de inicio, hora inicio, desde, entrada, inizio, ora inizio",
        "ora di inizio, dalle, entrata, begintijd, starttijd, van, aanvang",
        "开始时间, 上班时间, 开始, 開始, 開始時刻, 出勤",
    ),
    Role.END: _titles(
        "end, end time, endtime, finish, finish time, until, to, time to, shift end, end at, ends, scheduled out",
        "time out, off duty, end datetime, duty end, clockout time, clock out, clock out time, end date time, ends at",
        "out time, time end, shift end time, ending time, finishing time, sign off, sign off time, rostered end",
        "scheduled end, scheduled end time, planned end, release time, shift end date time, end shift, end of shift",
        "book off, booked off, book off time, duty off, complete, completes, duty finish, finishing",
        "rostered finish, shift finish, end local, end utc, dienst ende, einde dienst, finishes",
        "ende, bis, endzeit, endezeit, dienstende, arbeitsende, schichtende, fin, heure de fin, heure fin",
        "hora de fin, hora fin, hasta, salida, fine, ora fine, ora di fine, alle, uscita, eindtijd, eind, tot, einde",
        "结束时间, 下班时间, 结束, 終了, 終了時刻, 退勤",
    ),
    Role.RANGE: _titles(
        "shift time, shift times, times, time, working hours, duty hours, schichtzeit, arbeitszeit, dienstzeit, zeit",
        "shift hours, rostered hours, time range, time slot, work time, time of duty",
        "uhrzeit, zeiten, horaire, horaires, horario, orario, tijd, tijden, werktijd, diensttijd, plage horaire, turno",
    ),
    Role.LENGTH: _titles(
        "duration, length, hours, total hours, hrs, shift length, dauer, stunden, duree, heures, duracion, horas",
        "durata, ore, duur, uren, number of hours",
    ),
    Role.WEEKDAY: _titles(
        "day of week, dayofweek, weekday, week day, days of week, wochentag, jour de la semaine, dia de la semaine",
        "giorno della settimana, weekdag, dag van de week, days, day name, dayname",
    ),
    Role.CODE: _titles(
        "code, shift code, duty code, shift, shiftcode, dutycode, post, section, schicht, schichtcode, dienstcode",
        "shift type, shifttype, shift name, shift label, rota code, roster code, activity code",
        "poste, codigo, codice, ploeg, 班次, シフト, 勤務",
    ),
    Role.KIND: _titles("kind, duty kind, duty, duty type, kind of duty"),
}
_NUMBERED = re.compile(r"(.*?) ?([12345]|first|second|third)")
_ORDINALS = {"first": 1, "second": 2, "third": 3}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4_096)
def plain_title(title: str) -> str:
    """A title without brackets, punctuation, capitals and accents; staffNumber and staff_number are staff number."""
    apart = _CAMEL.sub(" ", re.sub(r"\([^()]*\)", "", title[:200]))
    return " ".join(re.sub(r"[\W_]+", " ", bare(apart)).split())


@lru_cache(maxsize=4_096)
def numbered_title(title: str) -> tuple[str, int]:
    """A title and which stretch of a split duty it belongs to: Start 2 is the start of the second."""
    plain = plain_title(title)
    found = _NUMBERED.fullmatch(plain)
    if found and found[1]:
        return found[1], _ORDINALS.get(found[2]) or int(found[2])
    first, _, rest = plain.partition(" ")
    return (rest, _ORDINALS[first]) if first in _ORDINALS and rest else (plain, 0)
