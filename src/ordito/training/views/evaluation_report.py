# SPDX-License-Identifier: EUPL-1.2
"""What editions were worth: the report, and what was written to open questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pdf import make_pdf
from ordito.questionnaires.models import VersionQuestion
from ordito.training.actions.evaluation import log_export, log_texts
from ordito.training.engine.rows_out import to_csv, to_xlsx
from ordito.training.enums import EditionState
from ordito.training.forms.evaluation import ReportForm
from ordito.training.models import Edition
from ordito.training.queries.evaluation_answers import asking
from ordito.training.queries.evaluation_paper import lines_of, parts_of
from ordito.training.queries.evaluation_report import TEXTS, rate_lines, section_of
from ordito.training.queries.evaluation_results import results_of
from ordito.training.queries.evaluation_texts import open_texts
from ordito.training.views.certificates import XLSX, as_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from ordito.training.queries.evaluation_answers import Asking, Group
    from ordito.training.queries.evaluation_paper import PaperPart

RESULTS = "risultati"
"""The tab of indicators."""
KINDS = frozenset({"pdf", "xlsx", "csv"})
PAPER = Path(__file__).resolve().parents[1] / "templates" / "training" / "print" / "evaluation.typ"


def _form(request: HttpRequest) -> ReportForm:
    rows = Edition.objects.visible_to(actor_of(request)).exclude(state=EditionState.DRAFT)
    return ReportForm(request.GET, editions=rows)


def _group(found: Asking, code: str) -> Group | None:
    """The part of the report that an address asks for, else the first."""
    groups = found.groups
    return next((group for group in groups if group.code == code), groups[0] if groups else None)


def _parts(found: Asking, form: ReportForm, group: Group | None, *, results: bool) -> list[tuple[str, str, bool]]:
    """The tabs: their words, where they lead, which one is shown."""
    parts = [(one.label, one.code, one == group) for one in found.groups]
    if results:
        parts.append((_("Risultati nel territorio"), RESULTS, group is None))
    return [(capfirst(label), f"?{form.query()}&parte={code}", active) for label, code, active in parts]


@require_safe
@requires(Verb.VIEW_TRAINING)
def report(request: HttpRequest) -> HttpResponse:
    """Figures of an edition, a course, a plan or a year, protected."""
    actor, today = actor_of(request), timezone.localdate()
    form = _form(request)
    chosen = form.chosen()
    context: dict[str, Any] = {"form": form, "chosen": form.title(), "query": form.query(), "any": chosen is not None}
    if chosen is not None:
        editions = list(chosen.select_related("territory", "course"))
        found = asking(editions, today)
        code = request.GET.get("parte", "")
        results = results_of(actor, found.chosen, today)
        group = None if code == RESULTS and results else _group(found, code)
        context |= {
            "found": found,
            "rates": rate_lines(found, today),
            "group": group,
            "section": section_of(found, group) if group else None,
            "results": results,
            "shows_results": bool(results) and group is None,
            "parts": _parts(found, form, group, results=bool(results)),
            "reads_texts": any(can(actor, Verb.MANAGE_TRAINING, edition) for edition in editions),
        }
    return page(request, "training/evaluation/report.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole report as a PDF, or its figures as a spreadsheet; who took it is logged."""
    actor, now, form = actor_of(request), timezone.localtime(), _form(request)
    chosen = form.chosen()
    if kind not in KINDS or chosen is None:
        raise Http404
    editions = list(chosen.select_related("territory", "course"))
    today = timezone.localdate(now)
    found = asking(editions, today)
    parts = parts_of(found, rate_lines(found, today), results_of(actor, found.chosen, today))
    log_export(editions=editions, kind=kind, by=actor, at=now)
    name = f"valutazione-{slugify(form.title())[:60]}.{kind}"
    if kind == "pdf":
        return as_file(make_pdf(PAPER, _paper(found, parts, form.title(), now), at=now), "application/pdf", name)
    headings, lines = lines_of(parts)
    if kind == "csv":
        return as_file(to_csv(headings, lines), "text/csv; charset=utf-8", name)
    return as_file(to_xlsx(headings, lines, sheet=_("Valutazione")), XLSX, name)


def _paper(found: Asking, parts: Sequence[PaperPart], chosen: str, now: datetime) -> dict[str, Any]:
    """A report for its template."""
    note = _("Non si legge niente di un gruppo con meno di %(least)s risposte. Le risposte non hanno nome.")
    return {
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(when)s") % {"when": f"{now:%d/%m/%Y %H:%M}"},
        "title": _("Valutazione dei corsi"),
        "subtitle": chosen,
        "note": note % {"least": found.threshold},
        "parts": [part.as_data() for part in parts],
    }


@require_safe
@requires(Verb.MANAGE_TRAINING)
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written to an open question, in the editions that the reader manages."""
    actor, form = actor_of(request), _form(request)
    chosen = form.chosen()
    if chosen is None:
        raise Http404
    editions = [row for row in chosen.select_related("territory") if can(actor, Verb.MANAGE_TRAINING, row)]
    found = asking(editions, timezone.localdate())
    group = _group(found, request.GET.get("parte", ""))
    if group is None:
        raise Http404
    question = get_object_or_404(VersionQuestion.objects.filter(kind__in=TEXTS), version=group.version_id, question=pk)
    written = open_texts(found, group, question)
    log_texts(editions=editions, question=question.name, number=len(written), by=actor, at=timezone.now())
    context = {
        "form": form, "chosen": form.title(), "query": form.query(), "group": group, "question": question,
        "texts": written, "threshold": found.threshold,
    }  # fmt: skip
    return page(request, "training/evaluation/texts.html", context)
