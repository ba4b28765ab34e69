# SPDX-License-Identifier: EUPL-1.2
"""What the pages of training share: a form with its action, and a question before something is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.core.access import NotAllowedError, Verb, actor_of, can
from ordito.core.http import page
from ordito.training.models import Course, Edition, TrainingPlan
from ordito.training.queries.editions import whole
from ordito.training.views.attempts import attempt, versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse, QueryDict

    from ordito.meetings.views.common import ConflictLine

form_view = require_http_methods(["GET", "HEAD", "POST"])
Crumb = tuple[str, str]


@dataclass(frozen=True)
class Words:
    """What stands around a form: its title, its button, what is said when it is done, where "Annulla" leads."""

    title: str
    submit: str
    cancel_url: str
    done: str = ""
    lead: str = ""
    crumbs: Sequence[Crumb] = ()
    consequences: Sequence[str] = ()
    danger: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing, and None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[], str],
    words: Words,
    *,
    theirs: Callable[[Any], Form] | None = None,
    template: str = "training/form.html",
) -> HttpResponse:
    """Show a form; sent and sound, run `act` and go where it says.

    `theirs` gives the same form filled with the row as somebody else saved it meanwhile.
    """
    went: list[str] = []
    error = None
    if request.method == "POST" and form.is_valid():
        error = attempt(form, lambda: went.append(act()))
        if went:
            if words.done:
                messages.success(request, words.done)
            return redirect(went[0])
    context = {
        "form": form,
        "words": words,
        "conflict": _versions(form, error, theirs),
        **words.more,
    }
    return page(request, template, context, invalid=form.is_bound)


def _versions(form: Form, error: Any, theirs: Callable[[Any], Form] | None) -> list[ConflictLine]:
    return versions_of(form, error, theirs) if theirs is not None else []


def ask(request: HttpRequest, form: Form, act: Callable[[], str], words: Words) -> HttpResponse:
    """Ask before doing; the form may be empty."""
    more = {
        "title": words.title,
        "text": words.lead,
        "consequences": words.consequences,
        "submit_label": words.submit,
        "cancel_url": words.cancel_url,
        "danger": words.danger,
    }
    asked = Words(words.title, words.submit, words.cancel_url, words.done, more=more)
    return form_page(request, form, act, asked, template="confirm.html")


def require_that(*, allowed: bool) -> None:
    """Answer 403 to who may read and may not do this."""
    if not allowed:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))


def plan_or_404(request: HttpRequest, pk: int) -> TrainingPlan:
    """A plan that the reader may know of."""
    rows = TrainingPlan.objects.visible_to(actor_of(request)).select_related("organiser", "territory")
    return get_object_or_404(rows, pk=pk)


def course_or_404(request: HttpRequest, pk: int) -> Course:
    """A course that the reader may know of."""
    rows = Course.objects.visible_to(actor_of(request))
    named = rows.select_related("organiser", "territory", "track", "service_type", "certificate_type", "programme")
    return get_object_or_404(named.select_related("plan_line__plan"), pk=pk)


def edition_or_404(request: HttpRequest, pk: int) -> Edition:
    """An edition that the reader may know of."""
    return get_object_or_404(whole(Edition.objects.visible_to(actor_of(request))), pk=pk)


def managed_edition(request: HttpRequest, pk: int) -> Edition:
    """An edition that the reader manages; 403 for who only knows of it."""
    edition = edition_or_404(request, pk)
    require_that(allowed=can(actor_of(request), Verb.MANAGE_TRAINING, edition))
    return edition
