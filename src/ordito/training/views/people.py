# SPDX-License-Identifier: EUPL-1.2
"""The training of a person: one's own page, that of somebody of the network, experience that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.models import Professional
from ordito.training.actions.people import recognise_experience
from ordito.training.forms.enrolments import ExperienceForm
from ordito.training.models import Enrolment
from ordito.training.queries.people import service_of
from ordito.training.queries.standing import stands
from ordito.training.queries.words import seniority_words, track_words
from ordito.training.views.pages import Words, form_page, form_view, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor


@require_safe
@requires(Verb.VIEW_TRAINING)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own training."""
    actor = actor_of(request)
    if actor.professional_id is None:
        return page(request, "training/people/mine.html", {"person": None})
    return _person(request, get_object_or_404(Professional, pk=actor.professional_id), own=True)


@require_safe
@requires(Verb.MANAGE_TRAINING)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The training of somebody of the network."""
    found = get_object_or_404(Professional.objects.visible_to(actor_of(request)), pk=pk)
    if found.pk == actor_of(request).professional_id:
        return redirect("training:mine")
    log_access("training.read_person", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[found])
    return _person(request, found, own=False)


def _person(request: HttpRequest, found: Professional, *, own: bool) -> HttpResponse:
    actor: Actor = actor_of(request)
    rows = Enrolment.objects.visible_to(actor).filter(professional=found)
    named = rows.select_related("edition__course", "professional", "outcome").order_by("-edition__starts_on", "-pk")
    service = service_of(found, timezone.localdate(), None)
    context = {
        "person": found,
        "own": own,
        "rows": stands(list(named), actor),
        "service": service,
        "seniority": seniority_words(service.counted.total),
        "limits": track_words(service.track) if service.track else "",
        "may_recognise": actor.holds(Verb.MANAGE_TRAINING),
    }
    return page(request, "training/people/person.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def experience(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise experience that counts as service."""
    actor = actor_of(request)
    found = get_object_or_404(Professional.objects.visible_to(actor), pk=pk)
    form = ExperienceForm(posted(request))
    back = reverse("training:person", args=[found.pk])

    def act() -> str:
        key = form.cleaned_data["form_key"]
        recognise_experience(person=found, values=form.values(), form_key=key, by=actor, at=timezone.now())
        return back

    words = Words(
        title=_("Riconosci un’esperienza"),
        lead=found.filed_name,
        submit=_("Riconosci"),
        cancel_url=back,
        done=_("Esperienza riconosciuta: ora conta come servizio."),
        crumbs=[(_("Formazione di %(name)s") % {"name": found}, back)],
    )
    return form_page(request, form, act, words)
