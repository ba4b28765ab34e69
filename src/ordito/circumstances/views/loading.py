# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a fact share: finding its kind and its row, and drawing the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases.enums import Part
from ordito.cases.views.loading import record_page
from ordito.circumstances.models import Address
from ordito.circumstances.queries.situation import facts_of, revisions_of
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind

form_view = require_http_methods(["GET", "HEAD", "POST"])
TABS = {Part.CIRCUMSTANCES: "situation", Part.HEALTH: "health"}


def kind_or_404(key: str) -> Kind:
    """The kind of fact that an address names."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def fact_or_404(request: HttpRequest, record: RecordHeader, kind: Kind, pk: int) -> Fact:
    """A fact of the person; a secret address is there only for those it is told to."""
    actor = actor_of(request)
    found = next((row for row in facts_of(actor, record.person, kind) if row.pk == pk), None)
    if found is None:
        raise Http404
    if isinstance(found, Address) and not Address.objects.filter(pk=pk).told_to(actor).exists():
        raise Http404
    return found


def page_url(record: RecordHeader, part: Part) -> str:
    """The page on which facts of this part stand."""
    return reverse(f"circumstances:{TABS[part]}", args=[record.pk])


def fact_page(
    request: HttpRequest, record: RecordHeader, kind: Kind, form: Form, *, fact: Fact | None = None, **context: Any
) -> HttpResponse:
    """The page of a form about a fact; with `fact`, what it said before."""
    return record_page(
        request,
        record,
        "circumstances/record/fact_form",
        tab=TABS[kind.part],
        invalid=form.is_bound,
        writing=True,
        form=form,
        revisions=revisions_of(fact, kind) if fact is not None else (),
        cancel_url=page_url(record, kind.part),
        **{"submit_label": _("Salva"), **context},
    )
