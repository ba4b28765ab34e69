# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """What a supervisor says when they approve, or send back."""

    answer = forms.CharField(
        label=_("Risposta"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
        help_text=_("Se rimandi, scrivi che cosa va rivisto. La legge chi ha chiesto."),
    )
