"""Words by which people title the rows and columns of a roster, in the languages of the authors."""

import re

WEEK = re.compile(r"(?i)(?:(?:week|wk|woche|kw|semaine|semana|settimana)[ .]*)?(\d{1,2})")
"""The number of a week, with or without the word."""


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(","))


NAME_TITLES = _words(
    """
    name, names, full name, staff, staff name, names of staff, employee, employees, employee name, officer,
    officers, officer name, agent, agent name, doctor, nurse, person, resource, mitarbeiter, mitarbeiterin,
    mitarbeiter/in, nom, nom et prénom, prénom, nombre, nombre y apellidos, apellidos, nome, cognome, cognome e
    nome, dipendente, naam, medewerker, navn, namn, nazwisko
    """
)
"""Titles of columns that identify people without being called a staff number."""

FIRST_NAMES = _words(
    """
    first name, firstname, first_name, given name, given names, forename, forenames, fname, vorname, prénom, nombre,
    nombres, nome, voornaam, fornavn, imię
    """
)
"""Titles of a column of first names, beside one of surnames."""

SURNAMES = _words(
    """
    surname, last name, lastname, last_name, family name, lname, sname, nachname, familienname, zuname, nom,
    nom de famille, apellido, apellidos, cognome, achternaam, efternavn, nazwisko
    """
)
"""Titles of a column of surnames."""

BEGINS = _words(
    """
    in, start, from, begin, on, von, beginn, de, debut, inizio, dalle, inicio, entrada, desde, van, ab, kommt, arrivee
    """
)
"""Titles of the first of two columns below a date, without accents."""

ENDS = _words(
    """
    out, end, to, finish, finishes, stop, off, bis, ende, a, fin, fine, alle, salida, hasta, tot, geht, fim, depart
    """
)
"""Titles of the second."""

MORNINGS = _words(
    "am, a m, morning, mornings, vormittag, vm, matin, mañana, manana, mattina, ochtend, forenoon, first half"
)
"""Titles of the first half of a day, without accents."""

AFTERNOONS = _words(
    "pm, p m, afternoon, afternoons, nachmittag, nm, apres-midi, apres midi, tarde, pomeriggio, middag, second half"
)
"""Titles of the second half."""

TOTALS = _words(
    """
    total, totals, sum, sums, subtotal, grand total, count, counts, required, requirement, minimum, average,
    hours, strength, summe, summen, gesamt, anzahl, soll, ist, bedarf, somme, totaux, effectif, effectifs, suma,
    totale, totali, totaal, aantal, razem
    """
)
"""What rows of totals are called."""

NOTES = _words(
    """
    legend, key, keys, note, notes, remark, remarks, comment, comments, codes, shift codes, abbreviations,
    explanation, legende, bemerkung, bemerkungen, hinweis, hinweise, anmerkung, anmerkungen, kürzel,
    zeichenerklärung, légende, remarques, remarque, leyenda, notas, observaciones, legenda, note:, opmerkingen,
    toelichting
    """
)
"""What begins a legend or remarks."""

NOBODY = _words(
    """
    -, --, –, tbc, tba, tbd, n/a, na, none, nobody, vacant, vacancy, gap, ?, x, offen, unbesetzt, vacante, nc
    """
)
"""What stands in a cell where nobody is meant."""

DAY_TITLES = _words(
    """
    day, date, days, tag, datum, jour, date du jour, día, dia, fecha, giorno, data, dag, dato
    """
)
"""Titles of a column of days."""
