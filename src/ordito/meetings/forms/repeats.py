# SPDX-License-Identifier: EUPL-1.2
"""How often a meeting repeats, as a part of the forms that put meetings in the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.meetings.engine.recurrence import MOST, count_until, monthly_date, monthly_weekday, weekly
from ordito.meetings.enums import Frequency

if TYPE_CHECKING:
    from datetime import date, time

FORTNIGHT = 2


class RepeatForm(forms.Form):
    """How often, and how many times or until when; the form it is part of has `day` and `start`."""

    frequency = forms.ChoiceField(
        label=_("Quanto spesso"), required=False, choices=[("", _("Una volta sola")), *Frequency.choices]
    )
    times = forms.IntegerField(
        label=_("Quante volte in tutto"), required=False, min_value=2, max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Oppure fino al"), required=False, error_messages={"invalid": _("Scrivi la data come gg/mm/aaaa.")}
    )

    def clean(self) -> dict[str, Any]:
        """A series says how long it goes on."""
        values = super().clean() or self.cleaned_data
        if not values.get("frequency"):
            return values
        if not values.get("times") and not values.get("ends_on") and not {"times", "ends_on"} & set(self.errors):
            self.add_error("times", _("Scrivi quante volte si ripete, o fino a quando."))
        elif values.get("ends_on") and values.get("day") and values["ends_on"] <= values["day"]:
            self.add_error("ends_on", _("Viene dopo il primo incontro."))
        return values

    def rule(self) -> str:
        """The RRULE of the series, "" for a single meeting; of a valid form."""
        values = self.cleaned_data
        if not values["frequency"]:
            return ""
        if values["times"]:
            return self._rule(values["times"])
        first = moment_of(values["day"], values["start"])
        return self._rule(count_until(self._rule(MOST), first, values["ends_on"]))

    def _rule(self, count: int) -> str:
        day: date = self.cleaned_data["day"]
        match self.cleaned_data["frequency"]:
            case Frequency.MONTHLY_WEEKDAY:
                return monthly_weekday(day, count)
            case Frequency.MONTHLY_DATE:
                return monthly_date(day, count)
            case Frequency.FORTNIGHTLY:
                return weekly([day.weekday()], count, every=FORTNIGHT)
        return weekly([day.weekday()], count)


def moment_of(day: date, hour: time) -> datetime:
    """An hour of a day in Rome."""
    return timezone.make_aware(datetime.combine(day, hour))
