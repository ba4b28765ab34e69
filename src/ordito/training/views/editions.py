# SPDX-License-Identifier: EUPL-1.2
"""The pages of an edition: what it is, its lessons, its register."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.training import rules
from ordito.training.actions import editions as actions
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.forms.courses import CloneForm, EditionForm, LessonForm
from ordito.training.forms.enrolments import ReasonForm
from ordito.training.models import Course, Edition, Enrolment
from ordito.training.queries.editions import lessons_of, whole
from ordito.training.queries.register import register_of
from ordito.training.queries.standing import stands
from ordito.training.queries.words import track_words
from ordito.training.views import courses
from ordito.training.views.pages import (
    Words,
    ask,
    course_or_404,
    edition_or_404,
    form_page,
    form_view,
    managed_edition,
    posted,
    require_that,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

CARD = (
    "name", "organiser", "territory", "need_area", "venue", "remote_url", "seats", "starts_on", "ends_on", "tutor",
    "threshold", "enrol_from", "enrol_until", "public", "declared_people", "version",
)  # fmt: skip
WEEK = timedelta(days=7)
USUAL_SEATS = 25


def address(edition: Edition) -> str:
    """Where an edition is read."""
    return reverse("training:edition", args=[edition.pk])


def crumbs(edition: Edition) -> list[tuple[str, str]]:
    """The way to a page of an edition."""
    return [*courses.crumbs(edition.course), (edition.name, address(edition))]


@require_safe
@requires(Verb.VIEW_TRAINING)
def editions(request: HttpRequest) -> HttpResponse:
    """Editions, the latest first."""
    actor = actor_of(request)
    mine = request.GET.get("mie") == "1"
    rows = Edition.objects.visible_to(actor)
    found = page_of(request, whole(rows.led_by(actor) if mine else rows), order=("-starts_on", "-pk"))
    context = {
        "page": found,
        "mine": mine,
        "leads": actor.professional_id is not None and actor.holds(Verb.KEEP_REGISTER),
        "may_load": rules.may_load(actor),
        "rows": [(one, courses.EDITION_TONES[EditionState(one.state)]) for one in found.rows],
    }
    return page(request, "training/editions/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: when, where, how many seats, one's own enrolment."""
    row, actor, today = edition_or_404(request, pk), actor_of(request), timezone.localdate()
    track = row.course.track
    context = {
        "edition": row,
        "tone": courses.EDITION_TONES[EditionState(row.state)],
        "limits": track_words(track) if track else "",
        "lessons": lessons_of(row, actor),
        "own": next(iter(stands(_own(actor, row), actor)), None),
        "takes": rules.takes_enrolments(row, today),
        "manages": rules.can_manage(actor, row),
        "schedules": rules.can_schedule(actor, row),
        "sees_people": rules.can_see_people(actor, row),
        "leads": Edition.objects.filter(pk=row.pk).led_by(actor).exists(),
        "enrols_staff": actor.holds(Verb.ENROL_STAFF),
        "public_url": request.build_absolute_uri(reverse("training:public_edition", args=[row.pk])),
        "is_public": rules.is_public(row),
    }
    return page(request, "training/editions/edition.html", context)


def _own(actor: Actor, row: Edition) -> list[Enrolment]:
    """One's own enrolment, if there is one."""
    if actor.professional_id is None:
        return []
    rows = Enrolment.objects.filter(edition=row, professional=actor.professional_id)
    return list(rows.exclude(state=EnrolmentState.WITHDRAWN).select_related("edition", "outcome"))


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an edition of a course."""
    row, actor = course_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_manage_course(actor, row))
    form = _form(request, actor, initial=_usual(row))

    def act() -> str:
        values = form.values() | {"course": row}
        key = form.cleaned_data["form_key"]
        return address(actions.create_edition(values=values, form_key=key, by=actor, at=timezone.now()))

    words = Words(
        title=_("Nuova edizione"),
        submit=_("Salva"),
        cancel_url=courses.address(row),
        done=_("Edizione creata: ora metti le lezioni in calendario."),
        crumbs=courses.crumbs(row),
    )
    return form_page(request, form, act, words)


def _usual(row: Course) -> dict[str, Any]:
    start = timezone.localdate() + 4 * WEEK
    return {
        "name": _("Edizione %(number)s") % {"number": row.editions.count() + 1},
        "organiser": row.organiser,
        "territory": row.territory,
        "seats": USUAL_SEATS,
        "starts_on": start,
        "ends_on": start + WEEK,
        "threshold": row.certificate_type.threshold,
        "public": True,
    }


def _form(
    request: HttpRequest | None, actor: Actor, *, initial: dict[str, Any], kept: Edition | None = None
) -> EditionForm:
    data = posted(request) if request is not None else None
    return EditionForm(data, actor=actor, verb=Verb.MANAGE_TRAINING, kept=kept, initial=initial)


@form_view
@requires(Verb.MANAGE_TRAINING)
def edit_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an edition."""
    row, actor = managed_edition(request, pk), actor_of(request)
    form = _form(request, actor, initial=_card(row), kept=row)

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.edit_edition(edition=row, values=form.values(), version=version, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Modifica l’edizione"),
        submit=_("Salva"),
        cancel_url=address(row),
        done=_("Le modifiche sono state salvate."),
        crumbs=crumbs(row),
    )
    return form_page(request, form, act, words, theirs=lambda now: _form(None, actor, initial=_card(now), kept=now))


def _card(row: Edition) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CARD}


@form_view
@requires(Verb.MANAGE_TRAINING)
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the same edition again at other dates."""
    row, actor = managed_edition(request, pk), actor_of(request)
    number = row.course.editions.count() + 1
    initial = {"name": _("Edizione %(number)s") % {"number": number}, "starts_on": row.ends_on + WEEK}
    form = CloneForm(posted(request), initial=initial)

    def act() -> str:
        data = form.cleaned_data
        made = actions.clone_edition(
            edition=row,
            name=data["name"],
            starts_on=data["starts_on"],
            form_key=data["form_key"],
            by=actor,
            at=timezone.now(),
        )
        return address(made)

    words = Words(
        title=_("Ripeti l’edizione"),
        lead=_("Stessi moduli, docenti e sedi. Nessuno viene iscritto, e la nuova edizione nasce in preparazione."),
        submit=_("Ripeti"),
        cancel_url=address(row),
        done=_("Edizione creata: controlla le date, poi aprila alle iscrizioni."),
        crumbs=crumbs(row),
    )
    return form_page(request, form, act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def open_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an edition to enrolments, after asking."""
    row, actor = managed_edition(request, pk), actor_of(request)

    def act() -> str:
        actions.open_edition(edition=row, by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Aprire le iscrizioni?"),
        lead=str(row),
        consequences=[_("La vede tutta la rete, e chi vuole si iscrive nei giorni che hai indicato.")],
        submit=_("Apri le iscrizioni"),
        cancel_url=address(row),
        done=_("Le iscrizioni sono aperte."),
    )
    return ask(request, forms.Form(posted(request)), act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def cancel_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Call an edition off, with the reason."""
    row, actor = managed_edition(request, pk), actor_of(request)
    form = ReasonForm(posted(request))

    def act() -> str:
        actions.cancel_edition(edition=row, reason=form.cleaned_data["reason"], by=actor, at=timezone.now())
        return address(row)

    words = Words(
        title=_("Annullare l’edizione?"),
        lead=str(row),
        consequences=[
            _("Le lezioni non ancora svolte sono annullate."),
            _("Chi è iscritto o in lista d’attesa riceve un’e-mail con il motivo."),
            _("Non si può tornare indietro."),
        ],
        submit=_("Annulla l’edizione"),
        cancel_url=address(row),
        done=_("Edizione annullata."),
        danger=True,
    )
    return ask(request, form, act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def new_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a lesson in the calendar."""
    row, actor = managed_edition(request, pk), actor_of(request)
    require_that(allowed=rules.can_schedule(actor, row))
    initial = {"day": row.starts_on, "venue": row.venue, "remote_url": row.remote_url}
    form = LessonForm(posted(request), course=row.course, initial=initial)

    def act() -> str:
        data = form.cleaned_data
        actions.add_lesson(
            edition=row,
            plan=_planned(data),
            form_key=data["form_key"],
            anyway=data["anyway"],
            by=actor,
            at=timezone.now(),
        )
        return f"{address(row)}#lezioni"

    words = Words(
        title=_("Nuova lezione"),
        submit=_("Metti in calendario"),
        cancel_url=address(row),
        done=_("Lezione in calendario."),
        crumbs=crumbs(row),
    )
    return form_page(request, form, act, words)


def _planned(data: dict[str, Any]) -> actions.LessonPlan:
    start, end = _moment(data["day"], data["starts"]), _moment(data["day"], data["until"])
    breaks: tuple[tuple[int, int], ...] = ()
    if data["break_start"]:
        pause = (_moment(data["day"], data[name]) for name in ("break_start", "break_end"))
        first, last = (int((moment - start).total_seconds()) // 60 for moment in pause)
        breaks = ((first, last),)
    names = ("title", "module", "teacher", "venue", "room", "remote_url")
    return actions.LessonPlan(start, end, breaks=breaks, **{name: data[name] for name in names})


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


@require_safe
@requires(Verb.VIEW_TRAINING)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes of everybody in every lesson, and who reaches the threshold."""
    row, actor = get_object_or_404(whole(Edition.objects.visible_to(actor_of(request))), pk=pk), actor_of(request)
    require_that(allowed=rules.can_see_people(actor, row))
    log_access("training.read_register", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {"edition": row, "register": register_of(row), "crumbs": crumbs(row)}
    return page(request, "training/editions/register.html", context)
