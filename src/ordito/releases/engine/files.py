# SPDX-License-Identifier: EUPL-1.2
"""A frozen table as lines: one per cell, with a column that says why a figure is not there.

CSV is that of RFC 4180 in UTF-8, with commas and a decimal point, for machines; XLSX is for people. Both come from the
frozen cells, never from a new count.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import xlsxwriter

from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.table import harmless, rate
from ordito.releases.engine.frozen import CellState, FrozenTable


@dataclass(frozen=True)
class Words:
    """What the lines say in the reader's language; `columns` by name, `notes` by state of a cell."""

    period: str
    columns: dict[str, str]
    notes: dict[CellState, str]


@dataclass(frozen=True)
class Line:
    """One cell; `value` is the figure (a rate of a rate), `count` the persons behind a rate."""

    place_code: str
    place: str
    gender: str
    age: str
    facet_code: str
    facet: str
    state: CellState
    count: int | None
    residents: int | None
    value: Decimal | None


PLAIN = ("periodo", "territorio_codice", "territorio", "genere", "eta")
FACET = ("voce_codice", "voce")
RATE = ("persone", "residenti")
LAST = ("valore", "nota")


def names_of(table: FrozenTable) -> tuple[str, ...]:
    """The columns that a table needs."""
    facet = FACET if table.facet else ()
    return (*PLAIN, *facet, *(RATE if table.measure == Measure.RATE else ()), *LAST)


def lines_of(table: FrozenTable) -> Iterator[Line]:
    """Every cell of a table, totals too."""
    for at in np.ndindex(table.shape):
        place, gender, age, value = (groups[n] for groups, n in zip(_axes(table), at, strict=True))
        state = CellState(int(table.states[at]))
        count = int(table.cells[at]) if state == CellState.SHOWN else None
        residents = None if table.residents is None else int(table.residents[at[:3]])
        yield Line(
            place.code,
            place.label,
            gender.label,
            age.label,
            value.code,
            value.label,
            state,
            count,
            residents,
            figure(table.measure, count, residents),
        )


def _axes(table: FrozenTable) -> tuple[tuple[object, ...], ...]:
    return table.places, table.genders, table.ages, table.values


def figure(measure: Measure, count: int | None, residents: int | None) -> Decimal | None:
    """What a cell reads: the count, or the rate per thousand of those who live there; None when there is none."""
    if count is None or (measure == Measure.RATE and not residents):
        return None
    return rate(count, residents) if measure == Measure.RATE and residents else Decimal(count)


def cells_of(line: Line, table: FrozenTable, words: Words) -> list[str]:
    """A line as texts, in the order of `names_of`."""
    said = {
        "periodo": words.period,
        "territorio_codice": line.place_code,
        "territorio": line.place,
        "genere": line.gender,
        "eta": line.age,
        "voce_codice": line.facet_code,
        "voce": line.facet,
        "persone": "" if line.count is None else str(line.count),
        "residenti": "" if line.residents is None else str(line.residents),
        "valore": "" if line.value is None else str(line.value),
        "nota": words.notes[line.state],
    }
    return [said[name] for name in names_of(table)]


def to_csv(table: FrozenTable, words: Words) -> bytes:
    """The table for machines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names_of(table))
    writer.writerows([harmless(text) for text in cells_of(line, table, words)] for line in lines_of(table))
    return out.getvalue().encode()


def to_xlsx(table: FrozenTable, words: Words, about: list[tuple[str, str]]) -> bytes:
    """A workbook: the cells as numbers, and on a second sheet what must travel with them."""
    stream = io.BytesIO()
    numbers = {"persone", "residenti", "valore"}
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        sheet, names = book.add_worksheet("Tabella"), names_of(table)
        sheet.set_column(0, len(names) - 1, 22)
        for column, name in enumerate(names):
            sheet.write_string(0, column, words.columns[name], bold)
        for row, line in enumerate(lines_of(table), start=1):
            for column, (name, text) in enumerate(zip(names, cells_of(line, table, words), strict=True)):
                if name in numbers and text:
                    sheet.write_number(row, column, float(text))
                else:
                    sheet.write_string(row, column, text)
        sheet.freeze_panes(1, 0)
        notes = book.add_worksheet("Informazioni")
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 100)
        for row, (label, text) in enumerate(about):
            notes.write_string(row, 0, label, bold)
            notes.write_string(row, 1, text)
    return stream.getvalue()
