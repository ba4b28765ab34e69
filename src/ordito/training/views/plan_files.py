# SPDX-License-Identifier: EUPL-1.2
"""A plan as a PDF and for the word processor: as it stands, or as it was adopted (`?versione=1`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.pdf import make_pdf
from ordito.training import rules
from ordito.training.engine.plan_docx import plan_docx
from ordito.training.enums import PlanState
from ordito.training.models import PlanVersion
from ordito.training.queries.plan_document import document_of
from ordito.training.queries.plans import content_of
from ordito.training.views.pages import plan_or_404

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from ordito.training.models import TrainingPlan

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "training" / "print" / "plan.typ"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires(Verb.VIEW_TRAINING)
def plan_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as an accessible PDF."""
    plan, now = plan_or_404(request, pk), timezone.localtime()
    data = _data(request, plan, now)
    return _file(make_pdf(TEMPLATE, data, at=now), "application/pdf", f"{slugify(data['title'])}.pdf")


@require_safe
@requires(Verb.VIEW_TRAINING)
def plan_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan for the word processor."""
    plan, now = plan_or_404(request, pk), timezone.localtime()
    data = _data(request, plan, now)
    made = plan_docx(data, language=get_language() or "it", at=now.replace(tzinfo=None))
    return _file(made, DOCX, f"{slugify(data['title'])}.docx")


def _data(request: HttpRequest, plan: TrainingPlan, now: datetime) -> dict[str, Any]:
    version = _version(request, plan)
    content = version.content if version is not None else content_of(plan)
    return {
        **document_of(plan, content, version),
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(when)s") % {"when": f"{now:%d/%m/%Y %H:%M}"},
    }


def _version(request: HttpRequest, plan: TrainingPlan) -> PlanVersion | None:
    """The version that is asked for; of an adopted plan, and of a draft for who does not write it, the last one."""
    number = request.GET.get("versione", "")
    if number:
        if not number.isdecimal():
            raise Http404
        return get_object_or_404(PlanVersion, plan=plan, number=int(number))
    hidden = plan.state == PlanState.DRAFT and not rules.can_write_plan(actor_of(request), plan)
    return plan.versions.order_by("-number").first() if hidden or plan.state == PlanState.ADOPTED else None


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer
