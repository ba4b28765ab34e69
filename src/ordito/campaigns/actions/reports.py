# SPDX-License-Identifier: EUPL-1.2
"""Computing a report that opens too many answers to be made while somebody waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.campaigns.enums import Breakdown, Counted
from ordito.campaigns.models import ReportSnapshot
from ordito.campaigns.queries.board import BoardFilter
from ordito.campaigns.queries.report_figures import ReportFilter, figures_of, report_key, report_stamp, reported
from ordito.core.access import Verb, require
from ordito.jobs.actions import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.campaigns.models import Campaign
    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress
    from ordito.jobs.models import Job

MAKE = "ordito.campaigns.tasks.make_report"


def start_report(*, campaign: Campaign, chosen: ReportFilter, by: Actor, at: datetime) -> Job:
    """Begin to compute a report in the background, as far as `by` sees the returns."""
    require(by, Verb.VIEW_CAMPAIGNS)
    places = chosen.places
    with recorded("campaigns.start_report", by=by, at=at) as trace:
        trace.touches(campaign)
        return enqueue(
            MAKE, by=by, at=at, label=_("Rapporto: %(title)s") % {"title": campaign.title[:100]},
            campaign_id=campaign.pk, by_id=by.actor_id, per=chosen.per.value, counted=chosen.counted.value,
            service_type=places.service_type, province=places.province, zone=places.zone, ambito=places.ambito,
        )  # fmt: skip


def make_report(
    *, campaign: Campaign, chosen: ReportFilter, by: Actor, at: datetime, progress: Progress
) -> ReportSnapshot:
    """Compute a report and keep it; the one before with the same key is replaced."""
    require(by, Verb.VIEW_CAMPAIGNS)
    rows = reported(by, campaign, chosen)
    stamp = report_stamp(rows)  # taken first: what changes meanwhile makes the report old, not wrong
    figures = figures_of(rows, campaign, chosen, progress)
    with recorded("campaigns.make_report", by=by, at=at) as trace:
        snapshot = ReportSnapshot(campaign=campaign, key=report_key(by, chosen), stamp=stamp, made_at=at)
        snapshot.figures = figures.to_json()
        kept, _made = ReportSnapshot.objects.update_or_create(
            campaign=campaign,
            key=snapshot.key,
            defaults={"stamp": stamp, "made_at": at, "sealed_figures": snapshot.sealed_figures},
        )
        trace.touches(campaign)
        trace.touches(kept)
    return kept


def filter_of(
    *, per: str, counted: str, service_type: int | None, province: int | None, zone: int | None, ambito: int | None
) -> ReportFilter:
    """The filter that `start_report` wrote in the arguments of its job."""
    places = BoardFilter(service_type=service_type, province=province, zone=zone, ambito=ambito)
    return ReportFilter(places, Breakdown(per), Counted(counted))


def log_open_answers(*, campaign: Campaign, question: str, by: Actor, at: datetime, number: int) -> None:
    """Write that somebody read the open answers to a question: providers may have named people in them."""
    log_access(
        "campaigns.read_open_answers", by=by, at=at, kind=Kind.READ, rows=[campaign],
        detail={"question": question, "answers": number},
    )  # fmt: skip


def log_export(*, campaign: Campaign, by: Actor, at: datetime, form: str) -> None:
    """Write that somebody took a report away."""
    log_access("campaigns.export_report", by=by, at=at, kind=Kind.EXPORT, rows=[campaign], detail={"form": form})
