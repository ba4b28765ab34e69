# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField
from ordito.plans.enums import Degree
from ordito.plans.models import MOST


class ReviewForm(forms.Form):
    """A review of a plan, without its results."""

    held_on = TypedDateField(label=_("Fatta il"))
    next_on = TypedDateField(
        label=_("Prossima verifica"), past=False, required=False, help_text=_("Vuota se il progetto sta per finire.")
    )
    present = forms.CharField(
        label=_("Chi c’era"), max_length=400, required=False, help_text=_("Anche bambini e familiari.")
    )
    note = forms.CharField(label=_("Che cosa è emerso"), widget=forms.Textarea(attrs={"rows": 6}), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """The last review that stood when this one was begun."""


class ResultForm(forms.Form):
    """How far one row was reached; a row that was not looked at stays empty."""

    degree = forms.ChoiceField(
        label=_("Quanto è stato raggiunto"),
        choices=[("", _("non guardato ora")), *Degree.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    why = forms.CharField(label=_("Perché"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> None:
        """What was written about a row goes with a degree."""
        values = super().clean() or self.cleaned_data
        if not values.get("degree") and (values.get("why") or values.get("attainment") is not None):
            self.add_error("degree", forms.ValidationError(_("Scegli quanto è stato raggiunto.")))


class ObjectiveResultForm(ResultForm):
    """The same for an objective, which may also be put on a scale."""

    attainment = forms.IntegerField(
        label=_("Da 0 a 10"),
        min_value=0,
        max_value=MOST,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Scrivi un numero da 0 a 10."),
            "min_value": _("Scrivi un numero da 0 a 10."),
            "max_value": _("Scrivi un numero da 0 a 10."),
        },
    )
    field_order = ("degree", "attainment", "why")
