# SPDX-License-Identifier: EUPL-1.2
"""A spreadsheet of cases as offices keep them: the usual mess, and a known share of rows that must be refused.

Of three rows the last is about the person of the second again, with another service.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import xlsxwriter

from ordito.core.fiscal_code import MONTH_LETTERS, control_letter, name_part, surname_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEADINGS = (
    "Cognome", "Nome", "Cod. Fisc.", "Nato il", "Sesso", "Comune", "Data presa in carico", "Data chiusura", "Note",
    "Servizio",
)  # fmt: skip
SURNAMES = ("Rossi", "D'Amico", "De Luca", "Esposìto", "Lorusso", "Colaianni", "El Amrani", "Santoro", "Ünal")
NAMES = ("Ada", "Niccolò", "Ugo", "Maria Grazia", "Noè", "Lucìa", "Giosuè", "Zoe", "Ivan")
LETTERS = "abcdefghilmnopqrstuvz"
FORMS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%Y-%m-%d", "")
SEXES = {"M": ("M", "maschio", "m"), "F": ("F", "Femmina", "f")}
SPOILED = {2: (3, "31/02/2015"), 40: (6, "30/12/1899"), 80: (7, "31/12/2099"), 120: (2, "XXXYYY"), 160: (0, "")}
DAYS = 5_500
CYCLE = 200  # of so many rows, those at the places in `SPOILED` are refused


def fiscal_code(surname: str, name: str, born: date, sex: str, place: str) -> str:
    """A code with the right control letter."""
    day = born.day + (40 if sex == "F" else 0)
    first = (
        surname_part(surname) + name_part(name) + f"{born.year % 100:02}{MONTH_LETTERS[born.month - 1]}{day:02}" + place
    )
    return first + control_letter(first)


def person(number: int, comuni: Sequence[str], chance: Random) -> list[Any]:
    """A row without its service; every person is another one."""
    tail = "".join(LETTERS[number // 21**place % 21] for place in range(3))
    surname, name = f"{chance.choice(SURNAMES)}{tail}", chance.choice(NAMES)
    born = date(2006, 1, 1) + timedelta(days=number % DAYS)  # with the place, no two codes are the same
    sex = chance.choice("MF")
    opened = min(born + timedelta(days=chance.randint(200, 1500)), date(2025, 6, 1))
    closed = opened + timedelta(days=300) if chance.random() < 0.4 else None
    form = chance.choice(FORMS)
    code = fiscal_code(surname, name, born, sex, f"A{100 + number // DAYS:03}")
    return [
        surname.upper() if chance.random() < 0.3 else surname,
        name,
        code.lower() if chance.random() < 0.3 else code,
        _written(born, form),
        chance.choice(SEXES[sex]),
        chance.choice(comuni),
        _written(opened, form),
        _written(closed, form),
        chance.choice(("", "-", "n.d.", "")),
    ]


def rows_of(count: int, comuni: Sequence[str], services: Sequence[str], chance: Random) -> Iterator[list[Any]]:
    """So many rows: two of three begin with another person, the third goes on with the last one."""
    told: list[Any] = []
    for number in range(count):
        if number % 3 != 2:
            told = person(number, comuni, chance)
        cells = [*told, services[number % len(services)]]
        if spoiled := SPOILED.get(number % CYCLE):
            cells[spoiled[0]] = spoiled[1]
        yield cells


def broken_rows(count: int) -> Iterator[list[Any]]:
    """So many rows of which none can come in: no surname, a day that does not exist, a code that is none."""
    for number in range(count):
        yield ["", "Ada", f"X{number}", "31/02/2015", "?", "", "30/12/1899", "", "n.d.", "boh"]


def _written(day: date | None, form: str) -> Any:
    if day is None:
        return ""
    return day.strftime(form) if form else day


def spreadsheet(rows: int, comuni: Sequence[str], services: Sequence[str], *, seed: int = 1) -> bytes:
    """An .xlsx with a title, a blank row, headings and `rows` rows; services are two or more, an odd number of them."""
    return workbook_of(rows_of(rows, comuni, services, Random(seed)))


def workbook_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """The title, the headings and the rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Elenco")
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, "Comune di Esempio - minori in carico (dati inventati)")
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(2, place, heading)
        for number, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number + 3, place, cell, day)
                elif cell:
                    sheet.write_string(number + 3, place, cell)
    return buffer.getvalue()


def refused(rows: int) -> int:
    """How many of `rows` rows must be refused."""
    return sum(number % CYCLE in SPOILED for number in range(rows))
