# SPDX-License-Identifier: EUPL-1.2
"""Indicators as text: taken away, brought in after a look at what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.indicators import actions
from ordito.indicators.actions import Came
from ordito.indicators.engine.exchange import FlawedTextError, read_text, write_text
from ordito.indicators.forms.indicators import ImportForm, IndicatorFilterForm
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.checks import flaw_in_words, problems_of
from ordito.indicators.queries.exchange import entries_of
from ordito.indicators.queries.pages import listed
from ordito.indicators.views.indicators import form_view

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.indicators.actions import Arrival

CAME_WORDS = {
    Came.NEW: (gettext_lazy("nuovo: entra come proposta, con la sua bozza"), "info"),
    Came.CHANGED: (gettext_lazy("cambiato"), "warning"),
    Came.SAME: (gettext_lazy("uguale a quello che c’è"), "neutral"),
    Came.RETIRED: (gettext_lazy("qui è stato ritirato: resta com’è"), "neutral"),
}


@require_safe
@requires(Verb.VIEW_STATISTICS)
def export(request: HttpRequest) -> HttpResponse:
    """The indicators listed, with their definitions in use or in draft: no figure is in it."""
    form = IndicatorFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = listed(actor_of(request), text=chosen.get("q", ""), state=chosen.get("stato", ""))
    response = HttpResponse(write_text(entries_of(rows)), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="indicatori.yaml"'
    return response


@form_view
@requires(Verb.MANAGE_INDICATORS)
def bring_in(request: HttpRequest) -> HttpResponse:
    """Read a text, say what it would change, and do it only when asked again."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text, source = form.cleaned_data["text"], form.cleaned_data["source"]
        try:
            entries = read_text(text)
        except FlawedTextError as error:
            form.add_error(None, _flaw(error))
            return page(request, "indicators/builder/import.html", context, invalid=True)
        if "conferma" in request.POST:
            found = actions.bring_in(entries=entries, source=source, by=actor_of(request), at=timezone.now())
            number = sum(one.came in {Came.NEW, Came.CHANGED} for one in found)
            done = ngettext("%(number)s indicatore portato qui.", "%(number)s indicatori portati qui.", number)
            messages.success(request, done % {"number": number})
            return redirect("indicators:list")
        context |= {"arrivals": _shown(actions.look_at(entries)), "text": text, "source": source}
        return page(request, "indicators/builder/import.html", context)
    return page(request, "indicators/builder/import.html", context, invalid=form.is_bound)


def _shown(arrivals: list[Arrival]) -> list[tuple[Arrival, str, str, list[str]]]:
    """Each indicator with what it is, its tone, and what is wrong with its definition here."""
    offered = catalogue()
    found = []
    for one in arrivals:
        label, tone = CAME_WORDS[one.came]
        words = str(label)
        if one.came == Came.CHANGED:
            words = _("cambia la definizione: entra come bozza") if one.recipe else _("cambia solo la scheda")
        wrong = [problem.text for problem in problems_of(one.entry.definition, offered)]
        found.append((one, words, tone, wrong))
    return found


def _flaw(error: FlawedTextError) -> str:
    """Where a text is wrong, and why."""
    if not error.number:
        if error.error.key:
            return flaw_in_words(error.error)
        return _("Il testo non è un elenco di indicatori in YAML: parti da un file esportato da qui.")
    where = _("Indicatore %(number)s %(code)s:") % {"number": error.number, "code": error.code}
    return f"{where} {flaw_in_words(error.error)}"
