"""Plain words for kinds of duty, in English, German, French, Spanish, Italian and Dutch."""

from collections.abc import Mapping

from app.rota.domain.code_table import NOT_ROSTERED
from app.rota.domain.plain_words import bare
from scheduler.duty import DutyKind

_WORDS = {
    DutyKind.REST_DAY: """
        off, day off, days off, rest, rest days, day of rest, not working, frei, freier tag, ruhetag, dienstfrei, ruhe,
        repos, jour de repos, repos hebdomadaire, libre, dia libre, descanso, riposo, giorno di riposo, vrij, vrije dag,
        rustdag, roostervrij
    """,
    DutyKind.LEAVE: """
        annual leave, holiday, holidays, vacation, on leave, paid leave, urlaub, erholungsurlaub, conge, conges,
        conge annuel, conges payes, conge paye, vacances, vacaciones, ferie, ferien, vakantie, verlof
    """,
    DutyKind.SICK: """
        sick leave, off sick, sickness, krank, krankheit, krankenstand, maladie, arret maladie, malade, baja,
        baja medica, enfermo, enferma, malattia, ziek, ziekte, ziekteverlof
    """,
    DutyKind.EARLY: "fruh, fruhdienst, fruhschicht, matin, manana, mattina, mattino, vroeg, vroege dienst",
    DutyKind.LATE: """
        spat, spatdienst, spatschicht, evening, afternoon, apres midi, soir, tarde, pomeriggio, sera, laat, late dienst
    """,
    DutyKind.NIGHT: "nacht, nachtdienst, nachtschicht, nuit, noche, notte, nachtdienst, nights",
    DutyKind.TRAINING: "fortbildung, schulung, formation, formacion, formazione, opleiding, course, study day",
    DutyKind.ON_CALL: "bereitschaft, rufbereitschaft, bereitschaftsdienst, astreinte, reperibilita, oncall",
}
"""Without capitals, accents and punctuation. No abbreviation: what those mean is asked."""

_KIND_OF: Mapping[str, DutyKind] = {
    " ".join(word.split()): kind for kind, words in _WORDS.items() for word in words.split(",")
}
OFTEN: Mapping[str, str] = {
    "AL": "leave", "A/L": "leave", "VAC": "leave", "PTO": "leave", "SL": "sick", "RD": "rest day", "DO": "rest day",
    "D/O": "rest day", "WO": "rest day", "RDO": "rest day", "NW": "not rostered",
}  # fmt: skip
"""What abbreviations often mean: said beside the question, never taken for the answer."""
_OWN = {kind.value.replace("_", " "): kind.value for kind in DutyKind} | {"not rostered": NOT_ROSTERED}


def said_plainly(text: str) -> str | None:
    """The kind that a text names in this program's own words (rest day), as a code table writes it; None for others."""
    return _OWN.get(_plain(text))


def kind_of_word(text: str) -> DutyKind | None:
    """The kind that a text names in a word of any of the languages; None for anything else."""
    plain = _plain(text)
    own = _OWN.get(plain)
    return DutyKind(own) if own and own != NOT_ROSTERED else _KIND_OF.get(plain)


def _plain(text: str) -> str:
    return " ".join(bare(text).replace("-", " ").replace("_", " ").strip(" .!*").split())
