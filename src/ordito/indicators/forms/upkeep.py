# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.engine.disclosure import LOWEST_THRESHOLD


class PolicyForm(forms.Form):
    """How figures are protected within the network."""

    soglia = forms.IntegerField(
        label=_("Soglia"),
        min_value=LOWEST_THRESHOLD,
        max_value=50,
        help_text=_("Le cifre che riguardano meno persone di così sono nascoste. Per legge non può scendere sotto 3."),
    )
    esatte = forms.BooleanField(label=_("Ogni Ambito vede le cifre esatte del proprio territorio"), required=False)
