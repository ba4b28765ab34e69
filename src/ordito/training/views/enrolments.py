# SPDX-License-Identifier: EUPL-1.2
"""Enrolments: the list of an edition, oneself, a body's staff, the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.models import Professional
from ordito.training import rules
from ordito.training.actions import enrolments as actions
from ordito.training.enums import EnrolmentState
from ordito.training.forms.enrolments import (
    BodyForm,
    OfficeForm,
    PeopleFilter,
    ReasonForm,
    StaffForm,
    WithdrawForm,
)
from ordito.training.models import Enrolment
from ordito.training.queries.choices import bodies_for
from ordito.training.queries.editions import people_of
from ordito.training.queries.standing import clashes_of, stands
from ordito.training.views.editions import address, crumbs
from ordito.training.views.pages import (
    Words,
    ask,
    edition_or_404,
    form_page,
    form_view,
    managed_edition,
    posted,
    require_that,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.territory.models import Organisation
    from ordito.training.models import Edition

SAID = {
    EnrolmentState.ENROLLED: messages.SUCCESS,
    EnrolmentState.WAITING: messages.WARNING,
    EnrolmentState.REFUSED: messages.ERROR,
}


def people_url(edition: Edition) -> str:
    """Where the enrolments of an edition are listed."""
    return reverse("training:people", args=[edition.pk])


def enrolment_or_404(request: HttpRequest, pk: int) -> Enrolment:
    """An enrolment that the reader may know of."""
    rows = Enrolment.objects.visible_to(actor_of(request))
    return get_object_or_404(rows.select_related("edition__course", "professional", "learner__contact"), pk=pk)


def say(request: HttpRequest, row: Enrolment) -> None:
    """Tell at the head of the next page where somebody got."""
    words = {
        EnrolmentState.ENROLLED: _("%(name)s: iscrizione confermata."),
        EnrolmentState.WAITING: _("%(name)s: i posti sono finiti, è in lista d’attesa."),
        EnrolmentState.REFUSED: _("%(name)s: iscrizione non accolta. %(reason)s"),
    }
    state = EnrolmentState(row.state)
    messages.add_message(request, SAID[state], words[state] % {"name": row.person, "reason": row.reason})
    warn(request, [row])


def warn(request: HttpRequest, rows: list[Enrolment]) -> None:
    """Say who of them has lessons of another edition in the same hours: nobody is refused for it."""
    met = clashes_of(rows, actor_of(request))
    for row in rows:
        if editions := ", ".join(met.get(row.pk, ())):
            words = _("%(name)s ha lezioni nelle stesse ore anche in: %(editions)s.")
            messages.warning(request, words % {"name": row.person, "editions": editions})


@require_safe
@requires(Verb.VIEW_TRAINING)
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who enrolled in an edition."""
    row, actor = edition_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_see_people(actor, row))
    form = PeopleFilter(request.GET)
    state = form.cleaned_data["stato"] if form.is_valid() else ""
    log_access("training.read_enrolments", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {
        "edition": row,
        "form": form,
        "rows": stands(people_of(row, state), actor),
        "manages": rules.can_manage(actor, row),
        "decides": rules.can_decide(actor, row),
        "may_load": rules.may_load(actor),
        "crumbs": crumbs(row),
    }
    return page(request, "training/enrolments/people.html", context)


@form_view
@requires(Verb.VIEW_TRAINING)
def enrol_oneself(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol, after asking."""
    row, actor = edition_or_404(request, pk), actor_of(request)

    def act() -> str:
        say(request, actions.enrol_oneself(edition=row, by=actor, at=timezone.now()))
        return address(row)

    full = row.seats <= row.seated  # type: ignore[attr-defined]  # counted by the query
    words = Words(
        title=_("Iscriverti a «%(title)s»?") % {"title": row.course.title},
        lead=row.name,
        consequences=[_("I posti sono finiti: vai in lista d’attesa.")] if full else [],
        submit=_("Iscrivimi"),
        cancel_url=address(row),
    )
    return ask(request, forms.Form(posted(request)), act, words)


@form_view
@requires(Verb.ENROL_STAFF)
def enrol_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """A body enrols those who work for it."""
    row, actor = edition_or_404(request, pk), actor_of(request)
    bodies = bodies_for(actor, [Verb.ENROL_STAFF])
    body = _chosen(request, bodies)
    form = StaffForm(posted(request), staff=_staff(body))

    def act() -> str:
        chosen = list(form.cleaned_data["people"])
        done = actions.enrol_staff(edition=row, organisation=body, people=chosen, by=actor, at=timezone.now())
        _say_all(request, done)
        return request.get_full_path()

    more = {
        "edition": row,
        "body": body,
        "several": bodies.count() > 1,
        "chooser": BodyForm(initial={"ente": body}, bodies=bodies),
        "mine": stands(_sent(row, body), actor),
    }
    words = Words(
        title=_("Iscrivi chi lavora da te"), submit=_("Iscrivi"), cancel_url=address(row), crumbs=crumbs(row), more=more
    )
    return form_page(request, form, act, words, template="training/enrolments/staff.html")


def _chosen(request: HttpRequest, bodies: QuerySet[Organisation]) -> Organisation:
    """The body that the address names, or the first of one's own; 403 for who has none."""
    form = BodyForm(request.GET or None, bodies=bodies)
    body: Organisation | None = form.cleaned_data["ente"] if form.is_bound and form.is_valid() else bodies.first()
    if body is None:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    return body


def _staff(body: Organisation) -> QuerySet[Professional]:
    working = body.staff.at(timezone.localdate()).values("professional")
    return Professional.objects.filter(pk__in=working, active=True).order_by("surname", "name", "pk")


def _sent(edition: Edition, body: Organisation) -> list[Enrolment]:
    return [row for row in people_of(edition) if body.pk in {row.organisation_id, row.sent_by_id}]


def _say_all(request: HttpRequest, rows: list[Enrolment]) -> None:
    """One line for all who got a seat, and one for each who did not."""
    seated = [row for row in rows if row.state == EnrolmentState.ENROLLED]
    if seated:
        words = ngettext("%(n)d persona iscritta.", "%(n)d persone iscritte.", len(seated))
        messages.success(request, words % {"n": len(seated)})
        warn(request, seated)
    for row in rows:
        if row.state != EnrolmentState.ENROLLED:
            say(request, row)


@form_view
@requires(Verb.MANAGE_TRAINING)
def enrol_by_office(request: HttpRequest, pk: int) -> HttpResponse:
    """The office enrols somebody."""
    row, actor = managed_edition(request, pk), actor_of(request)
    form = OfficeForm(posted(request))

    def act() -> str:
        values = form.values()
        because = values.pop("because")
        person = actions.Applicant(**values)
        done = actions.enrol_by_office(edition=row, person=person, because=because, by=actor, at=timezone.now())
        say(request, done)
        return people_url(row)

    words = Words(
        title=_("Iscrivi una persona"),
        lead=_("Chi è già tra gli operatori della rete si riconosce dal nome e dall’e-mail."),
        submit=_("Iscrivi"),
        cancel_url=people_url(row),
        crumbs=[*crumbs(row), (_("Iscrizioni"), people_url(row))],
    )
    return form_page(request, form, act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in, with the reason."""
    row, actor = enrolment_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_decide(actor, row.edition))
    form = ReasonForm(posted(request))

    def act() -> str:
        done = actions.admit(enrolment=row, because=form.cleaned_data["reason"], by=actor, at=timezone.now())
        say(request, done)
        return people_url(row.edition)

    words = Words(
        title=_("Ammettere %(name)s?") % {"name": row.person},
        lead=row.reason,
        consequences=[_("Il motivo resta scritto accanto all’iscrizione, con il tuo nome.")],
        submit=_("Ammetti"),
        cancel_url=people_url(row.edition),
    )
    return ask(request, form, act, words)


@form_view
@requires(Verb.MANAGE_TRAINING)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse somebody, with the reason that they read."""
    row, actor = enrolment_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_decide(actor, row.edition))
    form = ReasonForm(posted(request))

    def act() -> str:
        actions.refuse(enrolment=row, reason=form.cleaned_data["reason"], by=actor, at=timezone.now())
        return people_url(row.edition)

    words = Words(
        title=_("Non accogliere l’iscrizione di %(name)s?") % {"name": row.person},
        consequences=[_("La persona riceve un’e-mail con il motivo; il posto va a chi è in lista d’attesa.")],
        submit=_("Non accogliere"),
        cancel_url=people_url(row.edition),
        done=_("Iscrizione non accolta."),
        danger=True,
    )
    return ask(request, form, act, words)


@form_view
@requires(Verb.VIEW_TRAINING)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a seat back: one's own, of one's staff, of anybody for the office."""
    row, actor = enrolment_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_withdraw(actor, row) or row.state == EnrolmentState.WITHDRAWN)
    form = WithdrawForm(posted(request))

    def act() -> str:
        actions.withdraw(enrolment=row, reason=form.cleaned_data["reason"], by=actor, at=timezone.now())
        return address(row.edition)

    words = Words(
        title=_("Ritirare %(name)s?") % {"name": row.person},
        lead=str(row.edition),
        consequences=[_("Il posto va subito a chi è in lista d’attesa da più tempo.")],
        submit=_("Ritira"),
        cancel_url=address(row.edition),
        done=_("Ritiro registrato."),
        danger=True,
    )
    return ask(request, form, act, words)
