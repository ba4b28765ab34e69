# SPDX-License-Identifier: EUPL-1.2
"""What a spreadsheet of cases is made of, whom its rows speak of, and what is wrong with them.

One row is a taking in charge, with at most one service. Rows of one person are told by fiscal code, else by name and
birth date within the Comune's service; rows with the same opening day belong to one taking in charge.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile, Code, Intervention, TakingInCharge
from ordito.cases.queries.batches import touched_rows
from ordito.cases.queries.import_people import How, Sheet
from ordito.core import fiscal_code
from ordito.core.dates import format_date
from ordito.core.declare import ImportChoice, ImportedObject, ImportProblem, OnKnown
from ordito.core.text import fold
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import ProfessionalRole, ServiceType, Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from ordito.cases.enums import ListKey
    from ordito.cases.queries.import_people import Key, Known, Place
    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord


def code_choices(key: ListKey) -> Callable[[], Sequence[ImportChoice]]:
    """The codes of a list with their other wordings, as choices of a column."""

    def choices() -> list[ImportChoice]:
        codes = Code.objects.of(key).prefetch_related("aliases")
        return [ImportChoice(code.code, code.label, tuple(row.label for row in code.aliases.all())) for code in codes]

    return choices


def comune_choices() -> list[ImportChoice]:
    """Every Comune, also by ISTAT and cadastral code."""
    comuni = Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY).order_by("name")
    return [
        ImportChoice(row.code, row.name, tuple(word for word in (row.istat_code, row.cadastral_code) if word))
        for row in comuni
    ]


def service_type_choices() -> list[ImportChoice]:
    """Every type of service, also by its article of law."""
    return [
        ImportChoice(row.code, row.name, (row.legal_reference,) if row.legal_reference else ())
        for row in ServiceType.objects.order_by("code")
    ]


def workers_of(bodies: Iterable[int]) -> dict[tuple[int, str], int]:
    """Ids of professionals by body and folded name, in both orders; names that two colleagues share are left out."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for role in ProfessionalRole.objects.filter(organisation_id__in=list(bodies)).select_related("professional"):
        who = role.professional
        for name in (f"{who.surname} {who.name}", f"{who.name} {who.surname}", who.surname):
            found[role.organisation_id, fold(name)].add(who.pk)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def touched_cases(objects: Iterable[ImportedObject], *, by: Actor, batch_id: int) -> list[ImportedObject]:  # noqa: ARG001
    """What an undo would keep; named by record number, because who imports reads no record."""
    return kept_objects(objects, touched_rows(batch_id))


def kept_objects(objects: Iterable[ImportedObject], kept: Mapping[str, set[int]]) -> list[ImportedObject]:
    """Those of the given rows that are kept, with a name for the eye and the reason."""
    left = [thing for thing in objects if int(thing.object_id) in kept.get(thing.kind, set())]
    names = _names(left)
    why = _("Qualcuno ci ha lavorato dopo l’importazione.")
    return [
        ImportedObject(thing.kind, thing.object_id, names.get((thing.kind, int(thing.object_id)), ""), reason=why)
        for thing in left
    ]


def _names(things: list[ImportedObject]) -> dict[tuple[str, int], str]:
    ids: dict[str, set[int]] = defaultdict(set)
    for thing in things:
        ids[thing.kind].add(int(thing.object_id))
    records = CaseFile.objects.all()
    found: dict[tuple[str, int], str] = {}
    for record in records.filter(pk__in=ids["cases.casefile"]):
        found["cases.casefile", record.pk] = _("Cartella %(number)s") % {"number": record.number}
    for record in records.filter(person_id__in=ids["cases.person"]):
        found["cases.person", record.person_id] = _("Persona della cartella %(number)s") % {"number": record.number}
    for taking in TakingInCharge.objects.filter(pk__in=ids["cases.takingincharge"]).select_related("case_file"):
        words = {"number": taking.case_file.number, "day": format_date(taking.opened_on)}
        found["cases.takingincharge", taking.pk] = _("Presa in carico del %(day)s, cartella %(number)s") % words
    interventions = Intervention.objects.filter(pk__in=ids["cases.intervention"])
    for row in interventions.select_related("taking__case_file"):
        words = {"number": row.taking.case_file.number, "day": format_date(row.starts_on) if row.starts_on else ""}
        found["cases.intervention", row.pk] = _("Intervento del %(day)s, cartella %(number)s") % words
    return found


@dataclass
class Seen:
    """What the rows of one person have brought so far."""

    days: set[date] = field(default_factory=set)
    open: bool = False


def check_cases(
    records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int
) -> list[list[ImportProblem]]:
    """What is wrong with rows whose cells are sound; see `queries.spreadsheet` for the words."""
    return check_sheet(Sheet(records, by=by, territory_id=territory_id, batch_id=batch_id))


def check_sheet(sheet: Sheet) -> list[list[ImportProblem]]:
    """What is wrong with each row of a chunk whose people are known or new."""
    workers = workers_of({place.body.pk for place in sheet.places.values()})
    seen: dict[Key, Seen] = defaultdict(Seen)
    found = []
    for number, record in enumerate(sheet.records):
        values = record.values
        problems = [*wrong_dates(values), *wrong_code(values)]
        place, key = sheet.place_of(number), sheet.key_of(number)
        if place is None or key is None:
            problems.append(ImportProblem("comune", "comune_elsewhere" if values.get("comune") else "no_comune"))
        else:
            known = sheet.known_of(number)
            problems += about_known(record, known)
            if not (known and known.hidden):
                problems += standing_problems(values, None if key.apart else known, seen[key])
            problems += worker_problems(values, place, workers)
        found.append(problems)
    return found


def about_known(record: ImportRecord, known: Known | None) -> list[ImportProblem]:
    """What is to be said when the row speaks of somebody already there, and of what was chosen for them."""
    if known is not None and known.hidden:
        return [ImportProblem("", "by_hand")]
    if known is None or known.fresh:
        return []
    if record.on_known is OnKnown.SKIP:
        return [ImportProblem("", "person_skipped")]
    if record.on_known is OnKnown.NEW:
        if known.how is How.CODE:
            return [ImportProblem("fiscal_code", "same_code")]
        return [ImportProblem("", "person_new", warning=True)]
    return [ImportProblem("", "person_alike" if known.how is How.NAME else "person_known", warning=True)]


def wrong_dates(values: Mapping[str, Any]) -> list[ImportProblem]:
    """Dates out of order, and an outcome of what is not closed."""
    found = []
    for first, then, code in (
        ("opened_on", "closed_on", "closed_before_opened"),
        ("service_from", "service_to", "ended_before_started"),
        ("birth_date", "opened_on", "opened_before_birth"),
        ("opened_on", "service_from", "service_before_opened"),
        ("service_from", "closed_on", "service_after_closed"),
    ):
        if values.get(first) and values.get(then) and values[then] < values[first]:
            found.append(ImportProblem("service_from" if code == "service_after_closed" else then, code))
    if not values.get("closed_on") and (values.get("outcome") or values.get("closure_reason")):
        found.append(ImportProblem("closed_on", "outcome_without_closure"))
    if not any(values.get(name) for name in ("birth_date", "fiscal_code", "person_number")):
        found.append(ImportProblem("birth_date", "no_birth_date", warning=True))
    return found


def wrong_code(values: Mapping[str, Any]) -> list[ImportProblem]:
    """A fiscal code that fails, and what of the row disagrees with it."""
    text = values.get("fiscal_code")
    if not text:
        return []
    try:
        code = fiscal_code.parse(text)
    except fiscal_code.InvalidFiscalCodeError:
        return [ImportProblem("fiscal_code", "fiscal_code_wrong")]
    differing = fiscal_code.mismatches(
        code,
        surname=values.get("surname", ""),
        name=values.get("name", ""),
        birth_date=values.get("birth_date"),
        sex=values.get("sex"),
    )
    return [ImportProblem("fiscal_code", f"fiscal_code_{flaw}", warning=True) for flaw in differing]


def standing_problems(values: Mapping[str, Any], known: Known | None, seen: Seen) -> list[ImportProblem]:
    """How the row's taking in charge stands to what is there and to the rows of the same person before it."""
    day = values.get("opened_on")
    if day is None:
        return []
    found = []
    if day in seen.days or (known is not None and day in known.takings):
        if not (values.get("service_type") or values.get("intervention")):
            found.append(ImportProblem("", "nothing_new", warning=True))
    elif values.get("closed_on") is None:
        if seen.open or (known is not None and known.in_charge):
            found.append(ImportProblem("opened_on", "already_in_charge"))
        else:
            seen.open = True
    seen.days.add(day)
    return found


def worker_problems(
    values: Mapping[str, Any], place: Place, workers: Mapping[tuple[int, str], int]
) -> list[ImportProblem]:
    """A worker whom the body does not have."""
    name = values.get("worker")
    if not name or (place.body.pk, fold(name)) in workers:
        return []
    return [ImportProblem("worker", "worker_unknown", warning=True)]
