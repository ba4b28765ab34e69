# SPDX-License-Identifier: EUPL-1.2
"""The roll-up of what was done, and the page that a funder reads: on the screen and as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pdf import make_pdf
from ordito.training.forms.enrolments import RollupFilter
from ordito.training.models import TrainingPlan
from ordito.training.queries.homogeneity import homogeneity
from ordito.training.queries.one_page import ambiti_table, notes, one_page, rate_tables
from ordito.training.queries.rollup import rollup as counted
from ordito.training.queries.rollup import years_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.training.queries.rollup import Rollup

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "training" / "print" / "one_page.typ"


@require_safe
@requires(Verb.VIEW_TRAINING)
def rollup(request: HttpRequest) -> HttpResponse:
    """Editions, hours, persons and enrolments of a plan, a programme or a year, and how evenly they were spread."""
    form, found = _asked(request)
    even = homogeneity(found)
    context = {
        "form": form,
        "found": found,
        "rates": rate_tables(even),
        "ambiti": ambiti_table(even),
        "notes": notes(found, even),
        "query": request.GET.urlencode(),
    }
    return page(request, "training/rollup/rollup.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def funder(request: HttpRequest) -> HttpResponse:
    """The same on one side of paper."""
    _form, found = _asked(request)
    context = {"sheet": one_page(found, homogeneity(found)), "query": request.GET.urlencode()}
    return page(request, "training/rollup/one_page.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def funder_pdf(request: HttpRequest) -> HttpResponse:
    """That side of paper as an accessible PDF."""
    _form, found = _asked(request)
    now = timezone.localtime()
    data = {
        **one_page(found, homogeneity(found)),
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(when)s") % {"when": f"{now:%d/%m/%Y %H:%M}"},
    }
    answer = HttpResponse(make_pdf(TEMPLATE, data, at=now), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{slugify(data['title'])}.pdf"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest) -> tuple[RollupFilter, Rollup]:
    """The filter and what it counts; a filter that makes no sense counts everything."""
    actor = actor_of(request)
    plans = TrainingPlan.objects.visible_to(actor).order_by("-year", "title", "pk")
    form = RollupFilter(request.GET, plans=plans, years=years_of(actor))
    chosen = form.cleaned_data if form.is_valid() else {}
    programme, year = chosen.get("programma"), chosen.get("anno")
    plan, today = chosen.get("piano"), timezone.localdate()
    return form, counted(actor, today=today, plan=plan, programme=programme, year=year)
