# SPDX-License-Identifier: EUPL-1.2
"""The minutes of a meeting: read, written, approved, published; as paper; and the tasks that come from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pdf import make_pdf
from ordito.meetings import actions, rules
from ordito.meetings.enums import MinutesState
from ordito.meetings.forms.minutes import FileForm, WholeForm
from ordito.meetings.models import Decision, Minutes
from ordito.meetings.queries.minutes import minutes_of, page_of_minutes, people_at
from ordito.meetings.queries.papers import MINUTES, minutes_data
from ordito.meetings.views.common import attempt, form_view, header_of, meeting_or_404, pdf_answer

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor
    from ordito.meetings.models import Meeting

MOVES = {
    "approve": (actions.approve_minutes, gettext_lazy("Verbale approvato.")),
    "publish": (actions.publish_minutes, gettext_lazy("Verbale pubblicato: l’indirizzo è di tutti.")),
    "reopen": (actions.reopen_minutes, gettext_lazy("Il verbale è di nuovo una bozza.")),
}


@require_safe
@requires(Verb.VIEW_MEETINGS)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they stand, and what may be done with them."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    header = header_of(actor, row, "minutes")
    written = minutes_of(row)
    if written is not None and written.state == MinutesState.DRAFT and not header.writes_minutes:
        written = None
    context = {
        "header": header,
        "meeting": row,
        "shown": page_of_minutes(written) if written else None,
        "may_write": header.writes_minutes and (written is None or rules.is_written(written)),
        "professional_id": actor.professional_id,
        "file_form": FileForm(),
    }
    return page(request, "meetings/minutes.html", context)


@form_view
@requires(Verb.VIEW_MEETINGS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes whole."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    header = header_of(actor, row, "minutes")
    if not header.writes_minutes:
        raise Http404
    known = minutes_of(row)
    if known is not None and not rules.is_written(known):
        messages.warning(request, _("Il verbale è già approvato: per cambiarlo, prima va riaperto."))
        return redirect("meetings:minutes", pk)
    form = WholeForm(request.POST or None, minutes=known, people=people_at(row, known))
    standing = None
    if request.method == "POST" and form.is_valid():
        error = attempt(form.text, lambda: _save(form, row, actor))
        if error is None:
            messages.success(request, _("Verbale salvato."))
            return redirect("meetings:minutes", pk)
        if isinstance(error, actions.ConflictError):
            standing = page_of_minutes(error.current)
            form.text.data = form.text.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
            form.text.data["version"] = str(error.current.version)  # type: ignore[index]
    context = {"header": header, "meeting": row, "form": form, "standing": standing}
    context["wrong"] = form.wrong if request.method == "POST" else []
    return page(request, "meetings/minutes_form.html", context, invalid=request.method == "POST")


def _save(form: WholeForm, meeting: Meeting, actor: Actor) -> Minutes:
    values = form.text.cleaned_data
    written = actions.Written(
        text=values["text"],
        items=[actions.ItemText(**row) for row in form.rows(form.items)],
        decisions=[actions.DecisionText(**row) for row in form.rows(form.decisions)],
        nodes=[actions.NodeText(**row) for row in form.rows(form.nodes)],
    )
    return actions.write_minutes(
        by=actor, at=timezone.now(), meeting=meeting, written=written, version=values["version"]
    )


@require_POST
@requires(Verb.VIEW_MEETINGS)
def move_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, publish, or open them again."""
    row = meeting_or_404(request, pk)
    written = minutes_of(row)
    name = request.POST.get("move", "")
    if written is None or name not in MOVES:
        raise Http404
    act, said = MOVES[name]
    read = request.POST.get("version", "")
    seen = {"version": int(read) if read.isdecimal() else 0} if name == "approve" else {}
    try:
        act(by=actor_of(request), at=timezone.now(), minutes=written, **seen)
    except actions.ConflictError:
        messages.error(request, _("Nel frattempo il verbale è cambiato: rileggilo, poi approvalo."))
    except actions.MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("meetings:minutes", pk)


@require_POST
@requires(Verb.VIEW_MEETINGS)
def tick(request: HttpRequest, decision_pk: int) -> HttpResponse:
    """Say that a task is done, or that it is not."""
    rows = Decision.objects.visible_to(actor_of(request)).select_related("minutes__meeting")
    one = get_object_or_404(rows, pk=decision_pk)
    actions.tick_decision(by=actor_of(request), at=timezone.now(), decision=one, done="fatto" in request.POST)
    return redirect("meetings:minutes", one.minutes.meeting_id)


@require_safe
@requires(Verb.VIEW_MEETINGS)
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as an accessible PDF."""
    row = meeting_or_404(request, pk)
    written = minutes_of(row)
    if written is None or (
        written.state == MinutesState.DRAFT and not header_of(actor_of(request), row).writes_minutes
    ):
        raise Http404
    return _pdf(written)


@login_not_required
@require_safe
def public_minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Published minutes, at their stable address."""
    row = _published(uid)
    return page(request, "meetings/public/minutes.html", {"meeting": row.meeting, "shown": page_of_minutes(row)})


@login_not_required
@require_safe
def public_minutes_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:  # noqa: ARG001 - a view
    """The same as PDF."""
    return _pdf(_published(uid))


def _published(uid: UUID) -> Minutes:
    rows = Minutes.objects.published().select_related("meeting__venue__municipality", "meeting__organiser")
    return get_object_or_404(rows.select_related("meeting__room", "meeting__territory"), uid=uid)


def _pdf(row: Minutes) -> HttpResponse:
    body = make_pdf(MINUTES, minutes_data(page_of_minutes(row)), at=row.updated_at)
    return pdf_answer(body, f"verbale-{row.meeting_id}.pdf")
