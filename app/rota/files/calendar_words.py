"""Names of months and days as rosters write them, in the languages of their authors."""

import itertools
from collections.abc import Sequence
from functools import lru_cache

from app.rota.domain.plain_words import bare

_MONTHS = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
"""
_SHORT_MONTHS = {"sept": 9, "mrt": 3, "jun": 6, "jul": 7, "juil": 7, "jui": 0, "dic": 12, "jänner": 1, "jän": 1}
_DAYS = """
monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
segunda terça quarta quinta sexta sábado domingo
måndag tisdag onsdag torsdag fredag lördag söndag
mandag tirsdag onsdag torsdag fredag lørdag søndag
poniedziałek wtorek środa czwartek piątek sobota niedziela
"""
_SHORT_DAYS = "mo tu we th fr sa su|mo di mi do fr sa so|lu ma me je ve sa di|ma di wo do vr za zo|pn wt śr cz pt so nd"
_MORE_DAYS = {"tues": 1, "weds": 2, "wednes": 2, "thur": 3, "thurs": 3, "sonnabend": 5, "pon": 0, "czw": 3, "sob": 5}
# Each row of first letters, from Monday: a header of single letters is told by the whole run, never by one letter.
_CHINESE = "一二三四五六日"
_JAPANESE = "月火水木金土日"
INITIALS = ("mtwtfss", "mdmdfss", "lmmjvsd", "lmxjvsd", "lmmgvsd", "mdwdvzz")


def _table(rows: Sequence[Sequence[str]], shortest: int) -> dict[str, int]:
    """Each name, and its first three or four letters where they mean nothing else in any language."""
    whole: dict[str, int] = {}
    begun: dict[str, set[int]] = {}
    for names in rows:
        for index, name in enumerate(map(bare, names)):
            whole[name] = index
            for length in range(shortest, min(len(name), shortest + 2)):
                begun.setdefault(name[:length], set()).add(index)
    return {part: min(of) for part, of in begun.items() if len(of) == 1} | whole


_MONTH_OF = {
    name: index + 1 for name, index in _table([line.split() for line in _MONTHS.split("\n") if line], 3).items()
} | {bare(name): number for name, number in _SHORT_MONTHS.items()}
_EAST = {f"{before}{name}": index for before in ("周", "星期", "礼拜") for index, name in enumerate(_CHINESE)}
_EAST |= {f"{name}{after}": index for after in ("", "曜", "曜日") for index, name in enumerate(_JAPANESE)}
_EAST |= {f"({name})": index for index, name in enumerate(_JAPANESE)} | {"周天": 6, "星期天": 6}
_DAY_OF = _table([line.split() for line in _DAYS.split("\n") if line], 3) | _MORE_DAYS | _EAST


def _two_letters() -> dict[str, int]:
    meant: dict[str, set[int]] = {}
    for row in _SHORT_DAYS.split("|"):
        for index, name in enumerate(map(bare, row.split())):
            meant.setdefault(name, set()).add(index)
    return {name: min(of) for name, of in meant.items() if len(of) == 1}


_TWO = _two_letters()
_TWO_BY_LANGUAGE = tuple({bare(name): i for i, name in enumerate(row.split())} for row in _SHORT_DAYS.split("|"))


@lru_cache(maxsize=4096)
def month_named(word: str) -> int | None:
    """The month that a word names, in full or cut short; None for a beginning that two months share."""
    return _MONTH_OF.get(bare(word)) or None


@lru_cache(maxsize=4096)
def day_named(word: str) -> int | None:
    """The day of the week that a word names, 0 for Monday; None where languages disagree (di, ma, do)."""
    name = bare(word)
    return _DAY_OF.get(name, _TWO.get(name))


@lru_cache(maxsize=4096)
def is_day_word(word: str) -> bool:
    """Whether a word names a day of the week in any language, even if not which."""
    name = bare(word)
    return name in _DAY_OF or any(name in row for row in _TWO_BY_LANGUAGE)


def days_in_a_row(words: Sequence[str]) -> list[int] | None:
    """The days of the week that follow each other in a header, however short their names; None for anything else."""
    names = [bare(word).strip(". ") for word in words]
    if len(names) < 5 or not all(names):
        return None
    if all(len(name) == 1 and name not in _DAY_OF for name in names):
        return _letters(names)
    for table in ({}, *_TWO_BY_LANGUAGE):
        days = [table.get(name, _DAY_OF.get(name, -1)) for name in names]
        if -1 not in days and all((b - a) % 7 == 1 for a, b in itertools.pairwise(days)):
            return days
    return None


def _letters(names: Sequence[str]) -> list[int] | None:
    """The one way in which the letters are days in a row; fewer than seven letters may fit two ways."""
    if len(names) < 7:
        return None
    found = {
        tuple((start + i) % 7 for i in range(len(names)))
        for letters in INITIALS
        for start in range(7)
        if all(letters[(start + i) % 7] == name for i, name in enumerate(names))
    }
    return list(found.pop()) if len(found) == 1 else None
