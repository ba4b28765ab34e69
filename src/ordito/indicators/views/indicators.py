# SPDX-License-Identifier: EUPL-1.2
"""The indicators: the list, one of them, and how it goes on from proposal to retirement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.indicators import actions
from ordito.indicators.actions import IndicatorConflictError, IndicatorError
from ordito.indicators.enums import IndicatorState
from ordito.indicators.forms.indicators import (
    CardForm,
    CommentForm,
    DraftForm,
    IndicatorFilterForm,
    ProposalForm,
    ReasonForm,
    RetireForm,
    TakeUpForm,
)
from ordito.indicators.models import Indicator, Uptake
from ordito.indicators.queries.pages import TONES, draft_of, listed, page_of_indicator
from ordito.indicators.queries.people import PLACE, takers_of
from ordito.indicators.queries.trial import trial_of
from ordito.indicators.rules import can_edit, can_withdraw
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse


form_view = require_http_methods(["GET", "HEAD", "POST"])


def attempt(form: Form | None, act: Callable[[], object]) -> IndicatorError | None:
    """Run an action; an expected failure comes back, and stands in the form when there is one."""
    try:
        act()
    except IndicatorError as error:
        if form is not None:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        return error
    return None


def indicator_or_404(request: HttpRequest, pk: int) -> Indicator:
    """An indicator that the reader may know of."""
    rows = Indicator.objects.visible_to(actor_of(request)).select_related("current")
    return get_object_or_404(rows, pk=pk)


def address(row: Indicator) -> str:
    """Where an indicator is read."""
    return reverse("indicators:indicator", args=[row.pk])


@require_safe
@requires(Verb.VIEW_STATISTICS)
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator with its state."""
    actor = actor_of(request)
    form = IndicatorFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = listed(actor, text=chosen.get("q", ""), state=chosen.get("stato", ""))
    found = page_of(request, rows, order=("position", "pk"))
    context = {
        "form": form,
        "page": found,
        "rows": [(row, TONES[IndicatorState(row.state)]) for row in found.rows],
        "may_propose": actor.holds(Verb.PROPOSE_INDICATOR),
        "may_manage": actor.holds(Verb.MANAGE_INDICATORS),
    }
    return page(request, "indicators/life/list.html", context)


@require_safe
@requires(Verb.VIEW_STATISTICS)
def indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """One indicator: the question, how it is counted, what was said of it, who has taken it up."""
    return _shown(request, indicator_or_404(request, pk), CommentForm())


def _shown(request: HttpRequest, row: Indicator, form: CommentForm) -> HttpResponse:
    found = page_of_indicator(actor_of(request), row)
    context: dict[str, Any] = {"found": found, "indicator": row, "form": form}
    if row.state == IndicatorState.IN_USE:
        context |= {"trial": trial_of(row.recipe, timezone.localdate()), "unit": row.unit}
    return page(request, "indicators/life/indicator.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.PROPOSE_INDICATOR)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose an indicator to the network."""
    form = ProposalForm(request.POST or None)
    made: list[Indicator] = []

    def act() -> None:
        proposal = actions.Proposal(**form.cleaned_data)
        made.append(actions.propose_indicator(proposal, by=actor_of(request), at=timezone.now()))

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Proposta registrata: ora chi lavora nella rete può discuterla."))
        return redirect(address(made[0]))
    context = {
        "form": form,
        "heading": _("Proponi un indicatore"),
        "lead": _("Basta la domanda: come contarla si decide insieme, dopo."),
        "submit_label": _("Proponi"),
        "cancel_url": reverse("indicators:list"),
    }
    return page(request, "indicators/life/form.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.VIEW_STATISTICS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what changes no figure."""
    row = indicator_or_404(request, pk)
    require_that(allowed=can_edit(actor_of(request), row))
    form = CardForm(request.POST or None, initial={name: getattr(row, name) for name in CardForm.base_fields})

    def act() -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        actions.edit_indicator(indicator=row, values=values, version=version, by=actor_of(request), at=timezone.now())

    error = attempt(form, act) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and form.is_valid() and error is None:
        messages.success(request, _("Le modifiche sono state salvate."))
        return redirect(address(row))
    context = {
        "form": form,
        "indicator": row,
        "heading": _("Modifica la scheda"),
        "lead": row.name,
        "submit_label": _("Salva"),
        "cancel_url": address(row),
        "theirs": theirs(form, error),
    }
    return page(request, "indicators/life/form.html", context, invalid=form.is_bound)


def _renew(form: Form, error: IndicatorConflictError) -> None:
    """What was typed stays, to be confirmed for the version that somebody saved meanwhile."""
    form.data = form.data.copy()  # type: ignore[attr-defined]  # the mapping of a request
    form.data["version"] = str(error.current.version)  # type: ignore[index]


def theirs(form: Form, error: IndicatorError | None) -> list[tuple[str, str]]:
    """After a conflict, what was saved meanwhile where it is other than what was typed; the form will replace it."""
    if not isinstance(error, IndicatorConflictError):
        return []
    _renew(form, error)
    named = [name for name in form.fields if name in actions.CARD]
    saved = [(str(form.fields[name].label), name, getattr(error.current, name)) for name in named]
    return [(label, str(value)) for label, name, value in saved if value != form.cleaned_data.get(name)]


def require_that(*, allowed: bool) -> None:
    """Answer 403 to who may read and may not do this."""
    if not allowed:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))


@require_POST
@requires(Verb.PROPOSE_INDICATOR)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of an indicator."""
    row = indicator_or_404(request, pk)
    form = CommentForm(request.POST)

    def act() -> None:
        actions.comment_on(indicator=row, by=actor_of(request), at=timezone.now(), **form.cleaned_data)

    if form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Commento aggiunto."))
        return redirect(f"{address(row)}#discussione")
    return _shown(request, row, form)


@form_view
@requires(Verb.TAKE_UP_INDICATOR)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A place or a body takes the indicator up."""
    row, actor = indicator_or_404(request, pk), actor_of(request)
    takers = takers_of(actor)
    initial = {"on": timezone.localdate(), "who": takers[0][0] if takers else ""}
    form = TakeUpForm(request.POST or None, takers=takers, initial=initial)

    def act() -> None:
        kind, _dash, key = form.cleaned_data["who"].partition("-")
        who: dict[str, Any] = (
            {"territory": Territory.objects.get(pk=key)}
            if kind == PLACE
            else {"organisation": Organisation.objects.get(pk=key)}
        )
        given = {name: form.cleaned_data[name] for name in ("on", "note")}
        actions.take_up(indicator=row, **who, **given, by=actor, at=timezone.now())

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Recepito: da ora chi legge l’indicatore lo sa."))
        return redirect(address(row))
    context = {
        "form": form,
        "title": _("Recepire «%(name)s»?") % {"name": row.name},
        "text": _("Recepire vuol dire impegnarsi a registrare i dati che servono e a leggere l’indicatore così com’è."),
        "submit_label": _("Recepisci"),
        "cancel_url": address(row),
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.TAKE_UP_INDICATOR)
def withdraw(request: HttpRequest, pk: int, uptake_pk: int) -> HttpResponse:
    """Take an uptake back, with the reason."""
    row, actor = indicator_or_404(request, pk), actor_of(request)
    rows = Uptake.objects.filter(indicator=row, withdrawn_on=None).select_related("territory", "organisation")
    uptake = get_object_or_404(rows, pk=uptake_pk)
    require_that(allowed=can_withdraw(actor, uptake))
    words = {
        "title": _("Revocare il recepimento?"),
        "text": uptake.who,
        "consequences": [_("Le tabelle già pubblicate restano come sono.")],
        "submit_label": _("Revoca"),
    }

    def act(because: str) -> None:
        actions.withdraw_uptake(uptake=uptake, because=because, by=actor, at=timezone.now())

    return _with_reason(request, row, act, _("Recepimento revocato."), words)


@form_view
@requires(Verb.MANAGE_INDICATORS)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Count it no more, with the reason."""
    row, actor = indicator_or_404(request, pk), actor_of(request)
    form = RetireForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        error = attempt(
            form, lambda: actions.retire_indicator(indicator=row, **form.cleaned_data, by=actor, at=timezone.now())
        )
        if error is None:
            messages.success(request, _("Indicatore ritirato."))
            return redirect(address(row))
        if isinstance(error, IndicatorConflictError):
            _renew(form, error)
    context = {
        "title": _("Ritirare «%(name)s»?") % {"name": row.name},
        "consequences": _ends_with(row),
        "submit_label": _("Ritira"),
        "form": form,
        "cancel_url": address(row),
        "danger": True,
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


def _ends_with(row: Indicator) -> list[str]:
    """What happens when an indicator is retired."""
    consequences = [
        _("Non si calcola più e non si può più recepire."),
        _("Le pubblicazioni e le relazioni che lo usano restano come sono, e questa pagina si legge ancora."),
        _("Non si può tornare indietro: si può solo proporne uno nuovo."),
    ]
    draft = row.versions.filter(in_use_from=None).first()
    if draft is not None:
        said = _("La bozza della versione %(number)s, scritta da %(who)s, viene eliminata.")
        consequences.append(said % {"number": draft.number, "who": draft.by_name})
    return consequences


def _with_reason(
    request: HttpRequest, row: Indicator, act: Callable[[str], None], done: str, words: dict[str, Any]
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    valid = request.method == "POST" and form.is_valid()
    if valid and attempt(form, lambda: act(form.cleaned_data["because"])) is None:
        messages.success(request, done)
        return redirect(address(row))
    context = {"form": form, "cancel_url": address(row), "danger": True, **words}
    return page(request, "confirm.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_INDICATORS)
def put_in_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the draft, after asking."""
    row, actor = indicator_or_404(request, pk), actor_of(request)
    words = {
        "title": _("Mettere in uso la bozza di «%(name)s»?") % {"name": row.name},
        "consequences": [
            _("Da ora le tabelle si calcolano così, e gli enti possono recepirlo."),
            _("Questa versione non si potrà più correggere: per cambiarla se ne fa una nuova."),
        ],
        "submit_label": _("Metti in uso"),
    }

    def act(version: int) -> None:
        actions.put_in_use(indicator=row, version=version, by=actor, at=timezone.now())

    return _asked(request, row, act, words)


@form_view
@requires(Verb.MANAGE_INDICATORS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the draft, after asking."""
    row, actor = indicator_or_404(request, pk), actor_of(request)
    words = {
        "title": _("Eliminare la bozza?"),
        "consequences": [_("La versione in uso, se c’è, resta com’è.")],
        "submit_label": _("Elimina la bozza"),
        "danger": True,
    }

    def act(version: int) -> None:
        actions.discard_draft(indicator=row, version=version, by=actor, at=timezone.now())

    return _asked(request, row, act, words)


def _asked(request: HttpRequest, row: Indicator, act: Callable[[int], None], words: dict[str, Any]) -> HttpResponse:
    """Show the draft, ask, then do; when it was saved meanwhile show it as it stands and ask again."""
    form = DraftForm(request.POST if request.method == "POST" else None, initial={"version": row.version})
    error = None
    if form.is_valid():
        error = attempt(None, lambda: act(form.cleaned_data["version"]))
        if not isinstance(error, IndicatorConflictError):
            messages.add_message(request, *_done(error))
            return redirect(address(row))
        row = error.current
        form = DraftForm(initial={"version": row.version})
    context = {"indicator": row, "form": form, "found": draft_of(row), "conflict": error, **words}
    return page(request, "indicators/life/draft.html", context, invalid=form.is_bound or error is not None)


def _done(error: IndicatorError | None) -> tuple[int, str]:
    return (messages.SUCCESS, _("Fatto.")) if error is None else (messages.WARNING, str(error))
