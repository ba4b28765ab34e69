# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class HourField(forms.TimeField):
    """An hour as it is typed: 14:30, 14.30, 14."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H,%M", "%H"],
            widget=forms.TextInput(attrs={"maxlength": 5, "autocomplete": "off"}),
            error_messages={"invalid": _("Scrivi l’ora come 14:30."), "required": _("Scrivi l’ora.")},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Hours and minutes, without seconds."""
        return f"{value:%H:%M}" if isinstance(value, time) else value
