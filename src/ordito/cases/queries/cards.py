# SPDX-License-Identifier: EUPL-1.2
"""What the home page of whoever follows records shows today."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import DeliveryState, TermEnd
from ordito.cases.models import (
    Approval,
    BlindDelivery,
    CaseFile,
    ConcernReport,
    DiaryDraft,
    FormDraft,
    TakingInCharge,
)
from ordito.cases.queries.terms import next_deadline, term_rules
from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from ordito.cases.queries.terms import Deadline
    from ordito.core.access import Actor

AHEAD = timedelta(days=14)
LINES = 6
LOOKED_AT = 60
"""How many of the last readings are looked through for different records."""


def first_steps(actor: Actor, _today: date) -> CardContent | None:
    """What somebody does who may open records and sees none yet; nobody else needs it."""
    if CaseFile.objects.visible_to(actor).exists():
        return None
    items = [
        CardItem(_("Cerca una persona"), reverse("cases:search"), _("se non c’è, la registri e apri la sua cartella")),
        CardItem(
            _("Guarda le tue cartelle"),
            reverse("cases:worklist"),
            _("compaiono qui anche quelle che il coordinatore ti affida"),
        ),
    ]
    if actor.holds(Verb.RECORD_CONTACT):
        items.append(
            CardItem(_("Scrivi chi si presenta"), reverse("cases:contact_new"), _("allo sportello, anche senza nome"))
        )
    return CardContent(items)


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
    diary, forms = (kind.objects.filter(owner_id=actor.actor_id) for kind in (DiaryDraft, FormDraft))
    among = list(diary.values_list("case_file_id", flat=True).union(forms.values_list("case_file_id", flat=True)))
    if not among:
        return None
    opened = set(CaseFile.objects.visible_to(actor, among=among).values_list("pk", flat=True))
    last = (
        rows.filter(case_file__in=opened).select_related("case_file__person").order_by("-saved_at")[:LINES]
        for rows in (diary, forms)
    )
    found = sorted(chain(*last), key=lambda row: row.saved_at, reverse=True)[:LINES]
    items = [CardItem(row.case_file.person.full_name(), _draft_url(row), _draft_words(row)) for row in found]
    return CardContent(items, named=_with_persons(row.case_file for row in found)) if items else None


def _draft_url(row: DiaryDraft | FormDraft) -> str:
    if isinstance(row, FormDraft):
        return reverse("cases:form_draft", args=[row.case_file_id, row.pk])
    return reverse("cases:diary_write", args=[row.case_file_id])


def _draft_words(row: DiaryDraft | FormDraft) -> str:
    day = {"day": format_date(timezone.localdate(row.saved_at))}
    if isinstance(row, FormDraft):
        return _("modulo da finire, del %(day)s") % day
    return _("salvata il %(day)s") % day


def recent(actor: Actor, _today: date) -> CardContent:
    """The records that the actor opened last, as the audit knows them, while they may still be opened."""
    readings = Entry.objects.filter(actor_id=actor.actor_id, kind=Kind.READ, action="cases.read_record")
    touched = readings.order_by("-at", "-pk").values_list("objects_touched", flat=True)[:LOOKED_AT]
    ids = list(dict.fromkeys(pk for objects in touched for pk in objects.get("cases.casefile", ())))[:LINES]
    visible = CaseFile.objects.visible_to(actor, among=ids).select_related("person").in_bulk()
    rows = [visible[pk] for pk in ids if pk in visible]
    items = [CardItem(row.person.full_name(), reverse("cases:record", args=[row.pk]), row.number) for row in rows]
    return CardContent(
        items,
        empty=_("Le cartelle che apri compariranno qui."),
        more_url=reverse("cases:worklist") if items else "",
        named=_with_persons(rows),
    )


def waiting_concerns(actor: Actor, today: date) -> CardContent | None:
    """Concern reports of the actor's service with which nobody goes on yet; the term that runs out first, first."""
    rows = ConcernReport.objects.visible_to(actor).waiting().select_related("person", "urgency", "taking")
    terms = term_rules()
    read = rows.order_by("received_on", "pk")[:LOOKED_AT]
    weighed = [(row, next_deadline(row, terms, today=today)) for row in read]
    weighed.sort(key=lambda pair: pair[1].due_on if pair[1] else date.max)
    items = [
        CardItem(
            row.person.full_name(),
            reverse("cases:concern", args=[row.pk]),
            _concern_words(row, deadline),
            late=deadline is not None and deadline.late,
        )
        for row, deadline in weighed[:LINES]
    ]
    more = reverse("cases:concerns") if len(weighed) > LINES else ""
    named = _with_persons(row for row, _deadline in weighed[:LINES])
    return CardContent(items, more_url=more, named=named) if items else None


def _concern_words(row: ConcernReport, deadline: Deadline | None) -> str:
    if deadline is None:
        words = {"day": format_date(row.received_on), "urgency": row.urgency.label.lower()}
        return _("ricevuta il %(day)s, %(urgency)s") % words
    what = TermEnd(deadline.rule.ends).label
    return _("%(what)s entro il %(day)s: %(left)s") % {
        "what": what,
        "day": format_date(deadline.due_on),
        "left": deadline.words,
    }


def blind_requests(actor: Actor, _today: date) -> CardContent | None:
    """Blind requests that reached records the actor follows, and wait for a decision."""
    rows = BlindDelivery.objects.visible_to(actor).filter(state=DeliveryState.WAITING)
    found = list(rows.select_related("case_file__person").order_by("delivered_at", "pk")[: LINES + 1])
    items = [
        CardItem(
            row.case_file.person.full_name(),
            reverse("cases:blind_delivery", args=[row.pk]),
            _("arrivata il %(day)s") % {"day": format_date(timezone.localdate(row.delivered_at))},
        )
        for row in found[:LINES]
    ]
    more = reverse("cases:blind_requests") if len(found) > LINES else ""
    named = _with_persons(row.case_file for row in found[:LINES])
    return CardContent(items, more_url=more, named=named) if items else None


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
