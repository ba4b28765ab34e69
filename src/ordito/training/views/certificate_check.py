# SPDX-License-Identifier: EUPL-1.2
"""What anybody may ask about a certificate whose code they were given: valid, revoked or unknown, and little else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ordito.core.limits import count_failure, failed_tries
from ordito.territory.queries import first_region
from ordito.training.forms.certificates import CheckForm
from ordito.training.models import SigningKey
from ordito.training.queries.certificates import Standing, absolute, check, period_of, revoked_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

DOOR = "certificates"
MOST_TRIES = 30
NOT_FOUND, TOO_MANY = 404, 429


@require_safe
@login_not_required
@never_cache
def form(request: HttpRequest) -> HttpResponse:
    """Type a code."""
    asked = CheckForm(request.GET or None)
    if asked.is_valid():
        return _answered(request, asked.cleaned_data["codice"], asked.cleaned_data["cognome"], asked)
    return render(request, "training/certificates/check.html", {"form": asked})


@require_safe
@login_not_required
@never_cache
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the code of the address, which stands on the paper as a QR code."""
    surname = request.GET.get("cognome", "")
    return _answered(request, code, surname, CheckForm(initial={"codice": code, "cognome": surname}))


def _answered(request: HttpRequest, code: str, surname: str, asked: CheckForm) -> HttpResponse:
    if failed_tries(DOOR, request) >= MOST_TRIES:
        return render(request, "429.html", status=TOO_MANY)
    found = check(code, surname)
    if found.standing == Standing.UNKNOWN or found.other:  # neither codes nor names are found by trying
        count_failure(DOOR, request)
    period = period_of(found.certificate) if found.certificate else ""
    status = NOT_FOUND if found.standing == Standing.UNKNOWN else 200
    context = {"form": asked, "found": found, "period": period}
    return render(request, "training/certificates/check.html", context, status=status)


@require_safe
@login_not_required
def issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Who signs digital certificates, as Open Badges 3.0 names it (Profile)."""
    region = first_region()
    name = _("Formazione dei servizi sociali, %(region)s") % {"region": region.name} if region else _("Formazione")
    profile = {"id": absolute("certificate_issuer"), "type": ["Profile"], "name": name}
    return _public(profile | {"url": absolute("certificate_check_form")})


@require_safe
@login_not_required
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The public halves of all keys, those of old signatures too (RFC 7517)."""
    return _public({"keys": list(SigningKey.objects.order_by("made_at").values_list("public", flat=True))})


@require_safe
@login_not_required
def key(request: HttpRequest, kid: str) -> HttpResponse:  # noqa: ARG001 - a view
    """One public key, at the address that a signature names."""
    return _public(get_object_or_404(SigningKey, kid=kid).public)


@require_safe
@login_not_required
def revoked(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The digital certificates that no longer count."""
    return _public(revoked_list())


def _public(content: Mapping[str, object]) -> JsonResponse:
    said = JsonResponse(content)
    said["Access-Control-Allow-Origin"] = "*"
    return said
