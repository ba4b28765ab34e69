# SPDX-License-Identifier: EUPL-1.2
"""Letters of a record: the list, and writing one of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.enums import Part
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, part_or_403, record_page
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.files.actions import FileGoneError
from ordito.papers import rules
from ordito.papers.actions import write_letter
from ordito.papers.engine.letters import LetterError
from ordito.papers.forms.letters import LetterForm
from ordito.papers.queries.letters import letters_of, offered, preview

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "HEAD", "POST"])


@requires(Verb.PRINT_RECORD)
@require_safe
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of the record, and the models to write another."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    actor = actor_of(request)
    writes = rules.can_write_letter(actor, record.case_file)
    opened(request, record, "letters")
    return record_page(
        request,
        record,
        "papers/record/letters",
        tab="letters",
        letters=letters_of(actor, record),
        templates=offered(record) if writes else (),
    )


@requires(Verb.PRINT_RECORD)
@form_view
def new(request: HttpRequest, pk: int, template_pk: int) -> HttpResponse:
    """Write a letter: what comes from the record is shown, the rest is typed."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    actor, now = actor_of(request), timezone.localtime()
    if not rules.can_write_letter(actor, record.case_file):
        raise NotAllowedError(_("Le lettere le scrive chi segue la cartella."))
    template = get_object_or_404(offered(record).select_related("kind__code_list"), pk=template_pk)
    form = LetterForm(request.POST or None, initial={"title": template.title})

    def act() -> None:
        write_letter(
            by=actor,
            at=now,
            record=record,
            template=template,
            title=form.cleaned_data["title"],
            typed=form.typed,
            form_key=form.cleaned_data["form_key"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Lettera fatta: è tra i documenti. Scaricala, controllala e firmala."))
        return redirect("papers:letters", pk)
    try:
        fields = preview(actor, record, template, at=now)
    except (FileGoneError, LetterError):
        messages.warning(request, _("Il file di questo modello non si può più leggere: scegline un altro."))
        return redirect("papers:letters", pk)
    return record_page(
        request,
        record,
        "papers/record/letter_form",
        tab="letters",
        writing=True,
        invalid=form.is_bound,
        form=form,
        fields=fields,
        heading=template.title,
        cancel_url=reverse("papers:letters", args=[pk]),
    )
