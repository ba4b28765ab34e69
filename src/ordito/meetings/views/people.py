# SPDX-License-Identifier: EUPL-1.2
"""Who takes part: inviting, answering, changing a role, taking somebody off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.meetings import actions
from ordito.meetings.forms.people import (
    AnswerForm,
    ContactForm,
    CountForm,
    InviteForm,
    ParticipationForm,
    SearchPeople,
)
from ordito.meetings.models import Participation
from ordito.meetings.queries.meeting import MOST_FOUND, found_people
from ordito.meetings.views.common import attempt, form_view, header_of, meeting_or_404

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.meetings.models import Meeting


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for people of the network (`?q=`) and invite them."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    require(actor, Verb.ORGANISE_MEETINGS, row)
    search = SearchPeople(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    found = found_people(actor, row, text)
    form = InviteForm(request.POST or None, found=found)

    def act() -> list[Participation]:
        values = form.cleaned_data
        return actions.invite(
            by=actor,
            at=timezone.now(),
            meeting=row,
            professionals=list(values["professionals"]),
            role=values["role"],
            anyway=values["anyway"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            count = len(form.cleaned_data["professionals"])
            messages.success(
                request, ngettext("Una persona invitata.", "%(n)s persone invitate.", count) % {"n": count}
            )
            return redirect("meetings:people", pk)
        if isinstance(error, actions.TakenError):
            form.ask_anyway()
    context = {"header": header_of(actor, row), "meeting": row, "search": search, "text": text, "form": form}
    context |= {"found": found, "more": len(found) == MOST_FOUND}
    return page(request, "meetings/people.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody from outside the network."""
    row = meeting_or_404(request, pk)
    require(actor_of(request), Verb.ORGANISE_MEETINGS, row)
    form = ContactForm(request.POST or None)

    def act() -> None:
        values = dict(form.cleaned_data)
        role = values.pop("role")
        typed = actions.Contact(**values)
        actions.invite_contact(by=actor_of(request), at=timezone.now(), meeting=row, contact=typed, role=role)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Contatto esterno invitato."))
        return redirect("meetings:meeting", pk)
    return _short(request, row, form, title=_("Invita una persona esterna"), submit=_("Invita"))


@form_view
@requires(Verb.KEEP_REGISTER)
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Write how many people came whose names nobody takes."""
    row = meeting_or_404(request, pk)
    require(actor_of(request), Verb.KEEP_REGISTER, row)
    form = CountForm(request.POST or None)

    def act() -> None:
        actions.count_people(by=actor_of(request), at=timezone.now(), meeting=row, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Conteggio salvato."))
        return redirect("meetings:meeting", pk)
    return _short(request, row, form, title=_("Conta persone senza nome"), submit=_("Salva"))


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def participation(request: HttpRequest, pk: int, participation_pk: int) -> HttpResponse:
    """Change the role or the answer of somebody, or take them off."""
    actor, at = actor_of(request), timezone.now()
    row = meeting_or_404(request, pk)
    require(actor, Verb.ORGANISE_MEETINGS, row)
    rows = Participation.objects.filter(meeting=row).select_related("professional", "contact", "meeting")
    mine = get_object_or_404(rows, pk=participation_pk)
    form = ParticipationForm(request.POST or None, initial={"role": mine.role, "answer": mine.answer})

    def act() -> None:
        if "togli" in request.POST:
            actions.remove(by=actor, at=at, participation=mine)
            return
        if form.cleaned_data["role"] != mine.role:
            actions.change_role(by=actor, at=at, participation=mine, role=form.cleaned_data["role"])
        if form.cleaned_data["answer"] != mine.answer:
            actions.answer_invitation(by=actor, at=at, participation=mine, answer=form.cleaned_data["answer"])

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Salvato."))
        return redirect("meetings:meeting", pk)
    return _short(request, row, form, title=mine.filed_name, submit=_("Salva"), removes=_("Togli dall’incontro"))


@require_POST
@requires(Verb.VIEW_MEETINGS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether one comes."""
    actor = actor_of(request)
    row = meeting_or_404(request, pk)
    rows = Participation.objects.filter(meeting=row, professional=actor.professional_id or 0)
    mine = get_object_or_404(rows.select_related("meeting"))
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_invitation(
                by=actor, at=timezone.now(), participation=mine, answer=form.cleaned_data["answer"]
            )
        except actions.MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Risposta salvata."))
    return redirect("meetings:meeting", pk)


def _short(
    request: HttpRequest, row: Meeting, form: Form, *, title: str, submit: str, removes: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": row,
        "title": title,
        "submit_label": submit,
        "removes": removes,
        "cancel_url": reverse("meetings:meeting", args=[row.pk]),
    }
    return page(request, "meetings/short_form.html", context, invalid=form.is_bound)
