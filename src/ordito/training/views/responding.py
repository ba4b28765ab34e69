# SPDX-License-Identifier: EUPL-1.2
"""The pages of who answers without a name: no login, nothing of the house but the questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.http import page
from ordito.core.limits import count_failure, failed_tries
from ordito.questionnaires.models import Draft
from ordito.questionnaires.views.filling import fill, save_part
from ordito.questionnaires.views.filling_media import kept_file, media
from ordito.questionnaires.views.filling_page import FillUrls
from ordito.training.actions.responding import OWNER, begin, respondent, token_of
from ordito.training.forms.evaluation import BeginForm
from ordito.training.models import FOLLOW_UPS, Evaluation, EvaluationToken
from ordito.training.queries.responding import closed_message
from ordito.training.views.attempts import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest

Parameters = ParamSpec("Parameters")
SecretView = Callable[Concatenate["HttpRequest", str, EvaluationToken, Parameters], HttpResponseBase]
Guarded = Callable[Concatenate["HttpRequest", str, Parameters], HttpResponseBase]
DOOR = "training-evaluation"
BEGUN = "training-evaluation-begun"
MOST_FAILURES = 60
"""A class behind one router, whose codes are typed wrong now and then."""
MOST_BEGUN = 300
"""Sheets begun from one address within five minutes: a whole seminar behind one router, not a program."""
TOO_MANY = 429
CONFLICT = 409
BASE = "training/evaluation/public/base.html"
form_view = require_http_methods(["GET", "HEAD", "POST"])


def _said(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    return render(
        request, "training/evaluation/public/said.html", {"base": BASE, "title": title, "text": text}, status=status
    )


def _wait(request: HttpRequest) -> HttpResponse:
    return _said(request, _("Troppi tentativi"), _("Aspetta qualche minuto e riprova."), TOO_MANY)


def _useless(request: HttpRequest) -> HttpResponse:
    count_failure(DOOR, request)
    text = _("Forse è stato copiato a metà. Chiedi quello giusto a chi ti ha dato il questionario.")
    return _said(request, _("Questo indirizzo non porta a nessun questionario"), text, 404)


def _thanks(request: HttpRequest, row: Evaluation) -> HttpResponse:
    context = {"base": BASE, "row": row, "edition": row.edition}
    return render(request, "training/evaluation/public/thanks.html", context)


def _closed(request: HttpRequest, row: Evaluation, at: datetime) -> HttpResponse:
    today = timezone.localdate(at)
    title = _("Non si può più rispondere") if row.is_closed(today) else _("Non si può ancora rispondere")
    return _said(request, title, closed_message(row, today), 200)


# --- the address of an edition's questionnaire ------------------------------------------------------------------------


def _cookie(row: Evaluation) -> str:
    return f"valutazione-{row.pk}"


@form_view
@login_not_required
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The way in for everybody in the room: one answer a code, or a browser where no codes were handed out."""
    if failed_tries(DOOR, request) >= MOST_FAILURES:
        return _wait(request)
    rows = Evaluation.objects.select_related("edition__course", "questionnaire").exclude(level__in=FOLLOW_UPS)
    row = rows.filter(key=key).first()
    if row is None:
        return _useless(request)
    at = timezone.now()
    if not row.is_open(timezone.localdate(at)):
        return _closed(request, row, at)
    secret = request.COOKIES.get(_cookie(row), "")
    known = token_of(secret) if secret else None
    if known is not None and known.evaluation_id == row.pk and not row.codes:
        if known.spent:
            return _thanks(request, row)
        if known.response_id is not None:
            return redirect("training:evaluation_fill", secret)
    return _intro(request, row, at)


def _intro(request: HttpRequest, row: Evaluation, at: datetime, secret: str = "") -> HttpResponse:
    """What it is, that it has no names, and the button that begins."""
    posted = request.method == "POST"
    form = BeginForm(request.POST if posted else None, evaluation=row)
    if secret and "code" in form.fields:
        del form.fields["code"]
    begun: list[str] = []

    def act() -> None:
        begun.append(begin(evaluation=row, at=at, secret=secret, **form.cleaned_data)[0])

    if posted and form.is_valid():
        if failed_tries(BEGUN, request) >= MOST_BEGUN:
            return _wait(request)
        count_failure(BEGUN, request)
        error = attempt(form, act)
        if error is None:
            return _begun(row, begun[0], at)
        if error.field == "code" and form.cleaned_data.get("code"):
            count_failure(DOOR, request)
    context = {"base": BASE, "row": row, "edition": row.edition, "form": form}
    return _hidden(page(request, "training/evaluation/public/intro.html", context, invalid=form.is_bound))


def _begun(row: Evaluation, secret: str, at: datetime) -> HttpResponse:
    """Off to the questions; the browser remembers its sheet until the questionnaire closes."""
    answer = redirect("training:evaluation_fill", secret)
    end = datetime.combine(row.closes_on, time.max, tzinfo=timezone.get_current_timezone())
    answer.set_cookie(
        _cookie(row),
        secret,
        max_age=max(end - at, timedelta(minutes=1)),
        path=reverse("training:evaluation_link", args=[row.key]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _hidden(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    return answer


# --- a sheet, by its secret -------------------------------------------------------------------------------------------


def by_secret(view: SecretView[Parameters]) -> Guarded[Parameters]:
    """Let in who has a secret that opens something; whoever keeps trying others has to wait."""

    @login_not_required
    @wraps(view)
    def guarded(
        request: HttpRequest, secret: str, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        if failed_tries(DOOR, request) >= MOST_FAILURES:
            return _wait(request)
        token = token_of(secret)
        if token is None:
            return _useless(request)
        answer = view(request, secret, token, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"  # the address is the secret
        return answer

    return cast("Guarded[Parameters]", guarded)


def _urls(secret: str) -> FillUrls:
    def named(name: str) -> Callable[[str], str]:
        return lambda file: reverse(f"training:{name}", args=[secret, file])

    return FillUrls(
        page=reverse("training:evaluation_fill", args=[secret]),
        save=reverse("training:evaluation_save", args=[secret]),
        sent=reverse("training:evaluation_answer", args=[secret]),
        leave=reverse("training:evaluation_answer", args=[secret]),
        media=named("evaluation_media"),
        kept=named("evaluation_file"),
        base=BASE,
    )


def _draft(token: EvaluationToken) -> Draft | None:
    rows = Draft.objects.filter(owner_kind=OWNER, owner_id=token.response_id or 0).select_related("version")
    return rows.first()


@form_view
@by_secret
def answer(request: HttpRequest, secret: str, token: EvaluationToken) -> HttpResponse:
    """Where a letter leads: what is asked and the way in; thanks, once the answers came."""
    at, row = timezone.now(), token.evaluation
    if token.spent:
        return _thanks(request, row)
    if not row.is_open(timezone.localdate(at)):
        return _closed(request, row, at)
    if token.response_id is not None and request.method != "POST":
        context = {"base": BASE, "row": row, "edition": row.edition, "url": _urls(secret).page}
        return render(request, "training/evaluation/public/later.html", context)
    return _intro(request, row, at, secret)


@form_view
@by_secret
def evaluation_fill(request: HttpRequest, secret: str, token: EvaluationToken) -> HttpResponse:
    """Answer."""
    urls, draft = _urls(secret), _draft(token)
    if token.spent or draft is None:  # a second press of the button that sends comes here too
        return redirect(urls.sent)
    return fill(request, draft, actor=respondent(token.response_id), urls=urls)


@require_POST
@by_secret
def evaluation_save(request: HttpRequest, secret: str, token: EvaluationToken) -> HttpResponse:
    """Save answers as they are given."""
    draft = _draft(token)
    if token.spent or draft is None:
        return JsonResponse({"said": _("Queste risposte sono già state inviate.")}, status=CONFLICT)
    return save_part(request, draft, actor=respondent(token.response_id), urls=_urls(secret))


@require_safe
@by_secret
def evaluation_media(request: HttpRequest, secret: str, token: EvaluationToken, name: str) -> Any:  # noqa: ARG001 - as `by_secret` calls it
    """A file of the form."""
    draft = _draft(token)
    if draft is None:
        raise Http404
    return media(draft, name)


@require_safe
@by_secret
def evaluation_file(request: HttpRequest, secret: str, token: EvaluationToken, name: str) -> Any:  # noqa: ARG001 - as `by_secret` calls it
    """A file given as an answer."""
    draft = _draft(token)
    if draft is None:
        raise Http404
    return kept_file(draft, name)
