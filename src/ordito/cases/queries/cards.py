# SPDX-License-Identifier: EUPL-1.2
"""What the home page of whoever follows records shows today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import ConcernState
from ordito.cases.models import Approval, CaseFile, ConcernReport, DiaryDraft, TakingInCharge
from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import Model

    from ordito.core.access import Actor

AHEAD = timedelta(days=14)
LINES = 6
LOOKED_AT = 60
"""How many of the last readings are looked through for different records."""


def due(actor: Actor, today: date) -> CardContent:
    """Takings in charge to be reviewed within two weeks, the latest first in line."""
    followed = CaseFile.objects.followed_by(actor)
    rows = TakingInCharge.objects.current().open().filter(case_file__in=followed, review_on__lte=today + AHEAD)
    found = list(rows.select_related("case_file__person").order_by("review_on", "pk")[: LINES + 1])
    items = [
        CardItem(
            row.case_file.person.full_name(),
            reverse("cases:taking", args=[row.case_file_id]),
            _("da rivedere il %(day)s") % {"day": format_date(row.review_on)} if row.review_on else "",
            late=row.review_on is not None and row.review_on < today,
        )
        for row in found[:LINES]
    ]
    more = reverse("cases:worklist") if len(found) > LINES else ""
    return CardContent(
        items,
        empty=_("Nessuna revisione nelle prossime due settimane."),
        more_url=more,
        named=_with_persons(row.case_file for row in found[:LINES]),
    )


def _with_persons(rows: Iterable[CaseFile | ConcernReport]) -> list[Model]:
    """The rows that a card names, and their persons."""
    return [thing for row in rows for thing in (row, row.person)]


def drafts(actor: Actor, _today: date) -> CardContent | None:
    """What the actor has written and not published yet."""
    if actor.actor_id is None:
        return None
    rows = DiaryDraft.objects.filter(owner_id=actor.actor_id, case_file__in=CaseFile.objects.visible_to(actor))
    found = list(rows.select_related("case_file__person").order_by("-saved_at")[:LINES])
    items = [
        CardItem(
            row.case_file.person.full_name(),
            reverse("cases:diary_write", args=[row.case_file_id]),
            _("salvata il %(day)s") % {"day": format_date(timezone.localdate(row.saved_at))},
        )
        for row in found
    ]
    return CardContent(items, named=_with_persons(row.case_file for row in found)) if items else None


def recent(actor: Actor, _today: date) -> CardContent:
    """The records that the actor opened last, as the audit knows them, while they may still be opened."""
    readings = Entry.objects.filter(actor_id=actor.actor_id, kind=Kind.READ, action="cases.read_record")
    touched = readings.order_by("-at", "-pk").values_list("objects_touched", flat=True)[:LOOKED_AT]
    ids = list(dict.fromkeys(pk for objects in touched for pk in objects.get("cases.casefile", ())))[:LINES]
    visible = CaseFile.objects.visible_to(actor).filter(pk__in=ids).select_related("person").in_bulk()
    rows = [visible[pk] for pk in ids if pk in visible]
    items = [CardItem(row.person.full_name(), reverse("cases:record", args=[row.pk]), row.number) for row in rows]
    return CardContent(
        items,
        empty=_("Le cartelle che apri compariranno qui."),
        more_url=reverse("cases:worklist") if items else "",
        named=_with_persons(rows),
    )


def waiting_concerns(actor: Actor, today: date) -> CardContent | None:
    """Concern reports still to be weighed in the actor's service."""
    rows = ConcernReport.objects.visible_to(actor).filter(state=ConcernState.RECEIVED)
    found = list(rows.select_related("person", "urgency").order_by("received_on", "pk")[: LINES + 1])
    items = [
        CardItem(
            row.person.full_name(),
            reverse("cases:concern", args=[row.pk]),
            _("ricevuta il %(day)s, %(urgency)s")
            % {"day": format_date(row.received_on), "urgency": row.urgency.label.lower()},
            late=row.received_on < today - timedelta(days=7),
        )
        for row in found[:LINES]
    ]
    more = reverse("cases:concerns") if len(found) > LINES else ""
    return CardContent(items, more_url=more, named=_with_persons(found[:LINES])) if items else None


def to_approve(actor: Actor, today: date) -> CardContent | None:
    """What waits for the decision of whoever approves work; late after a week."""
    found = list(
        Approval.objects.for_decision_by(actor)
        .select_related("case_file__person")
        .order_by("asked_at", "pk")[: LINES + 1]
    )
    items = [
        CardItem(
            row.case_file.person.full_name(),
            reverse("cases:approval", args=[row.pk]),
            _("%(what)s, chiesta da %(who)s il %(day)s")
            % {
                "what": row.get_kind_display(),
                "who": row.asked_by_name,
                "day": format_date(timezone.localdate(row.asked_at)),
            },
            late=timezone.localdate(row.asked_at) < today - timedelta(days=7),
        )
        for row in found[:LINES]
    ]
    more = reverse("cases:approvals") if len(found) > LINES else ""
    return (
        CardContent(items, more_url=more, named=_with_persons(row.case_file for row in found[:LINES]))
        if items
        else None
    )
