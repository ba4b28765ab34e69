# SPDX-License-Identifier: EUPL-1.2
"""One's own certificate without an account, by the secret of a letter; and who manages the edition, over that address.

The secret opens this one certificate and nothing else of the house. Whoever tries others has to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import SystemActor, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.limits import count_failure, failed_tries
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.training import rules
from ordito.training.actions import certificate_letters as letters
from ordito.training.actions import certificates as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.queries.certificates import check_address, link_of, period_of, spaced, standing_link
from ordito.training.views.certificate_check import DOOR, MOST_TRIES, NOT_FOUND, TOO_MANY
from ordito.training.views.certificates import as_file, certificate_or_404, paper_name
from ordito.training.views.pages import require_that

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.training.models import CertificateLink

SecretView = Callable[["HttpRequest", "CertificateLink", str], HttpResponseBase]
GONE = 410


def by_secret(view: SecretView) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Let in who has a secret that still opens a certificate."""

    @require_safe
    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, secret: str) -> HttpResponseBase:
        if failed_tries(DOOR, request) >= MOST_TRIES:
            return render(request, "429.html", status=TOO_MANY)
        link = link_of(secret)
        if link is None:
            count_failure(DOOR, request)
            answer: HttpResponseBase = render(request, "404.html", status=NOT_FOUND)
        elif not link.opens(timezone.now()):
            answer = render(request, "training/certificates/gone.html", {"link": link}, status=GONE)
        else:
            answer = view(request, link, secret)
        answer["X-Robots-Tag"] = "noindex"  # the address is the secret
        return answer

    return guarded


def _holder() -> SystemActor:
    return SystemActor(_("Indirizzo personale di un attestato"))


@by_secret
def mine(request: HttpRequest, link: CertificateLink, secret: str) -> HttpResponse:
    """What the certificate says and its two files; of a revoked one, that it no longer counts."""
    row = link.certificate
    context = {
        "row": row,
        "link": link,
        "secret": secret,
        "period": period_of(row),
        "code": spaced(row.code),
        "check_url": check_address(row),
    }
    return render(request, "training/certificates/mine.html", context)


@by_secret
def mine_paper(request: HttpRequest, link: CertificateLink, secret: str) -> HttpResponseBase:
    """The PDF."""
    row = link.certificate
    if row.revoked_at is not None:
        return redirect("training:certificate_mine", secret)
    try:
        file = actions.hand_out_paper(by=_holder(), at=timezone.now(), certificate=row)
        return send(file, name=paper_name(row, "pdf"))
    except (TrainingError, FileGoneError) as error:
        messages.warning(request, str(error))
        return redirect("training:certificate_mine", secret)


@by_secret
def mine_badge(request: HttpRequest, link: CertificateLink, secret: str) -> HttpResponse:  # noqa: ARG001 - as `by_secret` calls it
    """The digital certificate; a revoked one leads back to the page that says so."""
    row = link.certificate
    if row.revoked_at is not None:
        return redirect("training:certificate_mine", secret)
    token = actions.sign_badge(by=_holder(), at=timezone.now(), certificate=row)
    return as_file(token.encode(), "application/vc+jwt", paper_name(row, "jwt"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_TRAINING)
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """For who manages the edition: whether the holder was told, sending a new address, taking it away."""
    row, actor = certificate_or_404(request, pk), actor_of(request)
    require_that(allowed=rules.can_manage(actor, row.edition))
    failed = ""
    if request.method == "POST":
        try:
            if "end" in request.POST:
                letters.end_certificate_link(by=actor, at=timezone.now(), certificate=row)
                messages.success(request, _("L’indirizzo non apre più niente."))
            else:
                letters.send_certificate(by=actor, at=timezone.now(), certificate=row)
                messages.success(request, _("E-mail in partenza, con un indirizzo nuovo."))
            return redirect("training:certificate_link", pk)
        except TrainingError as error:
            failed = str(error)
    standing = standing_link(row)
    context = {
        "row": row,
        "link": standing,
        "opens": standing is not None and standing.opens(timezone.now()),
        "address": row.enrolment.email or row.enrolment.person.email,
        "failed": failed,
    }
    return page(request, "training/certificates/link.html", context, invalid=bool(failed))
