# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.indicators.actions import record_exact_reading, record_export
from ordito.indicators.engine.table import Figure, to_csv, write_xlsx
from ordito.indicators.enums import FACETS, Breakdown, PlaceLevel
from ordito.indicators.forms.figure import Choices, ExportForm, QuestionForm, parameters, period_code
from ordito.indicators.models import Indicator, Snapshot
from ordito.indicators.queries.drawings import drawings_of
from ordito.indicators.queries.figures import Answer, answer_of, period_label
from ordito.indicators.queries.questions import Question, rights_of
from ordito.indicators.queries.snapshots import facet_names, first_year, years_of
from ordito.indicators.queries.tables import AgesOutOfBandsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from ordito.core.access import Actor

PAGE = "indicators/figure.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_safe
@requires(Verb.VIEW_STATISTICS)
def figure(request: HttpRequest) -> HttpResponse:
    """The one page of statistics: a question, its table, its drawings, or what can be asked in its place."""
    actor = actor_of(request)
    context = _common(actor)
    snapshot = Snapshot.objects.published()
    if snapshot is None or not snapshot.takings:
        return page(request, PAGE, context)
    form = _form(request.GET, actor, snapshot)
    context |= {"form": form, "snapshot": snapshot}
    answer = _answer(form, snapshot)
    if answer is None:
        return page(request, PAGE, context, invalid=True)
    question = form.question()
    if question.exact:
        _record_exact(actor, question)
    return page(request, PAGE, context | _answered(request, question, answer))


def _common(actor: Actor) -> dict[str, Any]:
    return {
        "may_refresh": actor.holds(Verb.REFRESH_STATISTICS),
        "may_export": actor.holds(Verb.EXPORT_STATISTICS),
        "may_manage": actor.holds(Verb.MANAGE_STATISTICS),
    }


def _record_exact(actor: Actor, question: Question) -> None:
    place = question.within.pk if question.within else None
    record_exact_reading(indicator=question.indicator.code, place_id=place, by=actor, at=timezone.now())


def _form(data: Mapping[str, Any], actor: Actor, snapshot: Snapshot) -> QuestionForm:
    """The bound form; without parameters it asks the first question of the last whole year, by Ambito."""
    today = timezone.localdate()
    years = years_of(snapshot, today)
    indicators = Indicator.objects.visible_to(actor).by_takings().order_by("position", "pk")
    asked = {name: value for name, value in data.items() if value != ""}
    first = indicators.first()
    defaults = {
        "indicatore": first.code if first else "",
        "periodo": str(first_year(snapshot, today)),
        "livello": PlaceLevel.AMBITO.value,
    }
    wanted = asked.get("suddivisione", "")
    names = {wanted: facet_names(wanted)} if wanted in FACETS else {}
    choices = Choices(rights_of(actor), years, today, names)
    return QuestionForm(defaults | asked, choices=choices, indicators=indicators)


def _answer(form: QuestionForm, snapshot: Snapshot) -> Answer | None:
    if not form.is_valid():
        return None
    try:
        return answer_of(snapshot, form.question(), timezone.localdate())
    except AgesOutOfBandsError:
        form.add_error("indicatore", _("Le età di questo indicatore non coincidono con le fasce in uso."))
        return None


def _answered(request: HttpRequest, question: Question, answer: Answer) -> dict[str, Any]:
    context: dict[str, Any] = {
        "question": question,
        "figure": answer.figure,
        "proposals": [(_proposal_words(other), _address(other)) for other in answer.proposals],
        "export_form": ExportForm(),
        "hidden_fields": parameters(question),
    }
    if answer.figure is None:
        return context
    column = _column(request.GET.get("colonna", ""), answer.figure)
    drawings = drawings_of(question, answer, column)
    by_value = question.breakdown in FACETS and not question.value
    return context | {
        "drawings": drawings,
        "columns": [
            (label, f"{_address(question)}&colonna={number}", number == column)
            for number, label in enumerate(answer.figure.columns)
        ],
        "rows": [(row, _row_address(question, row.code) if by_value else "") for row in answer.figure.rows],
        "all_values": _address(question, valore="", livello="") if question.value else "",
    }


def _column(text: str, figure: Figure) -> int:
    last = len(figure.columns) - 1
    return min(int(text), last) if text.isdecimal() and len(text) < 4 else last  # noqa: PLR2004 - no table has a thousand columns


def _address(question: Question, **changed: str) -> str:
    wanted = {name: value for name, value in (parameters(question) | changed).items() if value}
    return f"{reverse('indicators:figure')}?{urlencode(wanted)}"


def _row_address(question: Question, code: str) -> str:
    """Where one value of a facet is shown by place."""
    return _address(question, valore=code, livello=PlaceLevel.AMBITO.value, dentro="") if code else ""


def _proposal_words(question: Question) -> str:
    """A coarser question in words."""
    breakdown = Breakdown(question.breakdown)
    detail = _("senza suddivisione") if breakdown == Breakdown.NONE else str(breakdown.label).lower()
    return f"{question.level.label}, {detail}, {period_label(question.period)}"


@require_POST
@requires(Verb.EXPORT_STATISTICS)
def export(request: HttpRequest) -> HttpResponse:
    """The same figure as a file, with its protection written in it; the purpose goes to the log."""
    actor = actor_of(request)
    snapshot = Snapshot.objects.published()
    if snapshot is None:
        return redirect("indicators:figure")
    form = _form(request.POST, actor, snapshot)
    answer = _answer(form, snapshot)
    wanted = ExportForm(request.POST)
    if answer is None or answer.figure is None or not wanted.is_valid():
        context = _common(actor) | {"form": form, "snapshot": snapshot, "export_open": True}
        if answer is not None:
            context |= _answered(request, form.question(), answer)
        return page(request, PAGE, context | {"export_form": wanted}, invalid=True)
    question, made = form.question(), answer.figure
    kind = wanted.cleaned_data["formato"]
    answered = _file(made, question, kind)
    record_export(
        indicator=question.indicator.code,
        kind=kind,
        protected=made.protected,
        hidden=made.hidden,
        purpose=wanted.cleaned_data["scopo"],
        by=actor,
        at=timezone.now(),
    )
    return answered


def _file(made: Figure, question: Question, kind: str) -> HttpResponse:
    name = f"{question.indicator.code}-{period_code(question.period)}.{kind}"
    if kind == "csv":
        response = HttpResponse(to_csv(made), content_type=CSV)
    else:
        stream = BytesIO()
        write_xlsx(made, stream, sheet=_("Tabella"))
        response = HttpResponse(stream.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
