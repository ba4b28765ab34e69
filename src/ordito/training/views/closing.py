# SPDX-License-Identifier: EUPL-1.2
"""The end of an edition: what is left to do, closing it, how it ended for whom, opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.training import rules
from ordito.training.actions import closing as actions
from ordito.training.actions.errors import ConflictError
from ordito.training.forms.closing import CloseForm, OpenAgainForm
from ordito.training.models import EditionClosing
from ordito.training.queries.closing import outcomes_for, readiness_of, results_by_body
from ordito.training.views.attempts import attempt
from ordito.training.views.editions import address, crumbs
from ordito.training.views.pages import Words, ask, edition_or_404, form_view, require_that

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.training.models import Edition


@form_view
@requires(Verb.VIEW_TRAINING)
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """How an edition ended; while it is open, what is left to do, to who may close it."""
    row, actor = edition_or_404(request, pk), actor_of(request)
    if rules.can_close(actor, row):
        return _to_close(request, row)
    ended = EditionClosing.objects.visible_to(actor).filter(edition=row).first()
    if ended is None:
        raise Http404
    if request.method == "POST":  # somebody closed it first, or the same form came twice
        return redirect("training:closing", pk)
    outcomes = outcomes_for(ended, actor)
    if any(outcome.enrolment.professional_id != actor.professional_id for outcome in outcomes):
        log_access("training.read_register", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {
        "edition": row,
        "closing": ended,
        "crumbs": crumbs(row),
        "outcomes": outcomes,
        "bodies": results_by_body(outcomes),
        "enough": sum(outcome.enough for outcome in outcomes),
        "whole": rules.can_see_people(actor, row),
        "may_open": rules.can_open_again(actor, row),
    }
    return page(request, "training/closing/ended.html", context)


def _to_close(request: HttpRequest, row: Edition) -> HttpResponse:
    actor = actor_of(request)
    form = CloseForm(request.POST or None, initial={"version": row.version})

    def act() -> None:
        said = form.cleaned_data
        actions.close_edition(
            by=actor, at=timezone.now(), edition=row, summary=said["summary"], version=said["version"]
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            messages.success(request, _("Edizione conclusa: le persone iscritte e i loro enti sono avvisati."))
            return redirect("training:closing", row.pk)
        if isinstance(error, ConflictError):
            form = CloseForm({**request.POST.dict(), "version": str(error.current.version)})
            form.add_error(None, _("Nel frattempo l’edizione è cambiata: ricontrolla e conferma di nuovo."))
    log_access("training.read_register", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {"edition": row, "crumbs": crumbs(row), "found": readiness_of(row), "form": form}
    return page(request, "training/closing/to_close.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_TRAINING)
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a closing back."""
    row, actor = edition_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_open_again(actor, row))
    form = OpenAgainForm(request.POST or None)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        return address(actions.open_edition_again(by=actor, at=timezone.now(), edition=row, reason=reason))

    words = Words(
        title=_("Riapri l’edizione"),
        submit=_("Riapri"),
        cancel_url=reverse("training:closing", args=[pk]),
        done=_("Edizione riaperta: correggi il registro e concludila di nuovo."),
        consequences=[
            _("I risultati scritti alla conclusione vengono tolti."),
            _("Chi era stato avvisato riceve un nuovo messaggio quando la concludi di nuovo."),
        ],
    )
    return ask(request, form, act, words)
