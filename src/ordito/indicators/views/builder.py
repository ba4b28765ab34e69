# SPDX-License-Identifier: EUPL-1.2
"""The builder: an indicator defined without code, on one page, tried on protected figures before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.indicators import actions
from ordito.indicators.actions import IndicatorConflictError
from ordito.indicators.enums import IndicatorMove, Origin
from ordito.indicators.forms.definition import BuilderForm, DatasetForm, initial_of
from ordito.indicators.forms.indicators import NewForm
from ordito.indicators.queries.catalogue import catalogue, labels
from ordito.indicators.queries.checks import age_bands_in_use, problems_of
from ordito.indicators.queries.trial import trial_of
from ordito.indicators.queries.words import in_words
from ordito.indicators.rules import may
from ordito.indicators.views.indicators import address, attempt, form_view, indicator_or_404, require_that

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.indicators.actions import IndicatorError
    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.models import Indicator, IndicatorVersion

FIRST = "takings"


@form_view
@requires(Verb.MANAGE_INDICATORS)
def new(request: HttpRequest) -> HttpResponse:
    """An indicator from the start: its question and how it is counted."""
    return _builder(request, None, NewForm(request.POST or None))


@form_view
@requires(Verb.MANAGE_INDICATORS)
def define(request: HttpRequest, pk: int) -> HttpResponse:
    """How an indicator is counted: its draft, begun from the version in use when there is one."""
    row = indicator_or_404(request, pk)
    require_that(allowed=may(actor_of(request), IndicatorMove.DEFINE, row))
    return _builder(request, row, None)


def _builder(request: HttpRequest, row: Indicator | None, named: NewForm | None) -> HttpResponse:
    datasets = labels()
    version = _last(row) if row else None
    recipe = version.recipe if version else None
    known = recipe.dataset if recipe else FIRST
    chosen = request.GET.get("dati", known)
    if row is None and request.method != "POST" and "dati" not in request.GET:
        choice = DatasetForm(initial={"dati": FIRST}, datasets=datasets)
        return page(request, "indicators/builder/start.html", {"choice": choice})
    name = chosen if chosen in datasets else min(datasets, default="")
    offered = catalogue(name)
    if name not in offered:
        return page(request, "indicators/builder/nothing.html", {"indicator": row})
    initial = initial_of(recipe) if recipe and recipe.dataset == name else {"per": 1, "over": "nothing"}
    if version and version.in_use_from is None:
        initial |= {"changes": version.changes, "breaks_series": version.breaks_series}
    form = BuilderForm(
        request.POST or None,
        initial=initial | {"version": row.version if row else 0},
        dataset=offered[name],
        datasets=datasets,
        bands=age_bands_in_use(),
    )
    context: dict[str, Any] = {
        "form": form,
        "named": named,
        "indicator": row,
        "revises": row is not None and row.current_id is not None,
        "choice": DatasetForm({"dati": name}, datasets=datasets),
    }
    return _answer(request, row, named, form, context)


def _answer(
    request: HttpRequest, row: Indicator | None, named: NewForm | None, form: BuilderForm, context: dict[str, Any]
) -> HttpResponse:
    valid = form.is_valid()
    if form.is_bound and "prova" in request.POST:
        context |= _tried(request, form.definition) if valid and form.definition else {"untried": True}
        alone = request.headers.get("HX-Request") == "true"
        template = "indicators/builder/trial.html" if alone else "indicators/builder/builder.html"
        return page(request, template, context)
    if form.is_bound and valid and (named is None or named.is_valid()):
        made: list[Indicator] = []
        error = _save(request, row, named, form, made)
        if error is None:
            messages.success(
                request, _("Bozza salvata: si vede nella pagina dell’indicatore e non cambia nessuna cifra.")
            )
            return redirect(address(made[0]))
        if isinstance(error, IndicatorConflictError):
            context["conflict"] = _last(error.current)
            context["conflict_lines"] = _lines(context["conflict"])
            form.data = form.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
            form.data["version"] = str(error.current.version)  # type: ignore[index]
    return page(request, "indicators/builder/builder.html", context, invalid=form.is_bound)


def _last(row: Indicator) -> IndicatorVersion | None:
    """The draft, or else the version in use."""
    return row.versions.order_by("-number").first()


def _lines(version: IndicatorVersion | None) -> list[Any]:
    return in_words(version.recipe, catalogue(version.recipe.dataset)) if version else []


def _tried(request: HttpRequest, recipe: Definition) -> dict[str, Any]:
    """What a recipe says, what is wrong with it, and its figures as anybody in the network would see them."""
    offered = catalogue()
    problems = problems_of(recipe, offered)
    tried = {"lines": in_words(recipe, offered), "problems": problems, "tried": True}
    if any(problem.blocks for problem in problems):
        return tried
    error = attempt(None, lambda: actions.record_trial(recipe=recipe, by=actor_of(request), at=timezone.now()))
    if error is not None:
        return tried | {"refused": str(error)}
    return tried | {"figures": True, "trial": trial_of(recipe, timezone.localdate())}


def _save(
    request: HttpRequest, row: Indicator | None, named: NewForm | None, form: BuilderForm, made: list[Indicator]
) -> IndicatorError | None:
    """Write the draft, of an indicator that is proposed in the same step when there is none yet."""
    actor, now, recipe = actor_of(request), timezone.now(), form.definition
    if recipe is None:
        raise ValueError("a valid form has a recipe")
    if row is None and named is not None:
        proposal = actions.Proposal(**named.cleaned_data, why="", origin=Origin.BODY)
        error = attempt(named, lambda: made.append(actions.propose_indicator(proposal, by=actor, at=now)))
        if error is not None:
            return error
        row = made[0]
        version = row.version
    elif row is not None:
        made.append(row)
        version = form.cleaned_data["version"]
    else:
        raise ValueError("an indicator, or the name of a new one")
    given = {name: form.cleaned_data[name] for name in ("changes", "breaks_series")}
    saved = row
    return attempt(
        form,
        lambda: actions.define_indicator(
            indicator=saved, definition=recipe, version=version, **given, by=actor, at=now
        ),
    )
