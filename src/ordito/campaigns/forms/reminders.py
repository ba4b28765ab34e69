# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import Audience

BEFORE, AFTER = "prima", "dopo"
FAR = 365


class ReminderForm(forms.Form):
    """A reminder to send now."""

    audience = forms.ChoiceField(
        label=_("A chi"), choices=Audience.choices, initial=Audience.FILLER, widget=forms.RadioSelect
    )
    subject = forms.CharField(label=_("Oggetto"), max_length=160)
    text = forms.CharField(
        label=_("Testo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Sotto il testo Ordito aggiunge la rilevazione, le restituzioni attese e a chi chiedere aiuto."),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)  # a second click on the same page sends nothing

    def __init__(self, *args: Any, **options: Any) -> None:
        options["initial"] = {"batch": uuid4(), **options.get("initial", {})}
        super().__init__(*args, **options)

    def clean_batch(self) -> UUID:
        """The id of the click."""
        value: UUID = self.cleaned_data["batch"]
        return value


class PlanStepForm(forms.Form):
    """A step of the plan: how many days before or after the deadline."""

    days = forms.IntegerField(
        label=_("Giorni"), min_value=0, max_value=FAR, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    when = forms.ChoiceField(
        label=_("Quando"),
        choices=[(BEFORE, _("prima della scadenza")), (AFTER, _("dopo la scadenza"))],
        widget=forms.RadioSelect,
        initial=BEFORE,
    )
    audience = forms.ChoiceField(label=_("A chi"), choices=Audience.choices, initial=Audience.FILLER)
    text = forms.CharField(label=_("Testo"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        """Days below zero are before the deadline."""
        values = super().clean() or {}
        if "days" in values and "when" in values:
            values["offset"] = -values["days"] if values["when"] == BEFORE else values["days"]
        return values
