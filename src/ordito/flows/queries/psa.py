# SPDX-License-Identifier: EUPL-1.2
"""Benefits as the benefits flow has them. No rights are asked here, see `queries.sinba`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.cases.models import TakingInCharge
from ordito.circumstances.models import Isee
from ordito.circumstances.queries.at import circumstances_of
from ordito.core.fields import open_text
from ordito.flows.engine.layout import Flow, Node, Problem, check, layout_of
from ordito.flows.models import SocialBenefit
from ordito.flows.models.benefits import OCCASIONAL, PERIODIC
from ordito.flows.queries.sinba_values import NO, YES, region_code
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.circumstances.queries.at import Circumstances
    from ordito.flows.enums import Operation

SEXES = {"M": "1", "F": "2"}
ITALY = "380"
SUBJECT_TO_ISEE = "1"
"""`PresenzaProvaMezzi`: the benefit depends on the ISEE, and its declaration (DSU) goes with it."""
PLAIN = {
    "PresenzaProvaMezzi": "means_test",
    "CaratterePrestazione": "character",
    "CodicePrestazione": "service_code",
    "DenominazionePrestazione": "name",
    "ProtocolloDomanda": "request_number",
    "ImportoQuotaEnte": "body_share",
    "ImportoQuotaUtente": "user_share",
    "ImportoQuotaSSN": "health_share",
    "ImportoQuotaRichiesta": "asked_share",
    "ImportoSogliaISEE": "isee_limit",
    "OreServizioMensile": "hours_month",
}
BY_CHARACTER = {
    PERIODIC: {
        "DataInizioPrestazione": "starts_on",
        "DataFinePrestazione": "ends_on",
        "PeriodoErogazione": "months",
        "ImportoMensile": "monthly_amount",
    },
    OCCASIONAL: {"DataErogazionePrestazione": "paid_on", "ImportoPrestazione": "amount"},
}


@dataclass(frozen=True)
class PsaRecord:
    """A benefit as it would be sent, inside its beneficiary."""

    benefit: SocialBenefit
    operation: Operation
    node: Node
    problems: tuple[Problem, ...]


def benefits_in(ambito_id: int, body_id: int, starts_on: date, ends_on: date) -> QuerySet[SocialBenefit]:
    """The benefits that stand and fall in a period."""
    running = Q(starts_on__lte=ends_on) & (Q(ends_on=None) | Q(ends_on__gte=starts_on))
    once = Q(starts_on=None, paid_on__range=(starts_on, ends_on))
    undated = Q(starts_on=None, paid_on=None)
    rows = SocialBenefit.objects.current().filter(running | once | undated)
    return related(rows.filter(case_file__ambito_id=ambito_id, case_file__body_id=body_id, case_file__annulled_at=None))


def related(rows: QuerySet[SocialBenefit]) -> QuerySet[SocialBenefit]:
    """With what a record needs, in the order of a file."""
    return rows.select_related("case_file__person").order_by("case_file_id", "pk")


def psa_records(benefits: Sequence[SocialBenefit], operation: Operation, *, on: date) -> Iterable[PsaRecord]:
    """The benefits as they would be sent; a constant number of queries, whatever the number of benefits."""
    known = circumstances_of({one.case_file.person_id for one in benefits}, on)
    places = Territory.objects.in_bulk({one.residence_id for one in known.values() if one.residence_id})
    taken = _taken_in_charge({one.case_file_id for one in benefits}, on)
    declared = _declarations({one.case_file.person_id for one in benefits if one.means_test == SUBJECT_TO_ISEE})
    for one in benefits:
        node = Node("Beneficiario", *_beneficiary(one, known[one.case_file.person_id], places))
        values = _benefit(one, operation, in_charge=one.case_file_id in taken)
        if one.means_test == SUBJECT_TO_ISEE:
            values |= _declaration(declared.get(one.case_file.person_id, ()), one.starts_on or one.paid_on or on)
        node.inside.append(Node("PrestazioniSociali", values))
        yield PsaRecord(one, operation, node, tuple(check(layout_of(Flow.PSA), node)))


def joined(nodes: Iterable[Node]) -> Iterable[Node]:
    """Beneficiaries, each once, with all their benefits; those of the same one follow each other."""
    held: Node | None = None
    for node in nodes:
        if held is not None and held.values == node.values:
            held.inside += [one for one in node.inside if one.section == "PrestazioniSociali"]
            continue
        if held is not None:
            yield held
        held = Node(node.section, node.values, list(node.inside))
    if held is not None:
        yield held


def _taken_in_charge(case_files: Iterable[int], on: date) -> frozenset[int]:
    rows = TakingInCharge.objects.current().filter(case_file__in=case_files, opened_on__lte=on)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gte=on))
    return frozenset(rows.values_list("case_file_id", flat=True))


def _declarations(persons: Iterable[int]) -> dict[int, list[Isee]]:
    """Every ISEE of some persons, the latest handed in first."""
    rows = Isee.objects.current().filter(person__in=persons, valid_from__isnull=False)
    found: dict[int, list[Isee]] = {}
    for row in rows.select_related("person").order_by("-valid_from", "-pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def _declaration(rows: Iterable[Isee], day: date) -> dict[str, list[str]]:
    """The DSU of the ISEE that holds on a day: number, year and day on which it was handed in; nothing without number.

    Of several that hold together, the one handed in last.
    """
    for row in rows:
        handed_in = row.valid_from
        if handed_in and handed_in <= day and (row.valid_to is None or row.valid_to >= day):
            number = open_text(row, "protocol")
            if number:
                return _filled(NumeroProtocolloDSU=number, AnnoProtocolloDSU=handed_in.year, DataDSU=handed_in)
    return {}


def _filled(**values: object) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in values.items() if value not in {None, ""}}


def _beneficiary(
    benefit: SocialBenefit, known: Circumstances, places: Mapping[int, Territory]
) -> tuple[dict[str, list[str]], list[Node]]:
    person = benefit.case_file.person
    first, second, *_more = *known.citizenships, "", ""
    registry = _filled(
        Cognome=open_text(person, "surname"),
        Nome=open_text(person, "name"),
        AnnoNascita=f"{person.birth_date.year:04}" if person.birth_date else "",
        LuogoNascita=person.birth_place,
        Genere=SEXES.get(person.sex, ""),
        CodiceCittadinanza=first,
        CodiceSecondaCittadinanza=second,
    )
    inside = [Node("Anagrafica", registry)]
    place = places.get(known.residence_id or 0)
    if known.country:
        address = _filled(
            CodiceRegione=region_code(place.pk) if place else "",
            CodiceComune=place.istat_code if place else "",
            CodiceNazione=known.country,
        )
        inside.append(Node("Indirizzo", address))
    return _filled(CodiceFiscale=open_text(person, "fiscal_code")), inside


def _benefit(benefit: SocialBenefit, operation: Operation, *, in_charge: bool) -> dict[str, list[str]]:
    names = PLAIN | BY_CHARACTER.get(benefit.character, {})
    values = {name: getattr(benefit, field) for name, field in names.items()}
    return _filled(
        TipoOperazione=operation.value,
        PresaCarico=YES if in_charge else NO,
        AreaUtenza=benefit.user_area,
        **values,
    )
