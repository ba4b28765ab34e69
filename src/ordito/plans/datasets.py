# SPDX-License-Identifier: EUPL-1.2
"""The extracts of support plans for `indicators`: how long people wait for the first plan agreed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, TakingInCharge
from ordito.cases.queries.extracts import coded
from ordito.cases.queries.waits import BAND, REPORT, USUAL, banded, reports_until, wait
from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.plans.models import PlanBeneficiary

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.cases.models import ConcernReport

TAKING = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("holder", ColumnRole.PSEUDONYM, "number", _("Persona in anagrafica")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
    coded("mode", _("Modalità"), ListKey.MODE),
    BAND,
    Column("asked_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("followed_on", ColumnRole.MEASURE, "date", _("Al")),
)


def _first_plan(day: str, person: str) -> Subquery:
    """The day on which the first plan for a person was agreed, from a day of the row on."""
    agreed = PlanBeneficiary.objects.filter(
        case_file__person=OuterRef(person),
        case_file__annulled_at__isnull=True,
        plan__annulled_at__isnull=True,
        plan__agreed_on__gte=OuterRef(day),
    )
    return Subquery(agreed.order_by("plan__agreed_on").values("plan__agreed_on")[:1])


def report_plans() -> QuerySet[ConcernReport, Any]:
    """Concern reports about people not yet in charge, until their first plan is agreed."""
    return reports_until(_first_plan("received_on", "person"), new=True)


def taking_plans() -> QuerySet[TakingInCharge, Any]:
    """Takings in charge until the first plan is agreed; one that ended before it waits no more."""
    rows = TakingInCharge.objects.current().filter(case_file__in=CaseFile.objects.counted())
    rows = rows.annotate(followed=_first_plan("opened_on", "case_file__person"))
    return (
        rows.filter(Q(closed_on__isnull=True) | Q(followed__lte=F("closed_on")))
        .order_by("pk")
        .values_list(
            "pk",
            "case_file__person__link",
            "case_file__person",
            "case_file__comune__code",
            "case_file__person__sex",
            "case_file__person__birth_date",
            "mode__code",
            banded("opened_on", "followed"),
            "opened_on",
            "followed",
        )
    )


DATASETS = (
    wait("report_plans", _("Attese dalla segnalazione al progetto"), REPORT, report_plans),
    Dataset(
        "taking_plans",
        _("Attese dalla presa in carico al progetto"),
        TAKING,
        taking_plans,
        row="row",
        begin="asked_on",
        end="followed_on",
        owner="holder",
        touched={"cases.person": "case_file__person", "cases.casefile": "case_file__person__case_files"},
        length=USUAL,
    ),
)
