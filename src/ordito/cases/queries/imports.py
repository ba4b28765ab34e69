# SPDX-License-Identifier: EUPL-1.2
"""What a spreadsheet of cases is made of, whom its rows speak of, and what is wrong with them.

One row is a taking in charge, with at most one service. Rows of one person are told by fiscal code, else by name and
birth date within the Comune's service; rows with the same opening day belong to one taking in charge.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Protection
from ordito.cases.models import CaseFile, Code, Intervention, Person, TakingInCharge
from ordito.cases.queries.batches import touched_rows
from ordito.cases.queries.tokens import fiscal_code_index
from ordito.cases.queries.workplaces import ambito_id_of, body_of
from ordito.core import fiscal_code
from ordito.core.dates import format_date
from ordito.core.declare import ImportChoice, ImportedObject, ImportProblem
from ordito.core.text import fold
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import ProfessionalRole, ServiceType, Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from ordito.cases.enums import ListKey
    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord
    from ordito.territory.models import Organisation

Key = tuple[int, str, "date | None", str]
"""Body, fiscal code, birth date and folded name; the last two are empty when the code is there."""


@dataclass(frozen=True)
class Place:
    """A Comune with its Ambito and the body that acts there."""

    comune: Territory
    ambito_id: int
    body: Organisation


@dataclass(frozen=True)
class Known:
    """Somebody already there: their standing takings in charge by opening day, and whether one is open."""

    person: Person
    takings: Mapping[date, TakingInCharge]
    in_charge: bool


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


class Sheet:
    """A chunk of rows with what must be known to judge and write them; every look-up is made once for the chunk."""

    def __init__(self, records: Sequence[ImportRecord], *, territory_id: int) -> None:
        self.records = records
        self.today = timezone.localdate()
        self.places = _places(territory_id, at=self.today)
        self.only = next(iter(self.places.values())) if len(self.places) == 1 else None
        self.known = self._known()

    def place_of(self, record: ImportRecord) -> Place | None:
        """Where the row is held; None when the Comune is missing or not of this territory."""
        code = record.values.get("comune")
        return self.places.get(code) if code else self.only

    def key_of(self, record: ImportRecord) -> Key | None:
        """What tells the person of the row; None without place."""
        place = self.place_of(record)
        if place is None:
            return None
        code = record.values.get("fiscal_code", "")
        if code:
            return place.body.pk, code, None, ""
        birth = record.values.get("birth_date")
        name = fold(f"{record.values['surname']} {record.values['name']}")
        return place.body.pk, "", birth, name

    def _known(self) -> dict[Key, Known]:
        keys = {key for key in map(self.key_of, self.records) if key is not None}
        bodies = {key[0] for key in keys}
        by_index = {(key[0], fiscal_code_index(key[1])): key for key in keys if key[1]}
        people = list(
            _with_takings(
                Person.objects.filter(body_id__in=bodies, fiscal_code_index__in=[index for _body, index in by_index])
            )
        )
        found = {by_index[person.body_id, bytes(person.fiscal_code_index)]: _known(person) for person in people}
        births = {key[2] for key in keys if key[2] is not None}
        named = _with_takings(Person.objects.filter(body_id__in=bodies, birth_date__in=births)) if births else []
        for person in named:
            key = (person.body_id, "", person.birth_date, fold(person.full_name()))
            if key in keys:
                found.setdefault(key, _known(person))
        return found


def _with_takings(people: Any) -> Any:
    takings = TakingInCharge.objects.current().order_by("opened_on")
    records = CaseFile.objects.current().prefetch_related(Prefetch("takings", queryset=takings))
    return people.current().prefetch_related(Prefetch("case_files", queryset=records))


def _known(person: Person) -> Known:
    takings = [taking for record in person.case_files.all() for taking in record.takings.all()]
    return Known(
        person, {taking.opened_on: taking for taking in takings}, any(taking.closed_on is None for taking in takings)
    )


def _places(territory_id: int, *, at: date) -> dict[str, Place]:
    territory = Territory.objects.get(pk=territory_id)
    if territory.kind == TerritoryKind.MUNICIPALITY:
        comuni = [territory]
    else:
        links = TerritoryLink.objects.at(at).filter(parent=territory, hierarchy=Hierarchy.AMBITO)
        comuni = [link.child for link in links.select_related("child")]
    found = {}
    for comune in comuni:
        body = body_of(comune, at=at)
        if body is not None:
            found[comune.code] = Place(comune, ambito_id_of(comune, at=at), body)
    return found


def workers_of(bodies: Iterable[int]) -> dict[tuple[int, str], int]:
    """Ids of professionals by body and folded name, in both orders; names that two colleagues share are left out."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for role in ProfessionalRole.objects.filter(organisation_id__in=list(bodies)).select_related("professional"):
        who = role.professional
        for name in (f"{who.surname} {who.name}", f"{who.name} {who.surname}", who.surname):
            found[role.organisation_id, fold(name)].add(who.pk)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


@dataclass
class _Seen:
    """What the rows of one person have brought so far."""

    days: set[date] = field(default_factory=set)
    open: bool = False


def touched_cases(objects: Sequence[ImportedObject], *, by: Actor, batch_id: int) -> list[ImportedObject]:  # noqa: ARG001
    """What an undo would keep; named by record number, because who imports reads no record."""
    return kept_objects(objects, touched_rows(batch_id))


def kept_objects(objects: Sequence[ImportedObject], kept: Mapping[str, set[int]]) -> list[ImportedObject]:
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


def check_cases(
    records: Sequence[ImportRecord],
    *,
    by: Actor,  # noqa: ARG001 - the protocol's signature; the batch has asked already
    territory_id: int,
) -> list[list[ImportProblem]]:
    """What is wrong with rows whose cells are sound; see `declares.imports` for the words."""
    sheet = Sheet(records, territory_id=territory_id)
    workers = workers_of({place.body.pk for place in sheet.places.values()})
    seen: dict[Key, _Seen] = defaultdict(_Seen)
    found = []
    for record in records:
        problems = [*_dates(record.values), *_code(record.values)]
        place, key = sheet.place_of(record), sheet.key_of(record)
        if place is None or key is None:
            problems.append(ImportProblem("comune", "comune_elsewhere" if record.values.get("comune") else "no_comune"))
        else:
            problems += _standing(record.values, sheet.known.get(key), seen[key])
            problems += _worker(record.values, place, workers)
        found.append(problems)
    return found


def _dates(values: Mapping[str, Any]) -> list[ImportProblem]:
    found = []
    for first, then, code in (
        ("opened_on", "closed_on", "closed_before_opened"),
        ("service_from", "service_to", "ended_before_started"),
        ("birth_date", "opened_on", "opened_before_birth"),
        ("opened_on", "service_from", "service_before_opened"),
    ):
        if values.get(first) and values.get(then) and values[then] < values[first]:
            found.append(ImportProblem(then, code))
    if not values.get("closed_on") and (values.get("outcome") or values.get("closure_reason")):
        found.append(ImportProblem("closed_on", "outcome_without_closure"))
    if not values.get("birth_date") and not values.get("fiscal_code"):
        found.append(ImportProblem("birth_date", "no_birth_date", warning=True))
    return found


def _code(values: Mapping[str, Any]) -> list[ImportProblem]:
    text = values.get("fiscal_code")
    if not text:
        return []
    try:
        code = fiscal_code.parse(text)
    except fiscal_code.InvalidFiscalCodeError:
        return [ImportProblem("fiscal_code", "fiscal_code_wrong")]
    differing = fiscal_code.mismatches(
        code,
        surname=values["surname"],
        name=values["name"],
        birth_date=values.get("birth_date"),
        sex=values.get("sex"),
    )
    return [ImportProblem("fiscal_code", f"fiscal_code_{flaw}", warning=True) for flaw in differing]


def _standing(values: Mapping[str, Any], known: Known | None, seen: _Seen) -> list[ImportProblem]:
    """How the row stands to what is there and to the rows of the same person before it in the chunk."""
    if known is not None and known.person.protection != Protection.NONE:
        return [ImportProblem("", "by_hand")]
    found = []
    day = values["opened_on"]
    same = day in seen.days or (known is not None and day in known.takings)
    if known is not None and not seen.days:
        found.append(ImportProblem("", "person_known", warning=True))
    if same:
        if not (values.get("service_type") or values.get("intervention")):
            found.append(ImportProblem("", "nothing_new", warning=True))
    elif values.get("closed_on") is None:
        if seen.open or (known is not None and known.in_charge):
            found.append(ImportProblem("opened_on", "already_in_charge"))
        else:
            seen.open = True
    seen.days.add(day)
    return found


def _worker(values: Mapping[str, Any], place: Place, workers: Mapping[tuple[int, str], int]) -> list[ImportProblem]:
    name = values.get("worker")
    if not name or (place.body.pk, fold(name)) in workers:
        return []
    return [ImportProblem("worker", "worker_unknown", warning=True)]
