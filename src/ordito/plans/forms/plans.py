# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, FewChoices, StaffField, TypedDateField
from ordito.cases.models import CaseFile
from ordito.plans.enums import ListKey, PlanScope
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    Find = Callable[[Sequence[tuple[int, int]]], list[CaseFile]]

NUMBER = re.compile(r"(\d{4})/(\d{1,6})")


class RecordsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Records of members of the family, by the name of the person."""

    iterator = FewChoices

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=CaseFile.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: CaseFile) -> str:
        """Name and number."""
        return f"{obj.person.full_name()} ({obj.number})"


class PlanForm(forms.Form):
    """The head of a plan. `find` gives the followed records with the numbers typed for a group."""

    kind = CodeField(ListKey.PLAN_KIND, label=_("Tipo di progetto"))
    title = forms.CharField(
        label=_("Titolo"), max_length=160, required=False, help_text=_("Come lo chiamate fra voi e la famiglia.")
    )
    starts_on = TypedDateField(label=_("Dal"), past=False)
    ends_on = TypedDateField(label=_("Fine prevista"), past=False, required=False)
    next_review_on = TypedDateField(
        label=_("Prossima verifica"), past=False, required=False, help_text=_("Torna tra le scadenze di chi segue.")
    )
    responsible = StaffField(Professional, label=_("Responsabile del progetto"), required=False)
    provider = StaffField(Organisation, label=_("Ente gestore"), required=False)
    scope = forms.ChoiceField(label=_("Per chi"), choices=PlanScope.choices)
    others = RecordsField(label=_("Anche per questi familiari"), required=False)
    numbers = forms.CharField(
        label=_("Altre cartelle"),
        required=False,
        help_text=_("Per un gruppo: i numeri, separati da virgole. Per esempio 2026/000123, 2026/000124."),
    )
    reasons = forms.CharField(
        label=_("Perché questo progetto"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("In parole che la famiglia riconosce come sue."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        staff: QuerySet[Professional],
        providers: QuerySet[Organisation],
        family: QuerySet[CaseFile],
        find: Find,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find = find
        self.fields["responsible"].queryset = staff  # type: ignore[attr-defined]
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]
        self.fields["others"].queryset = family  # type: ignore[attr-defined]
        if not family:
            del self.fields["others"]

    def clean_numbers(self) -> list[CaseFile]:
        """The records with these numbers, each found."""
        typed = self.cleaned_data["numbers"]
        numbers = [(int(year), int(serial)) for year, serial in NUMBER.findall(typed)]
        if NUMBER.sub("", typed).strip(" ,;"):
            raise ValidationError(_("Scrivi i numeri come 2026/000123, separati da virgole."))
        found = self.find(numbers)
        there = {(record.year, record.serial) for record in found}
        missing = [f"{year}/{serial:06}" for year, serial in numbers if (year, serial) not in there]
        if missing:
            raise ValidationError(
                _("Fra le cartelle che segui non c’è: %(numbers)s.") % {"numbers": ", ".join(missing)}
            )
        return found

    def chosen_records(self) -> list[CaseFile]:
        """The records of the other beneficiaries, each once."""
        chosen = [*self.cleaned_data.get("others", ()), *self.cleaned_data["numbers"]]
        return list({record.pk: record for record in chosen}.values())


class DayForm(forms.Form):
    """On which day something was done."""

    day = TypedDateField(label=_("Il giorno"))


class ApprovalRequestForm(forms.Form):
    """What to say to the supervisor."""

    request = forms.CharField(
        label=_("Che cosa chiedi di guardare"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )


class ConcludeForm(forms.Form):
    """How and when a plan ended."""

    concluded_on = TypedDateField(label=_("Concluso il"))
    conclusion = CodeField(ListKey.CONCLUSION, label=_("Esito"))
    note = forms.CharField(label=_("Com’è andata"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
