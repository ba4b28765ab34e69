# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.explore.engine.question import period_code
from ordito.explore.forms import ExportForm, QuestionForm, SaveForm
from ordito.explore.queries.answers import Answer, Trouble, answers_of, told
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.drawings import drawings_of
from ordito.explore.queries.paths import address, down, release_url, smaller, up
from ordito.explore.views.files import file_of
from ordito.indicators.actions import record_exact_reading, record_export
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.snapshots import first_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor
    from ordito.explore.engine.question import Question
    from ordito.explore.queries.desk import Desk

PAGE = "explore/pivot.html"


@require_safe
@requires(Verb.VIEW_STATISTICS)
def pivot(request: HttpRequest) -> HttpResponse:
    """Tables by choice: what is counted, rows, columns, where, when; its table, its drawings, where to go from it."""
    actor = actor_of(request)
    desk = desk_of(actor)
    if desk is None or not desk.asked:
        return page(request, PAGE, rights(actor))
    form = QuestionForm(asked_with(request.GET, desk), desk=desk)
    context = rights(actor) | {"form": form, "snapshot": desk.snapshot}
    if not form.is_valid():
        return page(request, PAGE, context, invalid=True)
    answer = answered(desk, form.question)
    found = shown(request, desk, form.question, answer)
    return page(request, PAGE, context | found, invalid=isinstance(answer, Trouble))


def rights(actor: Actor) -> dict[str, Any]:
    """What the pages of tables offer to somebody."""
    return {
        "may_refresh": actor.holds(Verb.REFRESH_STATISTICS),
        "may_export": actor.holds(Verb.EXPORT_STATISTICS),
        "here": "pivot",
    }


def asked_with(data: Mapping[str, str], desk: Desk) -> dict[str, str]:
    """What is asked, and where nothing is the first measure in the last whole year by Ambito."""
    asked = {name: value for name, value in data.items() if value}
    defaults = {
        "misura": next(iter(desk.asked)),
        "periodo": str(first_year(desk.snapshot, desk.today)),
        "righe": PlaceLevel.AMBITO.value,
    }
    return defaults | asked


def answered(desk: Desk, question: Question) -> Answer | Trouble:
    """The answer of a question; exact figures are counted each time, kept nowhere, and their reading is written."""
    if not question.exact:
        return answers_of(desk, [question.parameters()])[0]
    record_exact_reading(asked=question.parameters(), by=desk.actor, at=timezone.now())
    return told(desk, question)


def shown(request: HttpRequest, desk: Desk, question: Question, answer: Answer | Trouble) -> dict[str, Any]:
    """What the page shows of an answer."""
    context: dict[str, Any] = {
        "question": question,
        "asked": desk.asked[question.measure],
        "trail": up(desk, question),
        "hidden_fields": question.parameters(),
        "release_url": release_url(question) if desk.actor.holds(Verb.RELEASE_FIGURES) else "",
        "export_form": ExportForm(),
        "save_form": SaveForm(initial={"nome": desk.asked[question.measure].name[:120]}),
    }
    if isinstance(answer, Trouble):
        return context | {"trouble": answer, "smaller": smaller(desk, question)}
    figure = answer.figure
    column = column_of(request.GET.get("colonna", ""), answer)
    drawn = answer.drawings if column == answer.column else drawings_of(figure, answer.ground, column)
    return context | {
        "figure": figure,
        "drawings": drawn,
        "columns": [
            (label, address(question, colonna=str(number)), number == column)
            for number, label in enumerate(figure.columns)
        ],
        "rows": [(row, down(desk, question, row.code)) for row in figure.rows],
    }


def column_of(text: str, answer: Answer) -> int:
    """The column that is drawn: the one asked for, else the answer's own."""
    if text.isdecimal() and len(text) < 4:  # noqa: PLR2004 - no table has a thousand columns
        return min(int(text), len(answer.figure.columns) - 1)
    return answer.column


@require_POST
@requires(Verb.EXPORT_STATISTICS)
def export(request: HttpRequest) -> HttpResponse:
    """The same figure as a file, with its protection written in it; the purpose goes to the log."""
    actor = actor_of(request)
    desk = desk_of(actor)
    if desk is None or not desk.asked:
        return redirect("explore:pivot")
    form = QuestionForm(asked_with(request.POST, desk), desk=desk)
    wanted = ExportForm(request.POST)
    answer = answered(desk, form.question) if form.is_valid() else None
    if not isinstance(answer, Answer) or not wanted.is_valid():
        context = rights(actor) | {"form": form, "snapshot": desk.snapshot, "export_open": True}
        if answer is not None:
            context |= shown(request, desk, form.question, answer)
        return page(request, PAGE, context | {"export_form": wanted}, invalid=True)
    question, kind = form.question, wanted.cleaned_data["formato"]
    name = f"{question.measure.replace(':', '-')}-{period_code(question.period)}"
    made = file_of(answer, kind, name=name, sheet=_("Tabella"))
    record_export(
        indicator=question.measure,
        kind=kind,
        protected=answer.figure.protected,
        hidden=answer.figure.hidden,
        purpose=wanted.cleaned_data["scopo"],
        by=actor,
        at=timezone.now(),
    )
    return made
