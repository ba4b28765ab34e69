# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from ordito.meetings.enums import MeetingKind
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 11, 30)
PLACES = (
    TerritoryKind.AMBITO,
    TerritoryKind.PROVINCE,
    TerritoryKind.ZONE,
    TerritoryKind.DISTRICT,
    TerritoryKind.MACRO_AREA,
    TerritoryKind.REGION,
)
"""Kinds of places that organise meetings; a Comune does so through its Ambito or its body."""


def places() -> Any:
    """Places for choices, by name."""
    return Territory.objects.filter(kind__in=PLACES).order_by("name", "pk")


class CalendarFilter(forms.Form):
    """Which meetings the calendar shows. `dal` is a day of the month or week that is looked at."""

    chi = forms.ChoiceField(
        label=_("Di chi"), required=False, choices=[("", _("Tutti quelli che vedo")), ("miei", _("I miei"))]
    )
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *MeetingKind.choices])
    territorio = forms.ModelChoiceField(
        label=_("Territorio"), required=False, queryset=Territory.objects.none(), empty_label=_("Tutti")
    )
    dal = forms.DateField(
        required=False,
        widget=forms.HiddenInput,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["territorio"]
        field.queryset = places()
