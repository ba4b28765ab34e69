# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField

if TYPE_CHECKING:
    from datetime import date

MOST_PEOPLE = 500


class BriefingForm(forms.Form):
    """A briefing held in a Comune."""

    held_on = TypedDateField(label=_("Data dell'incontro"))
    people = forms.IntegerField(
        label=_("Operatori presenti"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_held_on(self) -> date:
        """A meeting that was held is not in the future."""
        held_on: date = self.cleaned_data["held_on"]
        if held_on > timezone.localdate():
            raise forms.ValidationError(_("L'incontro deve essersi già tenuto: la data è nel futuro."))
        return held_on
