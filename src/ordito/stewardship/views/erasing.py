# SPDX-License-Identifier: EUPL-1.2
"""Erasing what the person asked to have erased: look for words, choose the texts, erase them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import record_page
from ordito.core.access import actor_of
from ordito.stewardship import actions
from ordito.stewardship.enums import RequestKind
from ordito.stewardship.forms.erasing import EraseForm, WordsForm
from ordito.stewardship.queries.erasing import texts_with
from ordito.stewardship.queries.notes import HERE
from ordito.stewardship.views.rights import request_or_404, served_or_403

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def erase(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Words are sent and never stand in an address; what is found is shown whole before it is erased."""
    record = served_or_403(request, pk)
    row = request_or_404(record, request_pk)
    if row.kind != RequestKind.ERASURE or row.answered_on is not None:
        messages.warning(request, _("Si cancella finché alla richiesta di cancellazione non è stato risposto."))
        return redirect("stewardship:request", pk, request_pk)
    actor, erasing = actor_of(request), "cancella" in request.POST
    look = WordsForm(request.POST or None)
    words = look.cleaned_data["words"] if look.is_bound and look.is_valid() else []
    texts = texts_with(actor, record.case_file, words) if words else []
    form = EraseForm(request.POST if erasing else None, texts=texts, initial={"words": "\n".join(words)})

    def act() -> None:
        given = form.cleaned_data
        at = timezone.localtime()
        made = actions.erase_texts(by=actor, at=at, request=row, **given)
        done = ngettext("%(count)s testo cancellato.", "%(count)s testi cancellati.", len(made))
        messages.success(request, done % {"count": len(made)})

    if erasing and form.is_valid() and not attempt(form, act):
        return redirect("stewardship:request", pk, request_pk)
    return record_page(
        request,
        record,
        "stewardship/record/erase",
        tab=HERE,
        writing=True,
        invalid=(look.is_bound and not words) or (erasing and form.is_bound),
        look_form=look,
        form=form if texts else None,
        searched=bool(words),
        row=row,
    )
