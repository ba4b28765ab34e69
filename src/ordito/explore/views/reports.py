# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.dates import format_date
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.core.pdf import make_pdf
from ordito.explore import actions
from ordito.explore.forms import NameForm, PurposeForm, ReportForm
from ordito.explore.models import Report, ReportFigure, SavedView
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.keeping import PARTS, code_of, sharing_choices, sharing_of, views_of
from ordito.explore.queries.paper import paper_of
from ordito.explore.queries.reports import pieces_on_paper, reading_of
from ordito.explore.queries.standing import stands_on
from ordito.explore.rules import can_change, can_write
from ordito.explore.views.files import PDF, TEMPLATE, download
from ordito.explore.views.stale import theirs
from ordito.indicators.queries.questions import rights_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def reports(request: HttpRequest) -> HttpResponse:
    """One's reports and those that colleagues show, the last changed first; and a new one."""
    actor = actor_of(request)
    form = NameForm(request.POST or None)
    if form.is_valid():
        made = actions.begin_report(by=actor, at=timezone.now(), name=form.cleaned_data["nome"])
        return redirect("explore:report_edit", made.pk)
    rows = page_of(request, Report.objects.visible_to(actor).select_related(*PARTS), order=("-changed_at", "-pk"))
    listed = [(row, row.owner_id == actor.actor_id) for row in rows.rows]
    context = {"form": form, "page": rows, "listed": listed, "here": "reports"}
    return page(request, "explore/reports.html", context, invalid=form.is_bound)


def report_or_404(request: HttpRequest, pk: int, *, writing: bool = False) -> Report:
    """A report that one may open; with `writing`, a draft of one's own."""
    actor = actor_of(request)
    row = get_object_or_404(Report.objects.visible_to(actor).select_related(*PARTS), pk=pk)
    if writing and not can_write(actor, row):
        raise Http404
    return row


@require_safe
@requires(Verb.VIEW_STATISTICS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report as its reader sees it."""
    row = report_or_404(request, pk)
    return page(request, "explore/report.html", _read(request, row))


def _read(request: HttpRequest, row: Report) -> dict[str, Any]:
    actor = actor_of(request)
    desk = desk_of(actor) if row.is_draft else None
    reading = reading_of(desk, row, desk.rights if desk else rights_of(actor))
    return {
        "report": row,
        "reading": reading,
        "stands_on": stands_on(row, reading.figures, actor),
        "may_write": can_write(actor, row),
        "may_follow": can_change(actor, row) and not row.is_draft,
        "may_export": actor.holds(Verb.EXPORT_STATISTICS),
        "purpose_form": PurposeForm(),
        "here": "reports",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft; the same form adds the table of a view as a figure, or takes one off.

    What is sent for a report approved meanwhile comes back whole, to be taken to a new edition.
    """
    actor, row = actor_of(request), report_or_404(request, pk)
    if not (can_change(actor, row) if request.method == "POST" else can_write(actor, row)):
        raise Http404
    views = views_of(actor)[:200]
    form = ReportForm(request.POST or None, initial=_as_kept(row), sharings=sharing_choices(actor), views=views)
    context = {"form": form, "report": row, "figures": row.figures.order_by("number"), "here": "reports"}
    if form.is_valid():
        try:
            _write(request, row, form.cleaned_data)
        except actions.ExploreError as error:
            context["stale"] = isinstance(error, actions.StaleError)
            context["theirs"] = theirs(form, error, _as_kept(getattr(error, "current", row)))
        else:
            stays = form.cleaned_data["vista"] or request.POST.get("togli")
            return redirect("explore:report_edit" if stays else "explore:report", row.pk)
    return page(request, "explore/report_edit.html", context, invalid=form.is_bound)


def _as_kept(row: Report) -> dict[str, object]:
    return {"nome": row.name, "testo": row.text, "condivisa": code_of(row), "version": row.version}


def _write(request: HttpRequest, row: Report, found: dict[str, Any]) -> None:
    """Write the text, then what was asked of the figures; all or nothing."""
    actor, now = actor_of(request), timezone.now()
    gone, words = request.POST.get("togli", ""), _("Relazione salvata.")
    with transaction.atomic():
        written = actions.write_report(
            by=actor,
            at=now,
            report=row,
            name=found["nome"],
            text=found["testo"],
            sharing=sharing_of(found["condivisa"]),
            version=found["version"],
        )
        if gone.isdecimal():
            figure = get_object_or_404(ReportFigure.objects.select_related("report"), report=row, pk=int(gone))
            actions.remove_figure(by=actor, at=now, figure=figure)
        elif found["vista"]:
            view = get_object_or_404(SavedView.objects.visible_to(actor), pk=found["vista"])
            made = actions.add_figure(
                by=actor, at=now, report=written, view=view, definition=_definition(request, view)
            )
            words = _("Figura aggiunta. Nel testo scrivi [figura %(number)s] dove deve stare.")
            words %= {"number": made.number}
    messages.success(request, words)


def _definition(request: HttpRequest, view: SavedView) -> str:
    """By which definition the view counts today, in words."""
    desk = desk_of(actor_of(request))
    asked = desk.asked.get(view.question.get("misura", "")) if desk else None
    return asked.edition if asked else ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then freeze text and figures."""
    actor, row = actor_of(request), report_or_404(request, pk)
    if not can_change(actor, row):
        raise Http404
    if not row.is_draft:
        return redirect("explore:report", row.pk)
    if request.method == "POST":
        try:
            actions.approve_report(by=actor, at=timezone.now(), report=row)
        except actions.ExploreError as error:
            messages.error(request, str(error))
            return redirect("explore:report_edit", row.pk)
        messages.success(request, _("Relazione approvata: testo e figure non cambiano più."))
        return redirect("explore:report", row.pk)
    context = {
        "title": _("Approvare la relazione?"),
        "text": row.name,
        "consequences": [
            _("Testo e figure restano come sono adesso, anche se i dati o gli indicatori cambiano."),
            _("Per correggerla si comincia una nuova edizione."),
        ],
        "submit_label": _("Approva"),
        "cancel_url": reverse("explore:report", args=[row.pk]),
    }
    return render(request, "confirm.html", context)


@require_POST
@requires(Verb.VIEW_STATISTICS)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition of an approved report."""
    actor, row = actor_of(request), report_or_404(request, pk)
    if row.is_draft or not can_change(actor, row):
        raise Http404
    made = actions.begin_edition(by=actor, at=timezone.now(), report=row)
    messages.success(request, _("Nuova edizione: le figure sono di nuovo quelle di oggi."))
    return redirect("explore:report" if not made.is_draft else "explore:report_edit", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_STATISTICS)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a draft away."""
    row = report_or_404(request, pk, writing=True)
    if request.method == "POST":
        actions.delete_report(by=actor_of(request), at=timezone.now(), report=row)
        messages.success(request, _("Bozza eliminata."))
        return redirect("explore:reports")
    context = {
        "title": _("Eliminare la bozza?"),
        "text": row.name,
        "consequences": [_("Testo e figure della bozza vanno perduti; le viste salvate restano.")],
        "submit_label": _("Elimina"),
        "cancel_url": reverse("explore:report", args=[row.pk]),
        "danger": True,
    }
    return render(request, "confirm.html", context)


@require_POST
@requires(Verb.EXPORT_STATISTICS)
def print_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on paper; the purpose goes to the log."""
    row = report_or_404(request, pk)
    form = PurposeForm(request.POST)
    context = _read(request, row)
    if not form.is_valid():
        return page(request, "explore/report.html", context | {"purpose_form": form, "print_open": True}, invalid=True)
    now = timezone.localtime()
    pieces = pieces_on_paper(context["reading"], _("Figura %(number)s. %(caption)s"))
    made = make_pdf(TEMPLATE, paper_of(row.name, _facts(row), pieces, at=now), at=now)
    actions.record_printing(by=actor_of(request), at=now, report=row, purpose=form.cleaned_data["scopo"])
    return download(made, PDF, f"{slugify(row.name)[:60] or 'relazione'}.pdf")


def _facts(row: Report) -> list[str]:
    said = [_("Edizione %(number)s") % {"number": row.edition}, str(row.owner)]
    if row.approved_at is None:
        return [*said, _("Bozza: le figure seguono i dati.")]
    day = format_date(timezone.localdate(row.approved_at))
    return [*said, _("Approvata il %(day)s") % {"day": day}, _("Impronta SHA-256: %(hash)s") % {"hash": row.digest}]
