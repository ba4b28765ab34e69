# SPDX-License-Identifier: EUPL-1.2
"""What anybody may read and do without an account: open editions, asking for a seat, one's own enrolment by a secret.

Who asks learns nothing of who is known or enrolled: the page says the same to everybody, the e-mail says the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ordito.core.access import SystemActor
from ordito.core.http import page
from ordito.core.limits import count_failure, failed_tries
from ordito.training import rules
from ordito.training.actions import enrolments as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.enums import EnrolmentState, TermKey
from ordito.training.forms.enrolments import ApplicantForm
from ordito.training.models import Edition, Enrolment
from ordito.training.queries.editions import lessons_of, open_to_all, whole
from ordito.training.queries.standing import stands
from ordito.training.queries.upkeep import term_of
from ordito.training.queries.words import track_words
from ordito.training.views.attempts import attempt
from ordito.training.views.pages import (
    form_view,
    posted,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DOOR, MOST_TRIES, SECONDS = "enrolment", 20, 3600
"""How many requests one address may make in an hour; an office has one address for many people."""
GONE = 410
OWN = ("edition__course", "edition__venue", "edition__closing", "professional", "learner__contact", "outcome")


def _actor() -> SystemActor:
    return SystemActor(_("Pagina pubblica della formazione"))


@require_safe
@login_not_required
def editions(request: HttpRequest) -> HttpResponse:
    """Editions in which anybody may enrol today."""
    rows = open_to_all(timezone.localdate()).order_by("starts_on", "pk")
    return page(request, "training/public/list.html", {"rows": rows})


@form_view
@login_not_required
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition with the form to ask for a seat."""
    row = get_object_or_404(whole(Edition.objects.all()), pk=pk)
    if not rules.is_public(row):
        raise Http404
    form = ApplicantForm(posted(request))
    if request.method == "POST" and form.is_valid() and _asked(request, row, form):
        return redirect("training:public_done")
    track = row.course.track
    context = {
        "edition": row,
        "form": form,
        "lessons": lessons_of(row),
        "takes": rules.takes_enrolments(row, timezone.localdate()),
        "limits": track_words(track) if track else "",
    }
    return page(request, "training/public/edition.html", context, invalid=form.is_bound)


def _asked(request: HttpRequest, row: Edition, form: ApplicantForm) -> bool:
    if failed_tries(DOOR, request) >= MOST_TRIES:
        form.add_error(None, _("Da qui sono arrivate troppe richieste: riprova fra un’ora, o scrivi all’ufficio."))
        return False
    count_failure(DOOR, request, seconds=SECONDS)
    applicant = actions.Applicant(**form.values())

    def act() -> None:
        actions.request_enrolment(edition=row, applicant=applicant, by=_actor(), at=timezone.now())

    return attempt(form, act) is None


@require_safe
@login_not_required
def done(request: HttpRequest) -> HttpResponse:
    """The same for everybody: look at your e-mail."""
    return page(request, "training/public/done.html", {})


@never_cache
@form_view
@login_not_required
def own(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """One's own enrolment, reached by the secret of an e-mail: confirm it, or give the seat back."""
    if not rules.is_token(pk, token):
        raise Http404
    rows = Enrolment.objects.select_related(*OWN)
    row = get_object_or_404(rows, pk=pk)
    if not rules.address_holds(row.edition, term_of(TermKey.ADDRESS).days, timezone.localdate()):
        return render(request, "training/public/expired.html", {"edition": row.edition}, status=GONE)
    if request.method == "POST":
        _moved(request, row)
        return redirect("training:own_enrolment", pk, token)
    [standing] = stands([row], _actor())
    context = {
        "enrolment": row,
        "one": standing,
        "ended": standing.words if standing.words != row.get_state_display() else "",
        "edition": row.edition,
        "lessons": lessons_of(row.edition),
        "takes": rules.takes_enrolments(row.edition, timezone.localdate()),
        "may_leave": row.state in {EnrolmentState.ENROLLED, EnrolmentState.WAITING}
        and rules.can_withdraw(_actor(), row),
    }
    return page(request, "training/public/own.html", context)


def _moved(request: HttpRequest, row: Enrolment) -> None:
    """Do what the button says."""
    try:
        if "withdraw" in request.POST:
            actions.withdraw(enrolment=row, by=_actor(), at=timezone.now())
            messages.success(request, _("Hai lasciato il posto: grazie di averlo detto."))
        elif "confirm" in request.POST:
            actions.confirm_enrolment(enrolment=row, by=_actor(), at=timezone.now())
    except TrainingError as error:
        messages.error(request, str(error))
