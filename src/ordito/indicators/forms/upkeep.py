# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.engine.cell_keys import ImpossibleNoiseError, Perturbation, noise_table
from ordito.indicators.engine.disclosure import LOWEST_THRESHOLD


class PolicyForm(forms.Form):
    """How figures are protected within the network."""

    soglia = forms.IntegerField(
        label=_("Soglia"),
        min_value=LOWEST_THRESHOLD,
        max_value=50,
        help_text=_("Le cifre che riguardano meno persone di così sono nascoste. Per legge non può scendere sotto 3."),
    )
    rumore = forms.DecimalField(
        label=_("Rumore delle tabelle a scelta (varianza)"),
        min_value=1,
        max_value=50,
        decimal_places=1,
        help_text=_(
            "Quanto le cifre delle tabelle a scelta si scostano dal vero: più è grande, più proteggono. Rumore e "
            "scarto nuovi valgono dalla prossima lettura notturna dei dati e poi non si cambiano per 90 giorni: la "
            "stessa tabella letta con rumori diversi lascerebbe indovinare le cifre vere."
        ),
    )
    scarto = forms.IntegerField(label=_("Scarto più grande"), min_value=4, max_value=30)
    esatte = forms.BooleanField(label=_("Ogni Ambito vede le cifre esatte del proprio territorio"), required=False)

    def clean(self) -> dict[str, Any]:
        """Noise of this size must fit within the largest deviation."""
        found = super().clean() or {}
        if "rumore" in found and "scarto" in found:
            try:
                noise_table(Perturbation(float(found["rumore"]), found["scarto"]))
            except ImpossibleNoiseError:
                self.add_error("scarto", _("Lo scarto più grande non basta per questo rumore: aumentalo."))
        return found
