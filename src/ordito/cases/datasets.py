# SPDX-License-Identifier: EUPL-1.2
"""The extracts of the social record for `indicators`: one row a taking in charge, an intervention, a reason, a wait.

Each row tells of its person by itself; reasons have the days of their taking in charge.

`person` is `Person.link`, the same number in the rows of one person wherever the fiscal code is known; the extraction
replaces it by a keyed pseudonym. Places are codes of Comuni; the engine rolls them up. Nothing here names anybody.
Records whose processing is limited are left out while it lasts (`CaseFile.objects.counted`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import InterventionState, ListKey
from ordito.cases.models import (
    CaseFile,
    ConcernReport,
    Contact,
    DiaryEntry,
    Intervention,
    InterventionStep,
    TakingInCharge,
    TakingReason,
)
from ordito.cases.queries.extracts import coded
from ordito.cases.queries.waits import DAYS, OF_PERSON, REPORT, WHO, banded, of_persons, reports_until, wait
from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.territory.models import Organisation, ServiceType
from ordito.territory.queries.targets import target_ages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


def _service_types() -> Mapping[str, str]:
    return dict(ServiceType.objects.values_list("code", "name"))


def _bodies() -> Mapping[str, str]:
    return {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}


def _ends_of_waits() -> Mapping[str, str]:
    """How a wait ends: the intervention begins, or it never will."""
    return {STARTED: str(_("Avviato"))} | {state.value: str(state.label) for state in NEVER_BEGUN}


STARTED = "started"
INTERVIEW = "interview"
"""The kind of a diary entry that tells of an interview."""
GOES_ON = ("appointment", "case_file")
"""Outcomes of a contact after which the person waits for somebody."""
NEVER_BEGUN = (InterventionState.REFUSED, InterventionState.WITHDRAWN)
TOUCHED = {"cases.casefile": "case_file", "cases.person": "case_file__person"}
PERSON = (
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("record", ColumnRole.PSEUDONYM, "number", _("Cartella")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
)
TAKING = (
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Al")),
    coded("mode", _("Modalità"), ListKey.MODE),
    Column("body", ColumnRole.DIMENSION, "number", _("Ente titolare"), _bodies),
    coded("outcome", _("Esito"), ListKey.OUTCOME),
    coded("closure_reason", _("Motivo di chiusura"), ListKey.CLOSURE_REASON),
)
REASON = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Motivo registrato")),
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Al")),
    coded("reason", _("Motivo"), ListKey.REASON),
    Column("main", ColumnRole.DIMENSION, "number", _("Motivo principale")),
)
INTERVENTION = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Intervento registrato")),
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    coded("kind", _("Intervento"), ListKey.INTERVENTION_KIND),
    Column("service_type", ColumnRole.SENSITIVE, "code", _("Tipo di servizio"), _service_types, ages=target_ages),
    Column("provider", ColumnRole.DIMENSION, "number", _("Ente gestore"), _bodies),
    Column("starts_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ends_on", ColumnRole.MEASURE, "date", _("Al")),
)

WAIT = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Intervento chiesto")),
    coded("kind", _("Intervento"), ListKey.INTERVENTION_KIND),
    Column("service_type", ColumnRole.SENSITIVE, "code", _("Tipo di servizio"), _service_types, ages=target_ages),
    coded("priority", _("Priorità"), ListKey.WAITING_PRIORITY),
    Column("outcome", ColumnRole.SENSITIVE, "code", _("Esito"), _ends_of_waits),
    Column("requested_on", ColumnRole.MEASURE, "date", _("Chiesto il")),
    Column("ended_on", ColumnRole.MEASURE, "date", _("Fino al")),
)
CONTACT = (
    *WHO,
    coded("channel", _("Come"), ListKey.ACCESS_CHANNEL, ColumnRole.DIMENSION),
    coded("desk", _("Sportello"), ListKey.DESK, ColumnRole.DIMENSION),
    *DAYS,
)


def _who(path: str) -> tuple[str, ...]:
    """The fields of `PERSON`, from a row that reaches its record by `path`."""
    person = f"{path}__person__"
    return f"{person}link", path, f"{path}__comune__code", f"{person}sex", f"{person}birth_date"


def takings() -> QuerySet[TakingInCharge, Any]:
    """Takings in charge that stand, in records that stand."""
    rows = TakingInCharge.objects.current().filter(case_file__in=CaseFile.objects.counted())
    return rows.order_by("pk").values_list(
        *_who("case_file"),
        "pk",
        "opened_on",
        "closed_on",
        "mode__code",
        "body_id",
        "outcome__code",
        "closure_reason__code",
    )


def reasons() -> QuerySet[TakingReason, Any]:
    """The reasons of the takings in charge that stand."""
    standing = CaseFile.objects.counted()
    rows = TakingReason.objects.filter(taking__annulled_at__isnull=True, taking__case_file__in=standing)
    return rows.order_by("pk").values_list(
        *_who("taking__case_file"),
        "pk",
        "taking_id",
        "taking__opened_on",
        "taking__closed_on",
        "reason__code",
        "main",
    )


def interventions() -> QuerySet[Intervention, Any]:
    """The interventions delivered that stand, of takings in charge that stand; what is only asked for is not one."""
    rows = Intervention.objects.delivered().filter(
        taking__annulled_at__isnull=True, taking__case_file__in=CaseFile.objects.counted()
    )
    return rows.order_by("pk").values_list(
        *_who("taking__case_file"),
        "pk",
        "taking_id",
        "kind__code",
        "service_type__code",
        "provider_id",
        "starts_on",
        "ends_on",
    )


def waits() -> QuerySet[Intervention, Any]:
    """What was asked for, until it begins or the day on which it was refused or taken back; `outcome` says which."""
    steps = InterventionStep.objects.filter(intervention=OuterRef("pk"), target__in=NEVER_BEGUN).order_by("-pk")
    never = Q(state__in=NEVER_BEGUN)
    ended = Case(When(never, then=Coalesce(Subquery(steps.values("on")[:1]), "requested_on")), default="starts_on")
    outcome = Case(When(never, then="state"), When(starts_on__isnull=False, then=Value(STARTED)), default=Value(""))
    rows = Intervention.objects.current().filter(
        requested_on__isnull=False, taking__annulled_at__isnull=True, taking__case_file__in=CaseFile.objects.counted()
    )
    return rows.order_by("pk").values_list(
        *_who("taking__case_file"),
        "pk",
        "kind__code",
        "service_type__code",
        "priority__code",
        outcome,
        "requested_on",
        ended,
    )


def _first_interview(day: str) -> Subquery:
    """The day of the first interview with the person of a request, from its day on; no reserved note counts."""
    held = DiaryEntry.objects.filter(
        kind__code=INTERVIEW,
        private=False,
        annulled_at__isnull=True,
        case_file__person=OuterRef("person"),
        case_file__annulled_at__isnull=True,
        happened_on__gte=OuterRef(day),
    )
    return Subquery(held.order_by("happened_on").values("happened_on")[:1])


def report_interviews() -> QuerySet[ConcernReport, Any]:
    """Concern reports that stand, until the first interview."""
    return reports_until(_first_interview("received_on"), new=False)


def report_takings() -> QuerySet[ConcernReport, Any]:
    """The same of people not yet in charge, until they are."""
    opened = TakingInCharge.objects.current().filter(
        case_file__person=OuterRef("person"),
        case_file__annulled_at__isnull=True,
        opened_on__gte=OuterRef("received_on"),
    )
    return reports_until(Subquery(opened.order_by("opened_on").values("opened_on")[:1]), new=True)


def contact_interviews() -> QuerySet[Contact, Any]:
    """Contacts of known people that led to the service, until the first interview; what became a report is one."""
    rows = of_persons(Contact.objects.all()).filter(outcome__code__in=GOES_ON, concerns__isnull=True)
    rows = rows.annotate(followed=_first_interview("happened_on"))
    band = banded("happened_on", "followed")
    return rows.order_by("pk").values_list(*OF_PERSON, "channel__code", "desk__code", band, "happened_on", "followed")


OF_TAKING = {kind: f"taking__{path}" for kind, path in TOUCHED.items()}
DATASETS = (
    Dataset(
        "takings",
        _("Prese in carico"),
        PERSON + TAKING,
        takings,
        row="taking",
        begin="opened_on",
        end="closed_on",
        owner="record",
        touched=TOUCHED,
    ),
    Dataset(
        "taking_reasons",
        _("Motivi delle prese in carico"),
        PERSON + REASON,
        reasons,
        row="row",
        begin="opened_on",
        end="closed_on",
        owner="record",
        touched=OF_TAKING,
        parents={"taking": "takings"},
    ),
    Dataset(
        "interventions",
        _("Interventi"),
        PERSON + INTERVENTION,
        interventions,
        row="row",
        begin="starts_on",
        end="ends_on",
        owner="record",
        touched=OF_TAKING,
        parents={"taking": "takings"},
    ),
    Dataset(
        "waits",
        _("Attese di un intervento"),
        PERSON + WAIT,
        waits,
        row="row",
        begin="requested_on",
        end="ended_on",
        owner="record",
        touched=OF_TAKING,
        length=(180.0, 180.0),
        lasting={"outcome": (STARTED,)},
    ),
    wait("report_interviews", _("Attese dalla segnalazione al primo colloquio"), REPORT, report_interviews),
    wait("report_takings", _("Attese dalla segnalazione alla presa in carico"), REPORT, report_takings),
    wait("contact_interviews", _("Attese dallo sportello al primo colloquio"), CONTACT, contact_interviews),
)
