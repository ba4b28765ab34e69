# SPDX-License-Identifier: EUPL-1.2
"""The files that describe a region, read and checked as a whole before anything is written.

A folder holds `places.csv`, `links.csv`, `population.csv` and `boundaries.json`, and may hold `service_types.csv`,
`programmes.csv` and `implementations.csv`; docs/operator says what each column means. Every problem found is reported
with its file and row, in Italian, not only the first.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.territory.engine.geometry import BoundaryFileError, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

OLDEST = 100
"""The last column of ages stands for that age and over."""
AGES = range(OLDEST + 1)
COLUMNS = {
    "places.csv": "kind code name istat_code cadastral_code valid_from valid_to verified",
    "links.csv": "hierarchy child_kind child_code parent_kind parent_code lead valid_from valid_to verified",
    "population.csv": "istat_code year sex " + " ".join(f"age_{age}" for age in AGES),
    "service_types.csv": "code name legal_reference recipients activities age_from age_to verified",
    "programmes.csv": "code name description",
    "implementations.csv": "programme ambito_code edition level state starts_on ends_on families verified",
}
OPTIONAL = ("service_types.csv", "programmes.csv", "implementations.csv")
BOUNDARIES = "boundaries.json"
FIRST_DAY, LAST_DAY = date.min, date.max

Place = tuple[str, str]
"""Kind and code."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which file and at which row of it (the heading is row 1; 0 is the file as a whole)."""

    file: str
    row: int
    message: str

    def __str__(self) -> str:
        where = _("%(file)s, riga %(row)s") % {"file": self.file, "row": self.row} if self.row else self.file
        return f"{where}: {self.message}"


class RegionFilesError(Exception):
    """The folder cannot be loaded; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Link:
    """A child within a parent, in a hierarchy, between two dates (both included, None is open)."""

    hierarchy: str
    child: Place
    parent: Place
    lead: bool
    valid_from: date | None
    valid_to: date | None
    verified: bool
    row: int


@dataclass
class RegionFiles:
    """A region as its files describe it; rows are dictionaries of values already of the right type."""

    places: dict[Place, dict[str, Any]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    population: dict[tuple[str, int, str], list[int]] = field(default_factory=dict)
    """Residents by age for each Comune (ISTAT code), year and sex."""
    boundaries: dict[str, Any] = field(default_factory=dict)
    service_types: dict[str, dict[str, Any]] = field(default_factory=dict)
    programmes: dict[str, dict[str, Any]] = field(default_factory=dict)
    implementations: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Vocabulary:
    """The words the files may use; given by the caller, because the enums stand above this floor."""

    kinds: frozenset[str]
    hierarchies: frozenset[str]
    sexes: frozenset[str]
    levels: frozenset[str]
    states: frozenset[str]


class Reader:
    """Reads one folder and gathers its problems."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, at: date) -> None:
        self.folder = folder
        self.words = vocabulary
        self.at = at
        self.problems: list[Problem] = []
        self.found = RegionFiles()

    def complain(self, file: str, row: int, message: str) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(file, row, message))

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of a table with their numbers; nothing when the file is absent, unreadable or lacks a column."""
        path = self.folder / name
        if not path.is_file():
            if name not in OPTIONAL:
                self.complain(name, 0, _("il file manca."))
            return
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.complain(name, 0, _("il file non è scritto in UTF-8."))
            return
        table = csv.DictReader(text.splitlines(), strict=True)
        missing = [column for column in COLUMNS[name].split() if column not in (table.fieldnames or ())]
        if missing:
            self.complain(name, 1, _("mancano le colonne: %(columns)s.") % {"columns": ", ".join(missing[:5])})
            return
        try:
            for row in table:
                yield table.line_num, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        except csv.Error:
            self.complain(name, table.line_num, _("la riga non è in un formato CSV valido."))

    def day(self, file: str, number: int, text: str) -> date | None:
        """A date written as 2024-01-31; empty is no date."""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.complain(file, number, _("“%(text)s” non è una data (anno-mese-giorno).") % {"text": text})
            return None

    def number(self, file: str, number: int, text: str) -> int | None:
        """A whole number from zero up; empty is none."""
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.complain(file, number, _("“%(text)s” non è un numero intero, da zero in su.") % {"text": text})
            return None
        return int(text)

    def yes(self, file: str, number: int, text: str) -> bool:
        """`yes` or `no`; empty is no."""
        if text not in {"yes", "no", ""}:
            self.complain(file, number, _("“%(text)s” deve essere yes oppure no.") % {"text": text})
        return text == "yes"

    def one_of(self, file: str, number: int, text: str, words: frozenset[str]) -> str:
        """A word of the vocabulary."""
        if text not in words:
            values = {"text": text, "words": ", ".join(sorted(words))}
            self.complain(file, number, _("“%(text)s” non è tra i valori previsti: %(words)s.") % values)
        return text

    def dates(self, file: str, number: int, row: dict[str, str], first: str, last: str) -> dict[str, date | None]:
        """Two dates in order."""
        start, end = self.day(file, number, row[first]), self.day(file, number, row[last])
        if start and end and end < start:
            self.complain(file, number, _("la data finale viene prima di quella iniziale."))
        return {first: start, last: end}


def read_folder(folder: Path, vocabulary: Vocabulary, at: date) -> RegionFiles:
    """Read and check a region; `at` is the day on which every Comune must have its Ambito.

    Raises:
        RegionFilesError: something is wrong, with all problems found.
    """
    reader = Reader(folder, vocabulary, at)
    _read_places(reader)
    _read_links(reader)
    _read_population(reader)
    _read_boundaries(reader)
    _read_catalogues(reader)
    _read_implementations(reader)
    if not reader.problems:
        _check_composition(reader)
    if reader.problems:
        raise RegionFilesError(sorted(reader.problems, key=lambda problem: (problem.file, problem.row)))
    return reader.found


def _read_places(reader: Reader) -> None:
    file = "places.csv"
    for number, row in reader.rows(file):
        kind = reader.one_of(file, number, row["kind"], reader.words.kinds)
        code = row["code"]
        if not code or not row["name"]:
            reader.complain(file, number, _("mancano il codice o il nome."))
        if (kind, code) in reader.found.places:
            reader.complain(file, number, _("il codice “%(code)s” è già usato più sopra.") % {"code": code})
        if kind == "municipality" and not (re.fullmatch(r"[0-9]{6}", row["istat_code"]) and code == row["istat_code"]):
            reader.complain(file, number, _("il codice di un Comune è il suo codice ISTAT, di sei cifre."))
        if row["cadastral_code"] and not re.fullmatch(r"[A-Z][0-9]{3}", row["cadastral_code"]):
            reader.complain(file, number, _("il codice catastale è una lettera maiuscola e tre cifre."))
        reader.found.places[kind, code] = {
            "name": row["name"],
            "istat_code": row["istat_code"][:6],
            "cadastral_code": row["cadastral_code"],
            "verified": reader.yes(file, number, row["verified"]),
            **reader.dates(file, number, row, "valid_from", "valid_to"),
        }
    regions = [code for kind, code in reader.found.places if kind == "region"]
    if reader.found.places and len(regions) != 1:
        reader.complain(file, 0, _("deve esserci una sola Regione; trovate: %(count)s.") % {"count": len(regions)})


def _read_links(reader: Reader) -> None:
    file = "links.csv"
    for number, row in reader.rows(file):
        child, parent = (row["child_kind"], row["child_code"]), (row["parent_kind"], row["parent_code"])
        for kind, code in (child, parent):
            if (kind, code) not in reader.found.places:
                values = {"kind": kind, "code": code}
                reader.complain(file, number, _("il luogo “%(kind)s %(code)s” non è in places.csv.") % values)
        if child == parent:
            reader.complain(file, number, _("un luogo non può stare dentro sé stesso."))
        dates = reader.dates(file, number, row, "valid_from", "valid_to")
        reader.found.links.append(
            Link(
                hierarchy=reader.one_of(file, number, row["hierarchy"], reader.words.hierarchies),
                child=child,
                parent=parent,
                lead=reader.yes(file, number, row["lead"]),
                valid_from=dates["valid_from"],
                valid_to=dates["valid_to"],
                verified=reader.yes(file, number, row["verified"]),
                row=number,
            )
        )


def _read_population(reader: Reader) -> None:
    file = "population.csv"
    for number, row in reader.rows(file):
        code, sex = row["istat_code"], reader.one_of(file, number, row["sex"], reader.words.sexes)
        year = reader.number(file, number, row["year"])
        if ("municipality", code) not in reader.found.places:
            reader.complain(file, number, _("il Comune “%(code)s” non è in places.csv.") % {"code": code})
        if year is None:
            reader.complain(file, number, _("manca l’anno."))
            continue
        residents = [reader.number(file, number, row[f"age_{age}"] or "?") for age in AGES]
        if (code, year, sex) in reader.found.population:
            reader.complain(file, number, _("Comune, anno e sesso sono già più sopra."))
        reader.found.population[code, year, sex] = [value or 0 for value in residents]
    _check_population(reader)


def _check_population(reader: Reader) -> None:
    have = {(code, sex) for code, _year, sex in reader.found.population}
    for kind, code in reader.found.places:
        lacking = [sex for sex in sorted(reader.words.sexes) if (code, sex) not in have]
        if kind == "municipality" and have and lacking:
            values = {"code": code, "sexes": ", ".join(lacking)}
            reader.complain("population.csv", 0, _("mancano i residenti del Comune %(code)s (%(sexes)s).") % values)


def _read_boundaries(reader: Reader) -> None:
    path = reader.folder / BOUNDARIES
    if not path.is_file():
        reader.complain(BOUNDARIES, 0, _("il file manca."))
        return
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        drawn = set(read(document).places)
    except (BoundaryFileError, ValueError):
        reader.complain(BOUNDARIES, 0, _("il file non contiene confini leggibili."))
        return
    comuni = {code for kind, code in reader.found.places if kind == "municipality"}
    for message, codes in (
        (_("Comuni senza confini: %(codes)s."), comuni - drawn),
        (_("confini di Comuni che non sono in places.csv: %(codes)s."), drawn - comuni),
    ):
        if codes:
            reader.complain(BOUNDARIES, 0, message % {"codes": ", ".join(sorted(codes)[:5])})
    reader.found.boundaries = document


def _read_catalogues(reader: Reader) -> None:
    found = reader.found
    catalogues = (("service_types.csv", found.service_types), ("programmes.csv", found.programmes))
    for file, target in catalogues:
        for number, row in reader.rows(file):
            code = row.pop("code")
            if not code or not row["name"]:
                reader.complain(file, number, _("mancano il codice o il nome."))
            if code in target:
                reader.complain(file, number, _("il codice “%(code)s” è già usato più sopra.") % {"code": code})
            target[code] = {column: row[column] for column in COLUMNS[file].split() if column in row}
            if "age_from" in row:
                ages = {column: reader.number(file, number, row[column]) for column in ("age_from", "age_to")}
                target[code] |= {**ages, "verified": reader.yes(file, number, row["verified"])}


def _read_implementations(reader: Reader) -> None:
    file = "implementations.csv"
    seen = set()
    for number, row in reader.rows(file):
        key = (row["programme"], row["ambito_code"], row["edition"])
        if row["programme"] not in reader.found.programmes:
            reader.complain(file, number, _("il programma non è in programmes.csv."))
        if ("ambito", row["ambito_code"]) not in reader.found.places:
            reader.complain(file, number, _("l’Ambito non è in places.csv."))
        if key in seen:
            reader.complain(file, number, _("programma, Ambito ed edizione sono già più sopra."))
        seen.add(key)
        reader.found.implementations.append(
            {
                "programme": row["programme"],
                "ambito_code": row["ambito_code"],
                "edition": row["edition"],
                "level": reader.one_of(file, number, row["level"], reader.words.levels),
                "state": reader.one_of(file, number, row["state"], reader.words.states),
                "families": reader.number(file, number, row["families"]),
                "verified": reader.yes(file, number, row["verified"]),
                **reader.dates(file, number, row, "starts_on", "ends_on"),
            }
        )


def _check_composition(reader: Reader) -> None:
    """No place in two parents of one hierarchy on the same day; every Comune in an Ambito and in a Province today."""
    by_child: dict[tuple[str, Place], list[Link]] = defaultdict(list)
    for link in reader.found.links:
        by_child[link.hierarchy, link.child].append(link)
    for (hierarchy, (_kind, code)), links in by_child.items():
        links.sort(key=lambda link: link.valid_from or FIRST_DAY)
        for earlier, later in pairwise(links):
            if (later.valid_from or FIRST_DAY) <= (earlier.valid_to or LAST_DAY):
                values = {"code": code, "hierarchy": hierarchy, "row": earlier.row}
                message = _("“%(code)s” è in due luoghi nello stesso giorno (%(hierarchy)s): vedi riga %(row)s.")
                reader.complain("links.csv", later.row, message % values)
    for kind, code in reader.found.places:
        if kind == "municipality" and _in_force(reader.found.places[kind, code], reader.at):
            for hierarchy, message in (
                ("ambito", _("il Comune %(code)s non sta in nessun Ambito.")),
                ("administrative", _("il Comune %(code)s non sta in nessuna Provincia.")),
            ):
                links = by_child.get((hierarchy, (kind, code)), [])
                if not any(_in_force(vars(link), reader.at) for link in links):
                    reader.complain("links.csv", 0, message % {"code": code})


def _in_force(row: dict[str, Any], at: date) -> bool:
    return (row["valid_from"] or FIRST_DAY) <= at <= (row["valid_to"] or LAST_DAY)
