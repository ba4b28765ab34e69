# SPDX-License-Identifier: EUPL-1.2
"""Small questionnaires as sheets of a workbook, each about one subject; `BOOKS` has them all, the large ones too.

`python -m tests.questionnaires.books FOLDER` writes each as .xlsx and .xml, for whoever wants to open them elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.questionnaires.books import (
    Row,
    Sheets,
    choices,
    grande,
    question,
    settings,
    submissions_250,
    workbook_bytes,
    xform,
)
from tests.questionnaires.book_tutto import tutto

if TYPE_CHECKING:
    from collections.abc import Callable

END_GROUP = question("end_group", "", "")
END_REPEAT = question("end_repeat", "", "")


def scelte() -> Sheets:
    """Every way of choosing: lists, cascades, filters, "altro", rank, likert, random order."""
    survey = [
        question("select_one si_no", "vive_solo", "Vive da solo?", required="yes"),
        question("select_one zona", "zona", "Zona", required="yes"),
        question("select_one ambito", "ambito", "Ambito", choice_filter="zona = ${zona}", required="yes"),
        question("select_one comune", "comune", "Comune", choice_filter="zona = ${zona} and ambito = ${ambito}"),
        question(
            "select_multiple servizio",
            "servizi",
            "Servizi attivi",
            constraint="not(selected(., 'nessuno')) or count-selected(.) = 1",
            constraint_message="«Nessuno» esclude gli altri.",
        ),
        question(
            "select_one servizio",
            "principale",
            "Servizio principale",
            choice_filter="selected(${servizi}, name)",
            relevant="count-selected(${servizi}) > 1",
            required="yes",
        ),
        question("select_multiple canale or_other", "canali", "Canali di accesso"),
        question("select_one servizio", "caso", "In ordine sparso", parameters="randomize=true, seed=42"),
        question("rank bisogno", "ordine", "Metta in ordine i bisogni"),
        question("select_one accordo", "accordo", "La rete funziona", appearance="likert"),
        question("begin_group", "griglia", "Quanto è d'accordo", appearance="table-list"),
        question("select_one accordo", "griglia_a", "Tempi"),
        question("select_one accordo", "griglia_b", "Spazi"),
        END_GROUP,
        question("calculate", "etichetta", calculation="jr:choice-name(${zona}, '${zona}')"),
        question("calculate", "primo", calculation="selected-at(${servizi}, 0)"),
        question("note", "riassunto", "Zona ${etichetta}, primo servizio ${primo}"),
    ]
    places = [
        {"list_name": "zona", "name": "nord", "label": "Nord"},
        {"list_name": "zona", "name": "sud", "label": "Sud"},
        *(
            {"list_name": "ambito", "name": f"{z}{n}", "label": f"Ambito {z} {n}", "zona": z}
            for z in ("nord", "sud")
            for n in (1, 2)
        ),
        *(
            {
                "list_name": "comune",
                "name": f"c{n}",
                "label": f"Comune {n}",
                "zona": ("nord", "sud")[n % 2],
                "ambito": f"{('nord', 'sud')[n % 2]}{1 + n % 3 % 2}",
            }
            for n in range(12)
        ),
    ]
    lists = choices("si_no", "si", "no") + choices("servizio", "csf", "cap", "cd", "ade", "nessuno")
    lists += choices("canale", "spontaneo", "scuola", "tribunale") + choices("bisogno", "casa", "lavoro", "scuola")
    lists += choices("accordo", "1", "2", "3", "4", "5")
    return {"survey": survey, "choices": lists + places, "settings": settings("scelte", "Scelte")}


def ripetizioni() -> Sheets:
    """Repeats: free, counted by an answer, nested, empty; sums, positions, indexed values, choices made of them."""
    survey = [
        question("begin_repeat", "persona", "Persona"),
        question("text", "nome", "Nome", required="yes"),
        question("integer", "anni", "Età", constraint=". >= 0 and . <= 120"),
        question("calculate", "posto", calculation="position(..)"),
        question("text", "scuola", "Scuola", relevant="${anni} < 18"),
        question("begin_repeat", "contatto", "Contatto"),
        question("text", "numero", "Numero di telefono"),
        question("calculate", "chi", calculation="concat(${nome}, ' ', position(..))"),
        END_REPEAT,
        question("calculate", "contatti", calculation="count(${contatto})"),
        END_REPEAT,
        question("calculate", "quanti", calculation="count(${persona})"),
        question("calculate", "minori", calculation="count(${persona}[anni < 18])"),
        question("calculate", "somma", calculation="sum(${anni})"),
        question("calculate", "piu_vecchio", calculation="max(${anni})"),
        question("calculate", "piu_giovane", calculation="min(${anni})"),
        question("calculate", "secondo", calculation="indexed-repeat(${nome}, ${persona}, 2)"),
        question("calculate", "nomi", calculation="join(', ', ${nome})"),
        question("select_one ${nome}", "referente", "Chi fa da riferimento?", choice_filter="${anni} >= 18"),
        question("integer", "figli", "Quanti figli?", constraint=". >= 0 and . <= 20", required="yes"),
        question("begin_repeat", "figlio", "Figlio ${posto_figlio}", repeat_count="${figli}"),
        question("calculate", "posto_figlio", calculation="position(..)"),
        question("date", "nascita", "Data di nascita", constraint=". <= today()"),
        END_REPEAT,
        question("begin_repeat", "fissa", "Tre righe fisse", repeat_count="3"),
        question("integer", "valore", "Valore", default="1"),
        END_REPEAT,
        question("calculate", "totale_fisse", calculation="sum(${valore})"),
    ]
    return {"survey": survey, "settings": settings("ripetizioni", "Ripetizioni")}


def date() -> Sheets:
    """Days, times and moments: comparisons, differences, formats, defaults that are computed."""
    survey = [
        question(
            "date",
            "nascita",
            "Data di nascita",
            required="yes",
            constraint=". <= today() and . >= date('1900-01-01')",
            constraint_message="Una data tra il 1900 e oggi.",
        ),
        question("calculate", "anni", calculation="int((today() - ${nascita}) div 365.25)"),
        question("date", "compilazione", "Data di compilazione", default="today()"),
        question("dateTime", "momento", "Data e ora"),
        question("time", "ora", "Ora di apertura"),
        question("time", "fine", "Ora di chiusura", constraint=". > ${ora}"),
        question("date", "inizio", "Inizio"),
        question("date", "chiusura", "Fine", constraint=". >= ${inizio}", relevant="${inizio} != ''"),
        question("calculate", "giorni", calculation="if(${chiusura} = '', '', date(${chiusura}) - date(${inizio}))"),
        question("calculate", "dopo", calculation="format-date(date(${inizio} + 30), '%d/%m/%Y')"),
        question("calculate", "mese", calculation="format-date(${inizio}, '%Y-%n')"),
        question("calculate", "quando", calculation="format-date-time(${momento}, '%d/%m/%Y %H:%M')"),
        question("calculate", "decimale", calculation="decimal-date-time(${inizio})"),
        question("calculate", "frazione", calculation="round(decimal-time(${ora}), 4)"),
        question("date", "mese_solo", "Mese di avvio", appearance="month-year"),
        question("date", "anno_solo", "Anno di avvio", appearance="year"),
        question("calculate", "minorenne", calculation="${anni} < 18"),
        question("note", "nota", "Età: ${anni}", relevant="${minorenne} = 'true' or ${minorenne} = true()"),
    ]
    return {"survey": survey, "settings": settings("date", "Date e ore")}


def calcoli() -> Sheets:
    """Text and number functions, empty values, chains of calculations, rounding, warnings by constraint."""
    survey = [
        question("integer", "a", "Primo numero"),
        question("decimal", "b", "Secondo numero", constraint=". > -1000 and . < 1000"),
        question(
            "text", "t", "Testo", constraint="regex(., '^[A-Za-zÀ-ú ]*$')", constraint_message="Solo lettere e spazi."
        ),
        question("calculate", "somma", calculation="${a} + ${b}"),
        question("calculate", "somma_sicura", calculation="coalesce(${a}, 0) + coalesce(${b}, 0)"),
        question(
            "calculate",
            "quota",
            calculation="if(${somma_sicura} != 0, round(100 * coalesce(${a}, 0) div ${somma_sicura}, 1), '')",
        ),
        question("calculate", "resto", calculation="coalesce(${a}, 0) mod 7"),
        question("calculate", "potenza", calculation="pow(coalesce(${a}, 0), 2)"),
        question("calculate", "intero", calculation="int(${b})"),
        question("calculate", "tondo", calculation="round(${b}, 0)"),
        question(
            "calculate", "segno", calculation="if(${b} < 0, 'negativo', if(${b} > 0, 'positivo', 'zero o vuoto'))"
        ),
        question("calculate", "lungo", calculation="string-length(normalize-space(${t}))"),
        question(
            "calculate",
            "maiuscolo",
            calculation="translate(${t}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')",
        ),
        question("calculate", "pezzo", calculation="substr(${t}, 0, 3)"),
        question("calculate", "inizia", calculation="starts-with(${t}, 'a') or contains(${t}, 'zz')"),
        question("calculate", "unito", calculation="concat(${t}, '-', ${a})"),
        question("calculate", "impronta", calculation="digest(${t}, 'SHA-256', 'hex')"),
        question("calculate", "pieni", calculation="count-non-empty(${a} | ${b} | ${t})"),
        question("calculate", "massimo", calculation="max(${a}, ${b})"),
        question("calculate", "minimo", calculation="min(${a}, ${b})"),
        question("calculate", "radice", calculation="if(${a} >= 0, round(sqrt(${a}), 3), '')"),
        question("calculate", "vero", calculation="boolean(${t}) and not(false())"),
        question(
            "integer",
            "totale",
            "Totale dichiarato",
            constraint=". = ${somma_sicura}",
            constraint_message="Il totale non torna.",
            relevant="${a} != '' and ${b} != ''",
            required="yes",
        ),
        question("text", "perche", "Perché il totale è zero?", relevant="${totale} = 0", required="${totale} = 0"),
    ]
    return {"survey": survey, "settings": settings("calcoli", "Calcoli")}


BOOKS: dict[str, Callable[[], Sheets]] = {
    "scelte": scelte,
    "ripetizioni": ripetizioni,
    "date": date,
    "calcoli": calcoli,
    "tutto": tutto,
    "grande": grande,
    "submissions_250": submissions_250,
}

__all__ = ["BOOKS", "Row", "Sheets", "choices", "question", "settings", "workbook_bytes", "xform"]


def write_all(folder: Path) -> None:
    """Every questionnaire as a workbook and as an XForm."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in BOOKS.items():
        sheets = make()
        (folder / f"{name}.xlsx").write_bytes(workbook_bytes(sheets))
        (folder / f"{name}.xml").write_bytes(xform(sheets))


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
