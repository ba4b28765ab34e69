# SPDX-License-Identifier: EUPL-1.2
"""A record as the flow on minors has it: every value with its source, and why it cannot go.

No rights are asked here: pages ask whether the record is read whole, sendings whether the actor sends for its body.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.cases.models import ConcernReport, Intervention, TakingInCharge
from ordito.cases.queries.classifications import INPS, codes_in
from ordito.circumstances.queries.at import circumstances_of
from ordito.core.crypto import blind_index
from ordito.flows.engine.bands import OF_AGE, came_of_age
from ordito.flows.engine.layout import Fault, Flow, Node, Problem, check, layout_of
from ordito.flows.models import SinbaSheet
from ordito.flows.queries.sinba_values import SEXES, Source, Value, values_of
from ordito.kinship.engine.family import LEGAL
from ordito.kinship.engine.relations import Bond
from ordito.kinship.queries.facts import bonds_at_home, orphan_condition, parents_of
from ordito.protection.queries.at import protection_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from ordito.cases.models import CaseFile, Person
    from ordito.flows.models import FlowSender

SECTION = "SINBA"
ID_BYTES = 12
"""Twenty letters and digits in base 32, all that the layout allows."""
PARENTS = frozenset({Bond.PARENT, Bond.ADOPTIVE_PARENT})
HOLDING = ("Prestazioni/CodicePrestazione", "Famiglia/ComposizioneFamiglia")


@dataclass(frozen=True)
class Sender:
    """What of a sender changes a record."""

    code: str
    type_eight: str
    maps: Mapping[tuple[str, str], str]


def sender_of(row: FlowSender | None, maps: Mapping[tuple[str, str], str]) -> Sender:
    """Of a sender that has not said who it is, nothing."""
    return Sender(row.code if row else "", row.type_eight if row else "", maps)


@dataclass(frozen=True)
class SinbaRecord:
    """What would be sent: each value in the order of the layout, and what stands against it."""

    case_file: CaseFile
    day: date
    external_id: str
    values: tuple[Value, ...]
    problems: tuple[Problem, ...]
    answered: frozenset[str]

    @property
    def node(self) -> Node:
        """The section as it is written."""
        return Node(SECTION, {value.name: list(value.codes) for value in self.values if value.codes})


def external_id(person: Person, sender_code: str) -> str:
    """Whom INPS sees: letters and digits of a keyed code, the same for a person and a sender, leading to nobody."""
    digest = blind_index(f"{sender_code}\0{person.public_id}", field="flows.sinba")
    return base64.b32encode(digest[:ID_BYTES]).decode().rstrip("=")


def takings_in(ambito_id: int, body_id: int, starts_on: date, ends_on: date) -> list[TakingInCharge]:
    """The takings in charge of minors that run in a period, one for each record: the latest; one query.

    A minor is who has not come of age before the period.
    """
    rows = (
        TakingInCharge.objects.current()
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=starts_on), opened_on__lte=ends_on)
        .filter(case_file__ambito_id=ambito_id, case_file__body_id=body_id, case_file__annulled_at__isnull=True)
        .filter(
            Q(case_file__person__birth_date=None) | Q(case_file__person__birth_date__year__gte=starts_on.year - OF_AGE)
        )
        .select_related("case_file__person", "closure_reason", "area")
        .order_by("case_file_id", "opened_on", "pk")
    )
    latest = {taking.case_file_id: taking for taking in rows if _of_minors(taking, starts_on)}
    return list(latest.values())


def _of_minors(taking: TakingInCharge, starts_on: date) -> bool:
    """Whose birth date nobody knows counts by the area of the taking in charge."""
    born = taking.case_file.person.birth_date
    return came_of_age(born) > starts_on if born else taking.area.code == "minors"


def reference_day(taking: TakingInCharge, ends_on: date) -> date:
    """The day of which a record speaks: the last of the period, of the taking in charge, of the minor age."""
    days = [ends_on]
    if taking.closed_on is not None:
        days.append(taking.closed_on)
    born = taking.case_file.person.birth_date
    if born is not None:
        days.append(came_of_age(born) - timedelta(days=1))
    return min(days)


def sinba_of(taking: TakingInCharge, sender: Sender, *, starts_on: date, ends_on: date) -> SinbaRecord:
    """A record as it would be sent for a period; about thirty queries."""
    case_file = taking.case_file
    day = reference_day(taking, ends_on)
    sheet = SinbaSheet.objects.filter(case_file=case_file).prefetch_related("assessments").first()
    source = _source(taking, sender, starts_on=starts_on, day=day)
    found = {value.name: value for value in values_of(source)}
    answers = {name: Value(name, tuple(codes), "sheet") for name, codes in (sheet.answers if sheet else {}).items()}
    found |= answers | {value.name: value for value in _assessed(sheet)}
    identifier = external_id(case_file.person, sender.code)
    found["IDBeneficiario"] = Value("IDBeneficiario", (identifier,), "sender")
    names = layout_of(Flow.SINBA).fields[SECTION]
    values = tuple(found.get(name) or Value(name, (), PLACE_OF.get(name, "sheet")) for name in names)
    record = SinbaRecord(case_file, day, identifier, values, (), frozenset(answers))
    return replace(record, problems=tuple(_problems(record)))


def _assessed(sheet: SinbaSheet | None) -> Iterable[Value]:
    rows = list(sheet.assessments.all()) if sheet else []
    for name, subject in (("ValutazioneMinore", "minor"), ("ValutazioneFamigliaMinore", "family")):
        of_subject = [row for row in rows if row.subject == subject]
        main = tuple(row.code for row in of_subject if row.main)
        yield Value(name, main, "sheet", Fault.TWO if of_subject and not main else None)


def _problems(record: SinbaRecord) -> list[Problem]:
    """What the check finds; a missing value that the record does have says better why it is missing."""
    why = {value.name: value.fault for value in record.values if value.fault is not None}
    found = [
        Problem(one.section, one.name, why.get(one.name, one.fault))
        if one.fault in {Fault.MISSING, Fault.NEEDED}
        else one
        for one in check(layout_of(Flow.SINBA), record.node)
    ]
    asked = {one.name for one in found}
    fused = [Problem(SECTION, name, why[name]) for name in why if why[name] is Fault.FUSED and name not in asked]
    return sorted(found + fused)


def _source(taking: TakingInCharge, sender: Sender, *, starts_on: date, day: date) -> Source:
    case_file = taking.case_file
    person = case_file.person
    parents = {
        parent.sex: parent.person
        for parent in reversed(parents_of(person, day))
        if parent.kind in LEGAL and parent.person is not None and parent.sex in SEXES
    }
    known = circumstances_of([person.pk, *(parent.pk for parent in parents.values())], day)
    return Source(
        case_file=case_file,
        day=day,
        taking=taking,
        known=known[person.pk],
        parents={sex: known[parent.pk] for sex, parent in parents.items()},
        orphan=orphan_condition(person, day),
        bonds=tuple(_bonds(person, day, {parent.pk: sex for sex, parent in parents.items()})),
        protection=protection_at(case_file, day),
        concern=_first_concern(case_file, day),
        services=_services(case_file, starts_on, day),
        type_eight=sender.type_eight,
        maps=sender.maps,
    )


def _bonds(person: Person, day: date, parents: Mapping[int, str]) -> Iterable[str]:
    for other, relation in bonds_at_home(person, day):
        sex = parents.get(other)
        yield SEXES[sex] if relation.bond in PARENTS and sex else relation.bond.value


def _first_concern(case_file: CaseFile, day: date) -> ConcernReport | None:
    rows = ConcernReport.objects.filter(person=case_file.person, body=case_file.body, received_on__lte=day)
    return rows.select_related("reporter_kind").order_by("received_on", "pk").first()


def _services(case_file: CaseFile, starts_on: date, day: date) -> tuple[str, ...]:
    """INPS's codes of what was delivered in the period; what nothing stands for is left out."""
    rows = (
        Intervention.objects.delivered()
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), starts_on__lte=day)
        .filter(taking__case_file=case_file, taking__annulled_at__isnull=True)
    )
    return tuple(sorted(set(codes_in(INPS, rows, on=day).values())))


PLACE_OF = {
    "TitoloStudioPadre": "parents",
    "TitoloStudioMadre": "parents",
    "OccupazionePadre": "parents",
    "OccupazioneMadre": "parents",
    "CodiceCittadinanzaPadre": "parents",
    "CodiceCittadinanzaMadre": "parents",
    "CodiceRegioneResidenzaPadre": "parents",
    "CodiceRegioneResidenzaMadre": "parents",
    "TipoDisabilita": "health",
    "InvCivCertificazioni": "health",
    "DataPrimaSegnalazione": "concerns",
    "FonteSegnalazione": "concerns",
    "DataSegnalazione": "protection",
    "DataProvvedimentoGiudiziario": "protection",
}
"""Where what nobody has written yet would be written; else in the flow's own sheet."""
