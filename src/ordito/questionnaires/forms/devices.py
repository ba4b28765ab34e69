# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    """How to call a device."""

    label = forms.CharField(
        label=_("Nome del dispositivo"),
        max_length=80,
        help_text=_("Come lo riconosci, per esempio: telefono del centro."),
    )
    may_read = forms.BooleanField(
        label=_("È un programma che legge anche le risposte degli altri"),
        required=False,
        help_text=_("Non serve a un telefono: chi lo trovasse leggerebbe tutto ciò che puoi esportare tu."),
    )

    def __init__(self, *args: Any, reads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reads:
            del self.fields["may_read"]
