# SPDX-License-Identifier: EUPL-1.2
"""How an edition is evaluated: its questionnaires, the addresses to hand out, indicators of the place."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import qrcode
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.training.actions import evaluation as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import EvaluationLevel
from ordito.training.forms.evaluation import ChangeWindowForm, CodesForm, IndicatorForm, level_form
from ordito.training.models import Edition, Evaluation, EvaluationIndicator
from ordito.training.queries.evaluation import page_of_edition
from ordito.training.views.attempts import attempt, versions_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.training.forms.evaluation import FollowUpForm, WindowForm

form_view = require_http_methods(["GET", "HEAD", "POST"])
LEADS = {
    EvaluationLevel.SATISFACTION: gettext_lazy("Senza nomi, con un indirizzo per tutta l’edizione."),
    EvaluationLevel.BEFORE: gettext_lazy("Una prova prima di cominciare, con le stesse domande di quella alla fine."),
    EvaluationLevel.AFTER: gettext_lazy("La stessa prova alla fine: si vede quanto è cambiato."),
    EvaluationLevel.PERSON: gettext_lazy("A mesi di distanza, con una e-mail a ogni persona iscritta."),
    EvaluationLevel.SERVICE: gettext_lazy("A mesi di distanza, con una e-mail all’ente in cui le persone lavorano."),
}


def edition_or_404(request: HttpRequest, pk: int) -> Edition:
    """An edition that the actor manages or tutors."""
    rows = Edition.objects.visible_to(actor_of(request)).select_related("course", "territory")
    edition = get_object_or_404(rows, pk=pk)
    if not can(actor_of(request), Verb.KEEP_REGISTER, Evaluation(edition=edition)):
        raise Http404
    return edition


def evaluation_or_404(request: HttpRequest, pk: int) -> Evaluation:
    """A questionnaire of such an edition."""
    rows = Evaluation.objects.visible_to(actor_of(request)).select_related("edition__course", "questionnaire")
    return get_object_or_404(rows.defer("questionnaire__xform"), pk=pk)


def _back(edition_id: int) -> str:
    return reverse("training:evaluation", args=[edition_id])


@require_safe
@requires(Verb.KEEP_REGISTER)
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaires of an edition and how many answered."""
    edition = edition_or_404(request, pk)
    context = {
        "edition": edition,
        "found": page_of_edition(edition, timezone.localdate()),
        "may_manage": can(actor_of(request), Verb.MANAGE_TRAINING, edition),
    }
    return page(request, "training/evaluation/edition.html", context)


@form_view
@requires(Verb.MANAGE_TRAINING)
def evaluation_add(request: HttpRequest, pk: int, level: str) -> HttpResponse:
    """Give an edition a questionnaire of one level."""
    edition = _managed(request, pk)
    if level not in EvaluationLevel.values:
        raise Http404
    chosen = EvaluationLevel(level)
    form = level_form(edition, chosen, request.POST or None)

    def act() -> None:
        actions.plan_evaluation(
            edition=edition, level=chosen, window=form.window(), by=actor_of(request), at=timezone.now()
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Questionario aggiunto."))
        if form.cleaned_data["everywhere"]:
            _add_everywhere(request, form)
        return redirect(_back(edition.pk))
    context = {"edition": edition, "form": form, "heading": chosen.label, "lead": LEADS[chosen]}
    return page(request, "training/evaluation/form.html", context, invalid=form.is_bound)


def _add_everywhere(request: HttpRequest, form: WindowForm | FollowUpForm) -> None:
    """The same for the other editions, and how it went."""
    given, left = actions.plan_for_course(
        edition=form.edition, level=form.level, window_of=form.window, by=actor_of(request), at=timezone.now()
    )
    if given:
        said = ngettext("Aggiunto anche a un’altra edizione.", "Aggiunto anche ad altre %(count)s edizioni.", given)
        messages.info(request, said % {"count": given})
    if left:
        words = ngettext("Un’edizione resta com’è.", "%(count)s edizioni restano come sono.", left)
        reason = _("Hanno già un questionario per questo momento, o i loro giorni sono passati.")
        messages.warning(request, f"{words % {'count': left}} {reason}")


def _managed(request: HttpRequest, pk: int) -> Edition:
    edition = edition_or_404(request, pk)
    if not can(actor_of(request), Verb.MANAGE_TRAINING, edition):
        raise Http404
    return edition


@form_view
@requires(Verb.MANAGE_TRAINING)
def evaluation_days(request: HttpRequest, pk: int) -> HttpResponse:
    """Other days for a questionnaire."""
    row = evaluation_or_404(request, pk)
    edition = _managed(request, row.edition_id)
    form = ChangeWindowForm.of(row, request.POST or None)
    error = None

    def act() -> None:
        actions.change_window(evaluation=row, **form.cleaned_data, by=actor_of(request), at=timezone.now())

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            messages.success(request, _("Giorni salvati."))
            return redirect(_back(edition.pk))
    context: dict[str, Any] = {
        "edition": edition,
        "form": form,
        "heading": row.get_level_display(),
        "lead": row.questionnaire.title,
        "versions": versions_of(form, error, ChangeWindowForm.of),
    }
    return page(request, "training/evaluation/form.html", context, invalid=form.is_bound)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def evaluation_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a questionnaire away that nobody has begun."""
    row = evaluation_or_404(request, pk)
    try:
        actions.drop_evaluation(evaluation=row, by=actor_of(request), at=timezone.now())
        messages.success(request, _("Questionario tolto."))
    except TrainingError as error:
        messages.error(request, str(error))
    return redirect(_back(row.edition_id))


@require_safe
@requires(Verb.KEEP_REGISTER)
def evaluation_door(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of a questionnaire, to project or print, with the picture that a phone reads."""
    row = evaluation_or_404(request, pk)
    if row.is_follow_up:
        raise Http404
    address = request.build_absolute_uri(reverse("training:evaluation_link", args=[row.key]))
    context = {
        "row": row, "edition": row.edition, "address": address, "drawing": drawing_of(address),
        "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, "training/evaluation/door.html", context)


def drawing_of(address: str) -> str:
    """The QR of an address as SVG in base64, for a `data:` picture."""
    picture = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=8, border=2).save(picture)
    return base64.b64encode(picture.getvalue()).decode()


@never_cache
@form_view
@requires(Verb.KEEP_REGISTER)
def evaluation_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Make single-use codes; they are shown once, to be printed and cut."""
    row = evaluation_or_404(request, pk)
    if row.is_follow_up:
        raise Http404
    form = CodesForm(request.POST or None)
    context = {"row": row, "edition": row.edition, "form": form}
    if request.method == "POST" and form.is_valid():
        made: list[str] = []

        def act() -> None:
            number = form.cleaned_data["number"]
            made.extend(actions.make_codes(evaluation=row, number=number, by=actor_of(request), at=timezone.now()))

        if attempt(form, act) is None:
            context |= {
                "codes": ["-".join((code[:4], code[4:8], code[8:])) for code in made],
                "address": request.build_absolute_uri(reverse("training:evaluation_link", args=[row.key])),
                "title": ngettext("%(count)s codice", "%(count)s codici", len(made)) % {"count": len(made)},
            }
            return render(request, "training/evaluation/codes_made.html", context)
    return page(request, "training/evaluation/codes.html", context, invalid=form.is_bound)


# --- indicators of the place ------------------------------------------------------------------------------------------


@form_view
@requires(Verb.MANAGE_TRAINING)
def evaluation_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an indicator to be read before and after."""
    edition = _managed(request, pk)
    years = {"year_before": edition.starts_on.year - 1, "year_after": edition.ends_on.year + 1}
    form = IndicatorForm(request.POST or None, initial=years, edition=edition)

    def act() -> None:
        actions.choose_indicator(edition=edition, **form.cleaned_data, by=actor_of(request), at=timezone.now())

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Indicatore aggiunto."))
        return redirect(_back(edition.pk))
    lead = _("Si legge nel territorio dell’edizione: %(place)s. Le cifre sono protette come in tutte le statistiche.")
    context = {
        "edition": edition,
        "form": form,
        "heading": _("Risultati: un indicatore prima e dopo"),
        "lead": lead % {"place": edition.territory.name},
    }
    return page(request, "training/evaluation/form.html", context, invalid=form.is_bound)


@require_POST
@requires(Verb.MANAGE_TRAINING)
def evaluation_indicator_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer read an indicator."""
    chosen = get_object_or_404(EvaluationIndicator.objects.select_related("edition"), pk=pk)
    edition = _managed(request, chosen.edition_id)
    actions.drop_indicator(chosen=chosen, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Indicatore tolto."))
    return redirect(_back(edition.pk))
