# SPDX-License-Identifier: EUPL-1.2
"""A meeting: its page, writing it, moving it, calling it off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.meetings import actions, rules
from ordito.meetings.enums import Scope
from ordito.meetings.forms.meetings import CancelForm, EditMeetingForm, NewMeetingForm, initial_for, initial_of
from ordito.meetings.queries.meeting import owner_of, page_of_meeting
from ordito.meetings.rules import Move
from ordito.meetings.views.common import attempt, conflict_of, form_view, header_of, meeting_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.meetings.forms.meetings import MeetingForm
    from ordito.meetings.models import Meeting
    from ordito.meetings.views.common import ConflictLine

EASY_MOVES = {
    Move.ANNOUNCE: (actions.announce_meeting, gettext_lazy("L’incontro è in calendario.")),
    Move.HOLD: (actions.hold_meeting, gettext_lazy("Incontro segnato come svolto.")),
    Move.REOPEN: (actions.reopen_meeting, gettext_lazy("L’incontro è di nuovo in programma.")),
}


@require_safe
@requires(Verb.VIEW_MEETINGS)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """When, where, who: and what one may do."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    header = header_of(actor, row)
    context = {
        "header": header,
        "meeting": row,
        "shown": page_of_meeting(actor, row),
        "owner": owner_of(actor, row),
        "moves": rules.moves_of(row, organises=header.organises, keeps=header.keeps),
        "begun": timezone.now() >= row.starts_at,
    }
    return page(request, "meetings/meeting.html", context)


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def new(request: HttpRequest) -> HttpResponse:
    """Put a meeting or a series in the calendar."""
    actor = actor_of(request)
    form = NewMeetingForm(request.POST or None, actor=actor, initial=initial_for(actor))
    made: list[Meeting] = []

    def act() -> None:
        values = form.cleaned_data
        plan, rule = actions.Plan(**form.plan_values()), form.rule()
        known = {"form_key": values["form_key"], "anyway": values["anyway"], "by": actor, "at": timezone.now()}
        if rule:
            made.extend(actions.schedule_series(plan=plan, rule=rule, **known))
        else:
            made.append(actions.schedule_meeting(plan=plan, draft=values["draft"], **known))

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            text = ngettext("Incontro salvato.", "%(count)s incontri in calendario.", len(made)) % {"count": len(made)}
            messages.success(request, text)
            return redirect("meetings:meeting", made[0].pk)
        _ask(form, error)
    context = {"form": form, "title": _("Nuovo incontro"), "cancel_url": reverse("meetings:month")}
    return page(request, "meetings/form.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Move or correct a meeting that is still to come."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    require(actor, Verb.ORGANISE_MEETINGS, row)
    if Move.MOVE not in rules.allowed_moves(row):
        messages.warning(request, _("Si cambia solo un incontro ancora in programma."))
        return redirect("meetings:meeting", pk)
    form = EditMeetingForm(request.POST or None, actor=actor, meeting=row, initial=initial_of(row))
    conflict: list[ConflictLine] = []
    changed: list[Meeting] = []
    if request.method == "POST" and form.is_valid():
        error = attempt(form, lambda: changed.extend(_save(form, row, actor)))
        if error is None:
            text = ngettext("Incontro salvato.", "%(count)s incontri salvati.", max(len(changed), 1))
            messages.success(request, text % {"count": len(changed)})
            return redirect("meetings:meeting", pk)
        _ask(form, error)
        conflict = conflict_of(
            form, error, lambda now: EditMeetingForm(actor=actor, meeting=now, initial=initial_of(now))
        )
    context = {
        "form": form,
        "meeting": row,
        "title": _("Sposta o modifica l’incontro"),
        "conflict": conflict,
        "cancel_url": reverse("meetings:meeting", args=[pk]),
    }
    return page(request, "meetings/form.html", context, invalid=form.is_bound)


def _save(form: EditMeetingForm, row: Meeting, actor: Any) -> list[Meeting]:
    values = form.cleaned_data
    plan = form.plan_values()
    if not {"day", "start", "break_start", "break_end"} & set(form.changed_data):
        plan["breaks"] = row.breaks  # the form shows the first one alone
    return actions.edit_meeting(
        by=actor,
        at=timezone.now(),
        meeting=row,
        plan=actions.Plan(**plan),
        scope=values.get("scope", Scope.THIS),
        version=values["version"] or row.version,
        reason=values["reason"],
        anyway=values["anyway"],
    )


def _ask(form: MeetingForm, error: actions.MeetingError) -> None:
    if isinstance(error, actions.TakenError):
        form.ask_anyway()


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off, saying why."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    require(actor, Verb.ORGANISE_MEETINGS, row)
    if Move.CANCEL not in rules.allowed_moves(row):
        messages.warning(request, _("Questo incontro non si può più annullare."))
        return redirect("meetings:meeting", pk)
    form = CancelForm(request.POST or None, meeting=row)
    called_off: list[Meeting] = []

    def act() -> None:
        values = {"scope": Scope.THIS, **form.cleaned_data}
        called_off.extend(actions.cancel_meeting(by=actor, at=timezone.now(), meeting=row, **values))

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            messages.success(request, _cancelled_words(len(called_off)))
            return redirect("meetings:meeting", pk)
        if isinstance(error, actions.ConflictError):
            form.add_error(None, str(error))
    context = {
        "form": form,
        "title": _("Annulla «%(title)s»") % {"title": row.title},
        "consequences": [
            _("L’incontro resta in calendario, segnato come annullato."),
            _("Chi doveva venire riceve un avviso e un’e-mail con il motivo."),
        ],
        "submit_label": _("Annulla l’incontro"),
        "danger": True,
        "cancel_label": _("Torna all’incontro"),
        "cancel_url": reverse("meetings:meeting", args=[pk]),
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


def _cancelled_words(count: int) -> str:
    words = ngettext(
        "Incontro annullato. Chi doveva venire è stato avvisato.",
        "%(count)s incontri annullati. Chi doveva venire è stato avvisato.",
        count,
    )
    return words % {"count": count}


@require_POST
@requires(Verb.VIEW_MEETINGS)
def move_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a draft, say that a meeting was held, put it back in programme."""
    row = meeting_or_404(request, pk)
    name = request.POST.get("move", "")
    if name in EASY_MOVES:
        act, said = EASY_MOVES[Move(name)]
        try:
            act(by=actor_of(request), at=timezone.now(), meeting=row)
        except actions.MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
    return redirect("meetings:meeting", pk)
