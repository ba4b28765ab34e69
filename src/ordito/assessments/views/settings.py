# SPDX-License-Identifier: EUPL-1.2
"""Where an office keeps its schemes, instruments and screening rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.assessments import actions, rules
from ordito.assessments.actions.schemes import changes_in_place
from ordito.assessments.forms import settings as forms
from ordito.assessments.queries import schemes as queries
from ordito.assessments.queries.instruments import published_versions, scoring_questions
from ordito.assessments.queries.screening import kept_rules
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.assessments.models import Instrument, Scheme
    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])
keeps = requires(Verb.MANAGE_RECORD_SETTINGS)


@keeps
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """All that the office sees: its own, and what holds everywhere."""
    actor = actor_of(request)
    place = rules.ambito_kept_by(actor)
    today = timezone.localdate()
    return page(
        request,
        "assessments/settings/settings.html",
        {
            "schemes": queries.schemes_for(place),
            "instruments": queries.kept_instruments(place),
            "rules": kept_rules(place),
            "today": today,
        },
    )


@keeps
@form_view
def scheme(request: HttpRequest, scheme_pk: int) -> HttpResponse:
    """The words of a version: changed in place, or as a new version when it is used or holds everywhere."""
    actor = actor_of(request)
    row = _scheme_or_404(actor, scheme_pk)
    lines = queries.lines_of(row.pk)
    form = forms.WordingForm(request.POST or None, scheme=row, lines=lines)
    in_place = changes_in_place(actor, row)
    conflict = None
    saved: list[Scheme] = []

    def act() -> None:
        saved.append(
            actions.save_wording(
                by=actor,
                at=timezone.localtime(),
                scheme=row,
                version=form.cleaned_data["version"] or row.version,
                wording=form.wording,
                territory=_place(actor),
            )
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Parole salvate: restano da verificare."))
            return redirect("assessments:scheme", saved[0].pk)
        conflict = conflict_of(form, error, _words_of)
    context = {
        "scheme": row,
        "form": form,
        "in_place": in_place,
        "conflict": conflict,
        "may_verify": rules.can_keep(actor, row),
        "verify": forms.VerifyForm(initial={"source": row.source}),
    }
    return page(request, "assessments/settings/scheme.html", context, invalid=form.is_bound)


@keeps
@form_view
def verify(request: HttpRequest, scheme_pk: int) -> HttpResponse:
    """Say that the words were compared with their source."""
    actor = actor_of(request)
    row = _scheme_or_404(actor, scheme_pk)
    form = forms.VerifyForm(request.POST or None, initial={"source": row.source})

    def act() -> None:
        actions.verify_scheme(by=actor, at=timezone.localtime(), scheme=row, source=form.cleaned_data["source"])

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Dicitura segnata come verificata."))
        return redirect("assessments:scheme", row.pk)
    return _form_page(request, form, heading=_("Segna come verificata"), submit=_("Segna come verificata"))


@keeps
@form_view
def instrument_new(request: HttpRequest) -> HttpResponse:
    """A questionnaire whose answers give scores, or an instrument of which only the scores are kept."""
    actor = actor_of(request)
    place = rules.ambito_kept_by(actor)
    form = forms.InstrumentForm(request.POST or None, versions=published_versions(), schemes=queries.schemes_for(place))
    scales = forms.ScaleFormSet(request.POST or None, prefix="scale")
    made: list[Instrument] = []

    def act() -> None:
        values = form.cleaned_data
        written = [one.own_scale for one in scales if one.has_changed()]
        made.append(
            actions.add_instrument(by=actor, at=timezone.localtime(), territory=_place(actor), scales=written, **values)
        )

    if request.method == "POST" and form.is_valid() and scales.is_valid() and not attempt(form, act):
        messages.success(request, _("Strumento aggiunto."))
        if made[0].questionnaire_version_id:
            return redirect("assessments:questions", made[0].pk)
        return redirect("assessments:settings")
    context = {"form": form, "scales": scales, "cancel_url": reverse("assessments:settings")}
    return page(request, "assessments/settings/instrument.html", context, invalid=form.is_bound)


@keeps
@form_view
def questions(request: HttpRequest, instrument_pk: int) -> HttpResponse:
    """Which question gives which score."""
    actor = actor_of(request)
    row = get_object_or_404(queries.kept_instruments(rules.ambito_kept_by(actor)), pk=instrument_pk)
    form = forms.QuestionsForm(
        request.POST or None,
        lines=queries.lines_of(row.scheme_id),
        questions=scoring_questions(row),
        chosen=dict(row.question_scores.values_list("sub_dimension_id", "question_id")),
    )

    def act() -> None:
        actions.set_questions(by=actor, at=timezone.localtime(), instrument=row, questions=form.questions)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Punteggi collegati alle domande."))
        return redirect("assessments:settings")
    lead = _("Per ogni scala, la domanda la cui risposta (un numero intero) è il punteggio. Le somme si fanno nel "
             "questionario, con una domanda calcolata.")  # fmt: skip
    return _form_page(request, form, heading=row.name, submit=_("Salva"), lead=lead)


@keeps
@form_view
def instrument_end(request: HttpRequest, instrument_pk: int) -> HttpResponse:
    """Offer an instrument no more."""
    actor = actor_of(request)
    row = get_object_or_404(queries.kept_instruments(rules.ambito_kept_by(actor)), pk=instrument_pk)
    form = forms.EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})

    def act() -> None:
        actions.end_instrument(
            by=actor, at=timezone.localtime(), instrument=row, valid_to=form.cleaned_data["valid_to"]
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Lo strumento non sarà più proposto dopo quel giorno."))
        return redirect("assessments:settings")
    return _form_page(request, form, heading=_("Termina: %(name)s") % {"name": row.name}, submit=_("Termina"))


@keeps
@form_view
def rule_new(request: HttpRequest) -> HttpResponse:
    """A screening rule."""
    actor = actor_of(request)
    place = rules.ambito_kept_by(actor)
    form = forms.RuleForm(
        request.POST or None,
        instruments=queries.kept_instruments(place).at(timezone.localdate()),  # type: ignore[attr-defined]  # of our query set
        initial={"valid_from": timezone.localdate()},
    )

    def act() -> None:
        actions.add_rule(by=actor, at=timezone.localtime(), territory=_place(actor), **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Regola aggiunta."))
        return redirect("assessments:settings")
    return _form_page(request, form, heading=_("Nuova regola di screening"), submit=_("Salva"))


@keeps
@form_view
def rule_end(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """Until when a rule holds."""
    actor = actor_of(request)
    row = get_object_or_404(kept_rules(rules.ambito_kept_by(actor)), pk=rule_pk)
    form = forms.EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})

    def act() -> None:
        actions.end_rule(by=actor, at=timezone.localtime(), rule=row, valid_to=form.cleaned_data["valid_to"])

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("La regola non varrà più dopo quel giorno."))
        return redirect("assessments:settings")
    return _form_page(request, form, heading=_("Termina: %(name)s") % {"name": row.name}, submit=_("Termina"))


def _scheme_or_404(actor: Actor, pk: int) -> Scheme:
    return get_object_or_404(queries.schemes_for(rules.ambito_kept_by(actor)), pk=pk)


def _place(actor: Actor) -> Territory | None:
    pk = rules.ambito_kept_by(actor)
    return Territory.objects.get(pk=pk) if pk is not None else None


def _words_of(row: Scheme) -> dict[str, Any]:
    """The fields of `WordingForm` as the row stands now."""
    form = forms.WordingForm(scheme=row, lines=queries.lines_of(row.pk))
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def _form_page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    values = {"form": form, "cancel_url": reverse("assessments:settings"), **context}
    return page(request, "assessments/settings/form.html", values, invalid=form.is_bound)
