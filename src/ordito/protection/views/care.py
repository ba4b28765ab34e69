# SPDX-License-Identifier: EUPL-1.2
"""The course of placements, foster care and protected meetings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.core.text import in_sentence
from ordito.protection import actions, rules
from ordito.protection.actions.care import CARD_TEXTS
from ordito.protection.enums import FosterState
from ordito.protection.forms.care import (
    CardForm,
    CloseMeetingForm,
    EndPlacementForm,
    MoveFosterForm,
    PlanMeetingsForm,
)
from ordito.protection.forms.measures import SendForm
from ordito.protection.models import (
    FosterCare,
    OutOfHomePlacement,
    ProtectedMeeting,
    ProtectedMeetingPlan,
    SemestralCard,
)
from ordito.protection.queries.words import moment_text
from ordito.protection.views.common import carry_out, choices_of, form_view, handle, page_of, row_or_404, writable
from ordito.protection.views.steps import sent_values

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader


@form_view
def placement_end(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write how a stay out of the family ended."""
    record = writable(request, pk)
    row = row_or_404(request, record, OutOfHomePlacement, row_pk)
    initial = {"ends_on": record.today, "version": row.version}
    form = EndPlacementForm(request.POST or None, choices=choices_of(request, record), initial=initial)

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.end_placement, placement=row),
        back=page_of(record, "placement", row_pk),
        done=_("Collocamento concluso."),
        theirs=lambda current: {"ends_on": current.ends_on, "outcome": current.outcome_id},
        heading=_("Concludi il collocamento"),
        submit_label=_("Concludi"),
    )


def _card_or_404(request: HttpRequest, record: RecordHeader, row_pk: int, card_pk: int) -> SemestralCard:
    cards = SemestralCard.objects.visible_to(actor_of(request)).filter(
        placement=row_pk, placement__case_file=record.case_file, placement__annulled_at=None, sent_on=None
    )
    return get_object_or_404(cards.select_related("placement__case_file__person"), pk=card_pk)


@form_view
def card(request: HttpRequest, pk: int, row_pk: int, card_pk: int) -> HttpResponse:
    """Write a six-monthly card, from what the one before said."""
    record = writable(request, pk)
    row = _card_or_404(request, record, row_pk, card_pk)
    form = CardForm(request.POST or None, choices=choices_of(request, record), initial=_card_initial(row))

    def act() -> None:
        actions.fill_card(
            by=actor_of(request),
            at=timezone.now(),
            card=row,
            version=form.cleaned_data["version"] or row.version,
            texts=form.values(),
        )

    started_from = row.filled_at is None and any(form.initial[name] for name in CARD_TEXTS)
    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "placement", row_pk),
        done=_("Scheda salvata. Quando l’hai inviata, registra il protocollo."),
        theirs=_card_values,
        heading=_("Scheda semestrale n. %(number)s") % {"number": row.number},
        lead=_("I testi vengono dalla scheda precedente: aggiornali.") if started_from else "",
        submit_label=_("Salva la scheda"),
    )


def _card_values(row: SemestralCard) -> dict[str, Any]:
    return {name: open_text(row, name) for name in CARD_TEXTS} | {"version": row.version}


def _card_initial(row: SemestralCard) -> dict[str, Any]:
    """Nobody writes twice what has not changed in six months."""
    if row.filled_at is not None:
        return _card_values(row)
    before = SemestralCard.objects.filter(placement=row.placement, number__lt=row.number)
    last = before.select_related("placement__case_file__person").order_by("-number").first()
    return _card_values(last or row) | {"version": row.version}


@form_view
def card_send(request: HttpRequest, pk: int, row_pk: int, card_pk: int) -> HttpResponse:
    """Write that a six-monthly card was sent."""
    record = writable(request, pk)
    row = _card_or_404(request, record, row_pk, card_pk)
    initial = {"sent_on": record.today, "version": row.version}
    form = SendForm(request.POST or None, choices=choices_of(request, record), initial=initial)

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.send_card, card=row),
        back=page_of(record, "placement", row_pk),
        done=_("Invio registrato."),
        theirs=sent_values,
        heading=_("Registra l’invio della scheda semestrale n. %(number)s") % {"number": row.number},
        submit_label=_("Salva"),
    )


@form_view
def foster_move(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Take a foster care to its next state."""
    record = writable(request, pk)
    row = row_or_404(request, record, FosterCare, row_pk)
    initial = {"on": record.today, "version": row.version, "family": open_text(row, "family")}
    form = MoveFosterForm(
        request.POST or None,
        choices=choices_of(request, record),
        states=rules.FOSTER_MOVES[FosterState(row.state)],
        initial=initial,
    )

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.move_foster, foster=row),
        back=page_of(record, "foster", row_pk),
        done=_("Stato aggiornato."),
        theirs=lambda current: {"to": current.state, "family": open_text(current, "family")},
        heading=_("Affidamento familiare: passa a un altro stato"),
        submit_label=_("Salva"),
    )


@form_view
def meetings_new(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Plan some meetings."""
    record = writable(request, pk)
    row = row_or_404(request, record, ProtectedMeetingPlan, row_pk)
    form = PlanMeetingsForm(request.POST or None, choices=choices_of(request, record))

    def act() -> None:
        values = form.cleaned_data
        actions.plan_meetings(
            by=actor_of(request),
            at=timezone.now(),
            plan=row,
            first_at=form.moment,
            times=values["times"],
            weeks=values["weeks"],
        )

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "meeting_plan", row_pk),
        done=_("Incontri in programma."),
        heading=_("Metti in programma gli incontri"),
        submit_label=_("Salva"),
    )


@form_view
def meeting(request: HttpRequest, pk: int, row_pk: int, meeting_pk: int) -> HttpResponse:
    """Write what became of a meeting."""
    record = writable(request, pk)
    meetings = ProtectedMeeting.objects.visible_to(actor_of(request)).filter(
        plan=row_pk, plan__case_file=record.case_file, plan__annulled_at=None
    )
    row = get_object_or_404(meetings.select_related("plan__meets", "plan__case_file__person"), pk=meeting_pk)
    form = CloseMeetingForm(request.POST or None, choices=choices_of(request, record), initial=_meeting_values(row))
    if not record.writes_diary or row.diary_entry_id is not None:
        del form.fields["to_diary"]

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.close_meeting, meeting=row),
        back=page_of(record, "meeting_plan", row_pk),
        done=_("Incontro annotato."),
        theirs=_meeting_values,
        heading=_("Incontro del %(moment)s, %(who)s")
        % {"moment": moment_text(row.planned_at), "who": in_sentence(row.plan.meets)},
        submit_label=_("Salva"),
    )


def _meeting_values(row: ProtectedMeeting) -> dict[str, Any]:
    return {
        "state": row.state,
        "missed_reason": row.missed_reason_id,
        "observation": open_text(row, "observation"),
        "version": row.version,
    }
