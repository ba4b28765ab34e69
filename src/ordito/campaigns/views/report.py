# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.campaigns.actions.reports import log_export, log_open_answers, start_report
from ordito.campaigns.engine.distributions import Family, family_of
from ordito.campaigns.forms.report import ReportForm
from ordito.campaigns.queries.board import board_choices, seen_returns
from ordito.campaigns.queries.report import asked_questions, previous_round, ready_figures, report_of
from ordito.campaigns.queries.report_texts import answering, not_answering, open_answers, report_tables
from ordito.campaigns.views.board import campaign_or_404
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.questionnaires.engine.tables_out import csv_pieces, workbook_pieces
from ordito.questionnaires.models import VersionQuestion

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from ordito.campaigns.models import Campaign
    from ordito.campaigns.queries.report import Ready, Report
    from ordito.campaigns.queries.report_figures import ReportFilter

SHOWN = 20
"""Questions on a page."""
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FIGURES = 1  # the sheet of a report that its .csv holds


@dataclass(frozen=True)
class Asked:
    """A report that an address asks for: its filters, and the figures at hand (None: still to be computed)."""

    campaign: Campaign
    previous: Campaign | None
    form: ReportForm
    chosen: ReportFilter
    ready: Ready | None
    before: Ready | None

    def report(self, questions: list[VersionQuestion]) -> Report:
        """The report of some questions."""
        assert self.ready is not None
        return report_of(
            self.campaign, questions, self.ready.figures, per=self.chosen.per, previous=self.previous,
            before=self.before.figures if self.before else None,
        )  # fmt: skip


def _form(request: HttpRequest, campaign: Campaign) -> ReportForm:
    return ReportForm(request.GET, choices=board_choices(seen_returns(actor_of(request), campaign), campaign))


def _asked(request: HttpRequest, campaign: Campaign) -> Asked:
    actor, form = actor_of(request), _form(request, campaign)
    chosen, previous = form.chosen(), previous_round(actor, campaign)
    before = ready_figures(actor, previous, chosen.whole()) if previous else None
    return Asked(campaign, previous, form, chosen, ready_figures(actor, campaign, chosen), before)


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Distributions of the answers, question by question, with coverage and the round before."""
    campaign = campaign_or_404(request, public_id)
    asked = _asked(request, campaign)
    questions = asked_questions(campaign)
    first = _first(request.GET.get("da", ""), len(questions))
    context: dict[str, Any] = {
        "campaign": campaign, "asked": asked, "form": asked.form, "query": request.GET.urlencode(),
        "reads_texts": actor_of(request).holds(Verb.EXPORT_ANSWERS), "total": len(questions),
        "first": first + 1, "last": min(first + SHOWN, len(questions)),
        "previous_url": _address(request, first - SHOWN) if first else "",
        "next_url": _address(request, first + SHOWN) if first + SHOWN < len(questions) else "",
    }  # fmt: skip
    if asked.ready is not None:
        context["report"] = asked.report(questions[first : first + SHOWN])
    return page(request, "campaigns/report/report.html", context)


def _first(text: str, total: int) -> int:
    """The place of the first question of a page; anything odd is the first page."""
    place = int(text) if text.isascii() and text.isdigit() and len(text) < len("100000") else 0
    return place - place % SHOWN if place < total else 0


def _address(request: HttpRequest, first: int) -> str:
    query = request.GET.copy()
    query["da"] = str(first)
    return f"{request.path}?{query.urlencode()}"


@require_POST
@requires(Verb.VIEW_CAMPAIGNS)
def compute_report(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin to compute the report that the address asks for, and that of the round before when it is missing too."""
    campaign = campaign_or_404(request, public_id)
    actor, chosen = actor_of(request), _form(request, campaign).chosen()
    job = start_report(campaign=campaign, chosen=chosen, by=actor, at=timezone.now())
    previous = previous_round(actor, campaign)
    if previous is not None and ready_figures(actor, previous, chosen.whole()) is None:
        start_report(campaign=previous, chosen=chosen.whole(), by=actor, at=timezone.now())
    messages.info(request, _("Il rapporto si sta calcolando: al termine torna alla sua pagina."))
    return redirect("accounts:job", job.pk)


@require_safe
@requires(Verb.EXPORT_ANSWERS)
def open_texts(request: HttpRequest, public_id: UUID, question_id: int) -> HttpResponse:
    """What was written to an open question, unit by unit."""
    campaign = campaign_or_404(request, public_id)
    question = _text_question(campaign, question_id)
    actor, form = actor_of(request), _form(request, campaign)
    found = page_of(request, answering(actor, campaign, form.chosen()), order=("unit_name", "pk"), size=50)
    answers = open_answers(found.rows, question)
    log_open_answers(campaign=campaign, question=question.name, by=actor, at=timezone.now(), number=len(answers))
    context = {"campaign": campaign, "question": question, "page": found, "answers": answers, "form": form}
    return page(request, "campaigns/report/texts.html", context)


def _text_question(campaign: Campaign, question_id: int) -> VersionQuestion:
    rows = VersionQuestion.objects.filter(version=campaign.version_id)
    question = get_object_or_404(rows, question=question_id)
    if family_of(question.kind) is not Family.TEXTS:
        raise Http404
    return question


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def export_report(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The whole report as a spreadsheet; the .csv holds the figures alone, one line each."""
    campaign = campaign_or_404(request, public_id)
    if kind not in KINDS:
        raise Http404
    actor, asked = actor_of(request), _asked(request, campaign)
    if asked.ready is None:
        address = reverse("campaigns:report", args=[public_id])
        return redirect(f"{address}?{request.GET.urlencode()}")
    tables = report_tables(asked.report(asked_questions(campaign)), not_answering(actor, campaign, asked.chosen))
    pieces = workbook_pieces(tables) if kind == "xlsx" else csv_pieces(tables[FIGURES])
    log_export(campaign=campaign, by=actor, at=timezone.now(), form=kind)
    answer = HttpResponse(b"".join(pieces), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="rapporto.{kind}"'
    return answer
