# SPDX-License-Identifier: EUPL-1.2
"""The forms of the agenda."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.agenda.enums import ListKey
from ordito.cases.forms.fields import (
    EARLIEST,
    LATEST_YEAR,
    CodeField,
    ComuneField,
    FormKeyField,
    StaffField,
    TypedDateField,
    keep_present,
)
from ordito.cases.forms.work import DiaryForm
from ordito.core.components import HourField
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

    from django.db.models import QuerySet

    from ordito.cases.models import Person


class AppointmentForm(forms.Form):
    """When, which kind, who, where. `anyway` is asked only when somebody is taken at that hour."""

    kind = CodeField(ListKey.KIND, label=_("Che cosa"))
    day = TypedDateField(label=_("Giorno"), past=False)
    start = HourField(label=_("Dalle ore"))
    until = HourField(label=_("Alle ore"))
    people = forms.TypedMultipleChoiceField(
        label=_("Chi della famiglia"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    staff = forms.TypedMultipleChoiceField(
        label=_("Operatori"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    other = StaffField(Professional, label=_("Un altro operatore"), required=False, empty_label=_("Nessuno"))
    comune = ComuneField(label=_("Comune"), required=False, empty_label=_("Non indicato"))
    place = forms.CharField(label=_("Stanza, via o altro luogo"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Nota"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Che cosa portare, che cosa preparare. Non entra nel calendario esterno."),
    )
    anyway = forms.BooleanField(label=_("Va bene lo stesso"), required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        near: Sequence[Professional],
        colleagues: QuerySet[Professional],
        people: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near = {one.pk: one for one in near}
        self.family = {one.pk: one for one in people}
        fields: Any = self.fields
        fields["staff"].choices = [(pk, one.filed_name) for pk, one in self.near.items()]
        fields["people"].choices = [(pk, one.full_name()) for pk, one in self.family.items()]
        fields["other"].queryset = colleagues.exclude(pk__in=self.near)
        keep_present(self)

    def clean(self) -> dict[str, Any]:
        """An end after the start, and somebody who is there for the service."""
        values = super().clean() or self.cleaned_data
        if values.get("start") and values.get("until") and values["until"] <= values["start"]:
            self.add_error("until", _("La fine viene dopo l’inizio."))
        if "staff" not in self.errors and not values.get("staff") and not values.get("other"):
            self.add_error("staff", _("Scegli almeno un operatore."))
        return values

    def ask_anyway(self) -> None:
        """Show the box with which a warning is overruled."""
        self.fields["anyway"].widget = forms.CheckboxInput()

    def agreed_values(self) -> dict[str, Any]:
        """What was typed, as `actions.Agreed` has it; of a valid form."""
        values = self.cleaned_data
        others = [values["other"]] if values["other"] else []
        return {
            **{name: values[name] for name in ("kind", "comune", "place", "note")},
            "starts_at": _moment(values["day"], values["start"]),
            "ends_at": _moment(values["day"], values["until"]),
            "staff": [*(self.near[pk] for pk in values["staff"]), *others],
            "people": [self.family[pk] for pk in values["people"]],
        }


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class NewAppointmentForm(AppointmentForm):
    """The same, for one or for a series."""

    times = forms.IntegerField(
        label=_("Quante volte"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
        help_text=_("Vuoto: una volta sola."),
    )
    every = forms.IntegerField(
        label=_("Ogni quante settimane"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
        help_text=_("Se si ripete: 1 ogni settimana, 2 ogni due, fino a 12."),
    )
    form_key = FormKeyField()


class MissedForm(forms.Form):
    """Who was missing, and why."""

    missed_by = CodeField(ListKey.MISSED_BY, label=_("Chi è mancato"))
    outcome = forms.CharField(label=_("Perché"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Why it is called off."""

    outcome = forms.CharField(
        label=_("Perché, e chi è stato avvisato"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TellForm(DiaryForm):
    """The diary entry of an appointment: everybody who reads the diary reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["private"], self.fields["readers"]


class WeekForm(forms.Form):
    """Which week: any day of it."""

    dal = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(date(LATEST_YEAR - 1, 12, 1))],
    )
