# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TakeoverForm(forms.Form):
    """Why a secret address has to be read again."""

    reason = forms.CharField(
        label=_("Perché serve leggerlo"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Resta scritto con il tuo nome: lo vede chi legge l’indirizzo."),
        error_messages={"required": _("Scrivi perché serve leggere questo indirizzo.")},
    )
