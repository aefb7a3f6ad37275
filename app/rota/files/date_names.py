"""The names of months and days in English, German, French, Spanish, Italian and Dutch."""

from collections.abc import Mapping

from app.rota.domain.plain_words import bare

_MONTHS = (
    "january jan januar januari janner jaenner janvier janv enero ene gennaio gen",
    "february feb februar februari fevrier fevr fev febrero febbraio",
    "march mar marz maerz mrz mars marzo maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag mei",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug aout agosto ago augustus",
    "september sep sept septembre septiembre setiembre settembre set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic dicembre",
)
_DAYS = (
    "monday mon montag mo mon lundi lun lunes lunedi maandag",
    "tuesday tue tues dienstag di die mardi mar martes martedi dinsdag",
    "wednesday wed weds mittwoch mi mit mercredi mer miercoles mie mercoledi woensdag wo",
    "thursday thu thur thurs donnerstag don jeudi jeu jueves jue giovedi gio donderdag",
    "friday fri freitag fr fre vendredi ven viernes vie venerdi vrijdag vr",
    "saturday sat samstag sa sam sonnabend samedi sabado sab sabato zaterdag za",
    "sunday sun sonntag so son dimanche dim domingo dom domenica zondag zo",
)


def _by_name(groups: tuple[str, ...], first: int) -> Mapping[str, int]:
    return {name: number for number, names in enumerate(groups, start=first) for name in names.split()}


MONTHS: Mapping[str, int] = _by_name(_MONTHS, 1)
"""Names without accents to 1 to 12."""
DAYS: Mapping[str, int] = _by_name(_DAYS, 0)
"""Names without accents to 0 (Monday) to 6."""
UNSURE_DAYS = frozenset({"ma", "do", "me", "je", "ve", "lu", "ju", "vi"})
"""Two letters that name different days in different languages: taken as a day, and checked against none."""


def month_named(word: str) -> int | None:
    """1 to 12, or None."""
    return MONTHS.get(bare(word).rstrip("."))


def day_named(word: str) -> int | None:
    """0 (Monday) to 6, or None."""
    return DAYS.get(bare(word).rstrip(".,"))
