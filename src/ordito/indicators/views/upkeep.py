# SPDX-License-Identifier: EUPL-1.2
"""Keeping the statistics: new data at once, and the rules by which figures are protected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.indicators.actions import request_snapshot, set_policy
from ordito.indicators.engine.cell_keys import Perturbation
from ordito.indicators.enums import Audience
from ordito.indicators.forms.upkeep import PolicyForm
from ordito.indicators.queries.noise import noise_wanted
from ordito.indicators.queries.questions import policy_for
from ordito.indicators.views.indicators import attempt

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
@requires(Verb.REFRESH_STATISTICS)
def refresh(request: HttpRequest) -> HttpResponse:
    """Start the extraction and go where its progress is seen."""
    job = request_snapshot(by=actor_of(request), at=timezone.now())
    messages.info(request, _("Aggiornamento avviato. Puoi lasciare la pagina: le statistiche cambiano alla fine."))
    return redirect("accounts:job", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_STATISTICS)
def rules(request: HttpRequest) -> HttpResponse:
    """How figures are protected within the network."""
    policy, exact = policy_for(Audience.NETWORK)
    noise = noise_wanted(Audience.NETWORK)
    first = {"rumore": noise.variance, "scarto": noise.deviation}
    form = PolicyForm(request.POST or None, initial=first | {"soglia": policy.threshold, "esatte": exact})
    if request.method == "POST" and form.is_valid():
        wanted = Perturbation(float(form.cleaned_data["rumore"]), form.cleaned_data["scarto"])
        error = attempt(
            form,
            lambda: set_policy(
                audience=Audience.NETWORK,
                threshold=form.cleaned_data["soglia"],
                exact_in_own_place=form.cleaned_data["esatte"],
                noise=wanted,
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if error is None:
            said = _("Regole salvate: valgono da subito, un rumore nuovo dalla prossima lettura notturna dei dati.")
            messages.success(request, said)
            return redirect("indicators:rules")
    return page(request, "indicators/rules.html", {"form": form}, invalid=form.is_bound)
