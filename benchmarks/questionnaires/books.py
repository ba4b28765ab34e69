# SPDX-License-Identifier: EUPL-1.2
"""Questionnaires of known size, written as the sheets of a workbook and built by code, without any real content.

A workbook here is `{sheet name: rows}`, a row `{heading: text}`: what a person would type into a spreadsheet.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import xlsxwriter
from pyxform.xls2xform import convert

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = dict[str, str]
Sheets = dict[str, list[Row]]


def question(kind: str, name: str, label: str = "", **columns: str) -> Row:
    """One row of the sheet "survey"; columns with an empty text are left out."""
    row = {"type": kind, "name": name, "label": label} | columns
    return {heading: text for heading, text in row.items() if text}


def choices(list_name: str, *names: str, **columns: str) -> list[Row]:
    """Rows of the sheet "choices": names as given, a readable label for each."""
    return [
        {"list_name": list_name, "name": name, "label": name.replace("_", " ").capitalize(), **columns}
        for name in names
    ]


def settings(form_id: str, title: str, version: str = "1", **columns: str) -> list[Row]:
    """The one row of the sheet "settings"."""
    return [{"form_id": form_id, "form_title": title, "version": version, **columns}]


def headings(rows: list[Row]) -> list[str]:
    """Every heading of the rows, in the order of first appearance."""
    return list(dict.fromkeys(heading for row in rows for heading in row))


def workbook_bytes(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx file, the same bytes whenever it is made."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = headings(rows)
            for place, heading in enumerate(columns):
                sheet.write_string(0, place, heading)
            for number, row in enumerate(rows, 1):
                for place, heading in enumerate(columns):
                    if row.get(heading):
                        sheet.write_string(number, place, row[heading])
    return buffer.getvalue()


def xform(sheets: Sheets) -> bytes:
    """The sheets converted to an XForm, without outside validators."""
    book: dict[str, object] = {"sheet_names": list(sheets)}
    for name, rows in sheets.items():
        book[name] = [dict(row) for row in rows]
        book[f"{name}_header"] = [dict.fromkeys(headings(rows))]
    converted: str = convert(book, validate=False).xform
    return converted.encode()


GROUPS = 20
QUESTIONS = 550
SELECTS = 340
SMALL_LIST = 6
ZONES, AREAS, TOWNS = 7, 45, 257


def _places() -> list[Row]:
    """Three lists that cascade: zones, areas of a zone, towns of an area."""
    rows: list[Row] = [{"list_name": "zona", "name": f"z{z}", "label": f"Zona {z}"} for z in range(ZONES)]
    rows += [
        {"list_name": "ambito", "name": f"a{a}", "label": f"Ambito {a}", "zona": f"z{a % ZONES}"} for a in range(AREAS)
    ]
    rows += [
        {"list_name": "comune", "name": f"c{c}", "label": f"Comune {c}", "ambito": f"a{c % AREAS}"}
        for c in range(TOWNS)
    ]
    return rows


def _select(number: int, place: int) -> Row:
    """One of the select questions: one answer, several answers, or a long list chosen from the cascade."""
    name, label = f"s{number}", f"Scelta {number}"
    relevant = f"${{s{number - 1}}} != 'v5'" if place % 3 else ""
    if number % 5 == 0:
        return question(
            f"select_multiple lista_{number % 10}",
            name,
            label,
            constraint="count-selected(.) <= 4",
            constraint_message="Al massimo quattro risposte.",
            relevant=relevant,
        )
    return question(
        f"select_one lista_{number % 10}",
        name,
        label,
        relevant=relevant,
        required="yes" if place == 0 else "${completo} = 'si'" * (number % 2),
    )


def _figures(number: int) -> Iterator[Row]:
    """Two counts and their sum, with the bounds that a monitoring sheet has."""
    first, second = f"n{number}", f"n{number + 1}"
    yield question(
        "integer",
        first,
        f"Numero {number}",
        constraint=". >= 0 and . <= 100000",
        constraint_message="Un numero da 0 a 100000.",
    )
    yield question(
        "integer",
        second,
        f"Numero {number + 1}",
        relevant=f"${{{first}}} > 0",
        constraint=f". <= ${{{first}}}",
        constraint_message=f"Non più del numero {number}.",
    )
    yield question("calculate", f"t{number}", calculation=f"coalesce(${{{first}}}, 0) + coalesce(${{{second}}}, 0)")
    yield question(
        "calculate",
        f"q{number}",
        calculation=f"if(${{t{number}}} > 0, round(100 * ${{{second}}} div ${{t{number}}}, 1), '')",
    )


def _section(group: int, numbers: Iterator[int], figures: Iterator[int]) -> Iterator[Row]:
    yield question(
        "begin_group",
        f"sezione_{group}",
        f"Sezione {group}",
        relevant=f"selected(${{sezioni}}, 'k{group}') or ${{completo}} = 'si'" if group else "",
    )
    for place in range(SELECTS // GROUPS - (group < 1) * 6):
        yield _select(next(numbers), place)
    for _pair in range(4):
        yield from _figures(next(figures) * 2)
    yield question(
        "text",
        f"testo_{group}",
        f"Osservazioni {group}",
        appearance="multiline",
        constraint="string-length(.) <= 4000",
        relevant="${sezioni} != '' or ${completo} = 'si'",
    )
    yield question(
        "calculate",
        f"piene_{group}",
        calculation=f"count-selected(${{s{group * 15 + 5}}}) + if(${{testo_{group}}} != '', 1, 0)",
    )
    yield question("end_group", "", "")


def grande() -> Sheets:
    """550 questions, 340 of them selects, in 20 groups with a cascade, two repeats and about 900 expressions."""
    numbers, figures = count(1), count(0)
    survey = [
        question("select_one si_no", "completo", "Compilazione completa?", required="yes"),
        question("select_multiple chiavi", "sezioni", "Sezioni da compilare", relevant="${completo} = 'no'"),
        question("select_one zona", "zona", "Zona"),
        question("select_one ambito", "ambito", "Ambito", choice_filter="zona = ${zona}"),
        question("select_one comune", "comune", "Comune", choice_filter="ambito = ${ambito}", appearance="minimal"),
    ]
    for group in range(GROUPS):
        survey += _section(group, numbers, figures)
    survey += _repeats()
    survey += [question("calculate", "totale", calculation=" + ".join(f"${{t{n * 2}}}" for n in range(20)))]
    survey += [question("note", "nota_totale", "Totale: ${totale}; personale: ${n_operatori}, ore ${ore_totali}")]
    lists = choices("si_no", "si", "no") + choices("chiavi", *(f"k{group}" for group in range(1, GROUPS)))
    for number in range(10):
        lists += choices(f"lista_{number}", *(f"v{value}" for value in range(SMALL_LIST)))
    lists += choices("profilo", *(f"p{value}" for value in range(12)))
    survey += _filler(survey)
    return {"survey": survey, "choices": lists + _places(), "settings": settings("grande", "Scheda grande")}


def _repeats() -> list[Row]:
    return [
        question("begin_repeat", "operatore", "Operatore"),
        question("select_one profilo", "profilo", "Profilo", required="yes"),
        question("integer", "ore", "Ore settimanali", constraint=". >= 0 and . <= 60", required="yes"),
        question("calculate", "progressivo", calculation="position(..)"),
        question("end_repeat", "", ""),
        question("calculate", "n_operatori", calculation="count(${operatore})"),
        question("calculate", "ore_totali", calculation="sum(${ore})"),
        question("integer", "n_sportelli", "Numero di sportelli", constraint=". >= 0 and . <= 30"),
        question("begin_repeat", "sportello", "Sportello", repeat_count="${n_sportelli}"),
        question("text", "sede", "Sede", required="yes"),
        question("end_repeat", "", ""),
    ]


ASKED = ("begin_group", "end_group", "begin_repeat", "end_repeat", "calculate", "note")


def _filler(survey: list[Row]) -> Iterator[Row]:
    """Plain questions up to the number promised, each shown only after the one before."""
    missing = QUESTIONS - sum(row["type"] not in ASKED for row in survey)
    for number in range(missing):
        relevant = f"${{f{number - 1}}} != ''" if number % 10 else ""
        yield question("text" if number % 2 else "decimal", f"f{number}", f"Altro dato {number}", relevant=relevant)


def submissions_250() -> Sheets:
    """250 questions without skips, for the measure of how many submissions a second are taken."""
    survey = [question("select_one si_no", f"s{number}", f"Domanda {number}") for number in range(100)]
    survey += [question("integer", f"n{number}", f"Numero {number}", constraint=". >= 0") for number in range(100)]
    survey += [question("text", f"t{number}", f"Testo {number}") for number in range(50)]
    return {
        "survey": survey,
        "choices": choices("si_no", "si", "no"),
        "settings": settings("submissions_250", "Scheda di 250 domande"),
    }
