# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import Decision, ListKey
from ordito.assessments.models import Instrument
from ordito.cases.forms.fields import CodeField, ColleaguesField, StaffField, TypedDateField, keep_present

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from ordito.assessments.models import ScreeningRule
    from ordito.territory.models import Professional

YES, NO = "yes", "no"
PRESENCE = [("", _("Non indicato")), (YES, _("Sì")), (NO, _("No"))]


class PresenceField(forms.TypedChoiceField):
    """Yes, no, or not said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=PRESENCE, coerce=lambda value: value == YES, empty_value=None, required=False, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """A truth as its choice."""
        return {True: YES, False: NO}.get(value, value) if isinstance(value, bool) else value


class OccasionForm(forms.Form):
    """When an assessment was made, and with whom."""

    time = CodeField(ListKey.TIME, label=_("Tempo"))
    held_on = TypedDateField(label=_("Data della valutazione"), help_text=_("Il giorno in cui avete valutato."))
    with_family = PresenceField(label=_("La famiglia ha partecipato?"))
    with_child = PresenceField(label=_("La bambina o il bambino ha partecipato?"))
    assessors = ColleaguesField(label=_("Insieme a chi"), required=False)

    def __init__(self, *args: Any, colleagues: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assessors: Any = self.fields["assessors"]
        assessors.queryset = colleagues
        keep_present(self)
        if not assessors.queryset.exists():
            del self.fields["assessors"]


class StartForm(OccasionForm):
    """A new assessment."""

    instrument = StaffField(Instrument, label=_("Strumento"))
    field_order = ("instrument", "time", "held_on", "with_family", "with_child", "assessors")

    def __init__(self, *args: Any, instruments: Sequence[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Instrument.objects.filter(pk__in=[row.pk for row in instruments]).order_by("name", "pk")
        self.fields["instrument"].queryset = rows.select_related("scheme")  # type: ignore[attr-defined]
        if len(instruments) == 1:
            self.fields["instrument"].initial = instruments[0]


class EditForm(OccasionForm):
    """The occasion of a draft, and what one would say of it in a few lines."""

    summary = forms.CharField(label=_("Sintesi"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """What the worker decides after a screening."""

    decision = forms.ChoiceField(
        label=_("Decisione"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli che cosa decidete.")},
    )
    reason = forms.CharField(
        label=_("Perché"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Necessario quando la decisione è diversa da quello che dice la regola."),
    )
    decided_on = TypedDateField(label=_("Deciso il"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RuleChoiceForm(forms.Form):
    """Which screening rule to look at."""

    regola = forms.ChoiceField(label=_("Regola"))

    def __init__(self, *args: Any, rules: Sequence[ScreeningRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regola"].choices = [(str(rule.pk), rule.name) for rule in rules]  # type: ignore[attr-defined]
