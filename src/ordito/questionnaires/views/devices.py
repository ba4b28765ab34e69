# SPDX-License-Identifier: EUPL-1.2
"""One's own devices that fill forms offline: connect one, see them, revoke one."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, cast

import qrcode
from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathImage

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.questionnaires.actions.devices import TooManyDevicesError, create_device, revoke_device
from ordito.questionnaires.engine.openrosa import collect_settings
from ordito.questionnaires.forms.devices import DeviceForm
from ordito.questionnaires.models import DeviceToken
from ordito.questionnaires.queries.devices import devices_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.accounts.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.FILL_RETURN)
def devices(request: HttpRequest) -> HttpResponse:
    """The list, and a form to connect a device; its token is shown on this answer alone."""
    user = cast("User", actor_of(request))
    form = DeviceForm(request.POST if request.method == "POST" else None, reads=user.holds(Verb.EXPORT_ANSWERS))
    if form.is_valid():
        try:
            device, token = create_device(**form.cleaned_data, by=user, at=timezone.now())
        except TooManyDevicesError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "questionnaires/device_given.html", _given(request, device, token))
    context = {"form": form, "devices": devices_of(user), "secure": _secure(request)}
    return page(request, "questionnaires/devices.html", context, invalid=form.is_bound)


def _secure(request: HttpRequest) -> bool:
    return request.is_secure() or settings.DEMONSTRATION


def _given(request: HttpRequest, device: DeviceToken, token: str) -> dict[str, object]:
    server = request.build_absolute_uri("/questionari/odk")
    username = device.user.username
    picture = io.BytesIO()
    code = collect_settings(server, username, token, "Ordito")
    qrcode.make(code, image_factory=SvgPathImage, box_size=8, border=2).save(picture)
    drawing = base64.b64encode(picture.getvalue()).decode()
    return {"device": device, "server": server, "username": username, "token": token, "drawing": drawing}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.FILL_RETURN)
def device_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then revoke."""
    user = cast("User", actor_of(request))
    device = get_object_or_404(DeviceToken.objects.visible_to(user).in_force(), pk=pk)
    if request.method == "POST":
        revoke_device(device=device, by=user, at=timezone.now())
        messages.success(request, _("Dispositivo revocato: da adesso non entra più."))
        return redirect("questionnaires:devices")
    context = {
        "title": _("Revoca il dispositivo"),
        "text": device.label,
        "consequences": [
            _("Il dispositivo non riceve più moduli e non invia più risposte."),
            _("Quello che è stato compilato e non ancora inviato resta sul dispositivo."),
        ],
        "submit_label": _("Revoca"),
        "cancel_url": reverse("questionnaires:devices"),
        "danger": True,
    }
    return render(request, "confirm.html", context)
