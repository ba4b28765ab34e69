# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of attendance that a provider sends: of which intervention a row speaks, and what is wrong with it.

A row names the intervention by its public code, or by the number of the record; with more than one intervention in the
record on that day, the kind tells which.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.models import Intervention, InterventionAttendance
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.imports import code_choices
from ordito.core.access import Verb
from ordito.core.declare import CellKind, ImportedObject, ImportField, ImportProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord

KIND = "cases.interventionattendance"
HOURS_IN_A_DAY = 24
NUMBER = re.compile(r"(\d{4})/(\d{1,9})")

FIELDS = (
    ImportField("code", _("Codice dell’intervento"), synonyms=("codice", "codice intervento", "cod. intervento"),
                max_length=16, help=_("Quello scritto nella pagina dell’intervento: non dice di chi si tratta.")),
    ImportField("record", _("Numero della cartella"), synonyms=("cartella", "n. cartella", "numero cartella"),
                max_length=20, help=_("Per esempio 2026/000123, se manca il codice dell’intervento.")),
    ImportField("kind", _("Intervento"), CellKind.CHOICE, synonyms=("prestazione", "servizio"),
                choices=code_choices(ListKey.INTERVENTION_KIND)),
    ImportField("day", _("Giorno"), CellKind.DATE, synonyms=("data", "data presenza", "data accesso"), required=True),
    ImportField("hours", _("Ore"), CellKind.DECIMAL, synonyms=("ore erogate", "n. ore", "durata")),
    ImportField("units", _("Prestazioni"), CellKind.DECIMAL, synonyms=("numero", "accessi", "presenze", "quantità")),
    ImportField("note", _("Nota"), synonyms=("note", "annotazioni"), max_length=500),
)  # fmt: skip

MESSAGES = {
    "nothing_named": _("Manca sia il codice dell’intervento sia il numero della cartella."),
    "intervention_unknown": _("Non c’è un intervento con questo codice o numero nel territorio scelto."),
    "intervention_ambiguous": _("Nella cartella c’è più di un intervento quel giorno: indica quale."),
    "outside_period": _("Quel giorno l’intervento non era in corso."),
    "no_amount": _("Mancano le ore o le prestazioni."),
    "amount_impossible": _("Le ore di un giorno vanno da più di 0 a 24; le prestazioni sono più di 0."),
    "already_there": _("Questa presenza è già stata importata: la riga non aggiunge niente."),
    "differs": _("Per quel giorno c’è già una presenza diversa: annulla prima quella importazione."),
    "twice": _("Lo stesso giorno dello stesso intervento è già in un’altra riga del file."),
}
HELP = _("Una riga per giorno e per intervento: il codice dell’intervento, il giorno, le ore o le prestazioni.")


@dataclass(frozen=True)
class Told:
    """What a row says was delivered."""

    hours: Decimal | None
    units: Decimal | None


class AttendanceSheet:
    """A chunk of rows with the interventions that they name; the same number of queries whatever its length."""

    def __init__(self, records: Sequence[ImportRecord], *, by: Actor, territory_id: int) -> None:
        self.records = records
        place = Q(taking__case_file__comune=territory_id) | Q(taking__case_file__ambito=territory_id)
        held = in_service(by, Verb.IMPORT_DATA, prefix="taking__case_file__")
        self.reached = Intervention.objects.delivered().filter(place, held, taking__annulled_at__isnull=True)
        self.by_code = self._by_code()
        self.by_record = self._by_record()
        self.known = self._known()

    def _by_code(self) -> dict[str, Intervention]:
        codes = {_code(record.values) for record in self.records} - {""}
        rows = self.reached.filter(public_code__in=codes).select_related("taking__case_file__person", "kind")
        return {row.public_code: row for row in rows}

    def _by_record(self) -> dict[tuple[int, int], list[Intervention]]:
        numbers = {_number(record.values) for record in self.records} - {None}
        found: dict[tuple[int, int], list[Intervention]] = defaultdict(list)
        if not numbers:
            return found
        wanted = Q(pk__in=())
        for year in {number[0] for number in numbers if number}:
            serials = [number[1] for number in numbers if number and number[0] == year]
            wanted |= Q(taking__case_file__year=year, taking__case_file__serial__in=serials)
        for row in self.reached.filter(wanted).select_related("taking__case_file__person", "kind"):
            found[row.taking.case_file.year, row.taking.case_file.serial].append(row)
        return found

    def _known(self) -> dict[tuple[int, date], Told]:
        ids = {row.pk for row in self.by_code.values()} | {row.pk for rows in self.by_record.values() for row in rows}
        days = {record.values["day"] for record in self.records}
        rows = InterventionAttendance.objects.filter(intervention__in=ids, day__in=days, annulled_at__isnull=True)
        return {
            (pk, day): Told(hours, units)
            for pk, day, hours, units in rows.values_list("intervention_id", "day", "hours", "units")
        }

    def named(self, values: Mapping[str, Any]) -> tuple[Intervention | None, str]:
        """The intervention of a row, else the code of what is wrong."""
        code, number, day = _code(values), _number(values), values["day"]
        if not code and not number:
            return None, "intervention_unknown" if values.get("record") else "nothing_named"
        if code:
            row = self.by_code.get(code)
            return (row, "") if row is not None and _runs(row, day) else (None, _why(row))
        candidates = [
            row for row in self.by_record.get(number or (0, 0), ()) if values.get("kind") in {None, _kind(row)}
        ]
        running = [row for row in candidates if _runs(row, day)]
        if len(running) == 1:
            return running[0], ""
        return None, "intervention_ambiguous" if running else _why(next(iter(candidates), None))


def _code(values: Mapping[str, Any]) -> str:
    code: str = values.get("code", "")
    return code.replace(" ", "").upper()


def _number(values: Mapping[str, Any]) -> tuple[int, int] | None:
    found = NUMBER.fullmatch(values.get("record", "").replace(" ", ""))
    return (int(found[1]), int(found[2])) if found else None


def _kind(row: Intervention) -> str:
    return row.kind.code if row.kind else ""


def _runs(row: Intervention, day: date) -> bool:
    """Whether something may have been delivered on the day: within the period and within the person's life."""
    ends = [end for end in (row.ends_on, row.taking.case_file.person.deceased_on) if end is not None]
    return row.starts_on is not None and row.starts_on <= day and all(day <= end for end in ends)


def _why(row: Intervention | None) -> str:
    return "intervention_unknown" if row is None else "outside_period"


def told_by(values: Mapping[str, Any]) -> Told:
    """What the row says was delivered."""
    return Told(values.get("hours"), values.get("units"))


def check_attendance(
    records: Sequence[ImportRecord],
    *,
    by: Actor,
    territory_id: int,
    batch_id: int,  # noqa: ARG001 - the protocol's signature
) -> list[list[ImportProblem]]:
    """What is wrong with rows whose cells are sound; `MESSAGES` has the words."""
    sheet = AttendanceSheet(records, by=by, territory_id=territory_id)
    seen: set[tuple[int, date]] = set()
    found = []
    for record in records:
        problems = _amount(told_by(record.values))
        row, wrong = sheet.named(record.values)
        if row is None:
            problems.append(ImportProblem("code" if record.values.get("code") else "record", wrong))
        else:
            problems += _standing(row, record.values, sheet, seen)
        found.append(problems)
    return found


def _amount(told: Told) -> list[ImportProblem]:
    if told.hours is None and told.units is None:
        return [ImportProblem("hours", "no_amount")]
    if told.hours is not None and not 0 < told.hours <= HOURS_IN_A_DAY:
        return [ImportProblem("hours", "amount_impossible")]
    if told.units is not None and told.units <= 0:
        return [ImportProblem("units", "amount_impossible")]
    return []


def _standing(
    row: Intervention, values: Mapping[str, Any], sheet: AttendanceSheet, seen: set[tuple[int, date]]
) -> list[ImportProblem]:
    key = (row.pk, values["day"])
    if key in seen:
        return [ImportProblem("day", "twice")]
    seen.add(key)
    known = sheet.known.get(key)
    if known is None:
        return []
    same = known == told_by(values)
    return [ImportProblem("day", "already_there" if same else "differs", warning=same)]


def touched_attendance(
    objects: Iterable[ImportedObject],  # noqa: ARG001 - the protocol's signature
    *,
    by: Actor,  # noqa: ARG001 - the same
    batch_id: int,  # noqa: ARG001 - the same
) -> list[ImportedObject]:
    """Nothing: nobody changes attendance after the import."""
    return []
