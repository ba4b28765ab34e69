# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    """How to call a device."""

    label = forms.CharField(
        label=_("Nome del dispositivo"),
        max_length=80,
        help_text=_("Come lo riconosci, per esempio: telefono del centro."),
    )
