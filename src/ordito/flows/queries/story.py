# SPDX-License-Identifier: EUPL-1.2
"""The flows' own parts of a record on its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.core.paper import Grid
from ordito.flows.engine.layout import Flow, layout_of
from ordito.flows.enums import Subject
from ordito.flows.models import SinbaAssessment, SocialBenefit
from ordito.flows.queries.sinba import SECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block

FIELDS = {Subject.MINOR.value: "ValutazioneMinore", Subject.FAMILY.value: "ValutazioneFamigliaMinore"}


def sinba_printed(actor: Actor, record: RecordHeader) -> Sequence[Block]:
    """The assessments for the flow on minors, the main ones first."""
    section = layout_of(Flow.SINBA).fields[SECTION]
    found = SinbaAssessment.objects.visible_to(actor).filter(sheet__case_file=record.case_file)
    rows = [
        (
            section[FIELDS[one.subject]].label,
            section[FIELDS[one.subject]].codes.get(one.code, one.code),
            _("principale") if one.main else "",
        )
        for one in found.order_by("-subject", "-main", "pk")
    ]
    return [Grid((_("Di chi"), _("Valutazione"), ""), rows)] if rows else []


def benefits_printed(actor: Actor, record: RecordHeader) -> Sequence[Block]:
    """The benefits that stand."""
    found = SocialBenefit.objects.current().visible_to(actor).filter(case_file=record.case_file)
    rows = [
        (one.service_code, one.name, one.request_number, period_of(one), amount_of(one)) for one in found.order_by("pk")
    ]
    heads = (_("Codice"), _("Prestazione"), _("Domanda"), _("Periodo"), _("Importo"))
    return [Grid(heads, rows)] if rows else []


def period_of(benefit: SocialBenefit) -> str:
    """When it is given, in words."""
    days = [format_date(day) for day in (benefit.starts_on, benefit.ends_on, benefit.paid_on) if day]
    return " – ".join(days)


def amount_of(benefit: SocialBenefit) -> str:
    """How much, in euros."""
    value = benefit.monthly_amount if benefit.monthly_amount is not None else benefit.amount
    return "" if value is None else f"{value:.2f} €".replace(".", ",")
