# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.assessments.models import SubDimension
from ordito.cases.forms.fields import CodeField, FewChoices, StaffField, TypedDateField, keep_present
from ordito.plans.enums import Horizon, ListKey
from ordito.plans.models import Objective
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.plans.queries.choices import DoerChoices

DOERS = 4
"""Lines for who does what, beside those already filled."""


class ObjectiveForm(forms.Form):
    """An objective."""

    horizon = forms.ChoiceField(label=_("Termine"), choices=Horizon.choices)
    due_on = TypedDateField(label=_("Entro il"), past=False, required=False)
    text = forms.CharField(
        label=_("Obiettivo"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Una cosa sola, che si potrà dire se è stata raggiunta."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ParticipantForm(forms.Form):
    """Somebody who takes part: a colleague, or a name."""

    role = CodeField(ListKey.PLAN_ROLE, label=_("In che veste"))
    professional = StaffField(Professional, label=_("Operatore"), required=False)
    name = forms.CharField(
        label=_("Oppure nome"), max_length=160, required=False, help_text=_("Di chi non è in elenco, anche familiari.")
    )

    def __init__(self, *args: Any, staff: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professional"].queryset = staff  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody is said."""
        values = super().clean() or self.cleaned_data
        if not self.errors and not values.get("professional") and not values.get("name"):
            self.add_error("name", ValidationError(_("Scegli l’operatore o scrivi il nome.")))
        return values


class SubDimensionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A sub-dimension, under its dimension."""

    iterator = FewChoices

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=SubDimension.objects.none(), empty_label=_("Nessuna in particolare"), **kwargs)

    def label_from_instance(self, obj: SubDimension) -> str:
        """Dimension and sub-dimension."""
        return f"{obj.dimension}: {obj.label}"


class ObjectiveField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """An objective of the plan; `names` gives the texts, opened."""

    iterator = FewChoices
    names: Mapping[int, str]

    def __init__(self, **kwargs: Any) -> None:
        self.names = {}
        super().__init__(queryset=Objective.objects.none(), empty_label=_("Nessuno in particolare"), **kwargs)

    def label_from_instance(self, obj: Objective) -> str:
        """Its text."""
        return self.names.get(obj.pk, str(obj))


class ActionForm(forms.Form):
    """A row of the micro-plan, without who does what."""

    sub_dimension = SubDimensionField(label=_("Sottodimensione"), required=False)
    objective = ObjectiveField(label=_("Per quale obiettivo"), required=False)
    situation = forms.CharField(
        label=_("Situazione di partenza"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    expected = forms.CharField(label=_("Risultato atteso"), widget=forms.Textarea(attrs={"rows": 4}))
    doing = forms.CharField(label=_("Azioni"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    device = CodeField(ListKey.DEVICE, label=_("Dispositivo"), required=False, empty_label=_("Nessuno"))
    due_on = TypedDateField(label=_("Entro il"), past=False, required=False)
    check_on = TypedDateField(label=_("Verifica il"), past=False, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        sub_dimensions: QuerySet[SubDimension],
        objectives: QuerySet[Objective],
        names: Mapping[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["objective"]
        field.names = names
        field.queryset = objectives
        self.fields["sub_dimension"].queryset = sub_dimensions  # type: ignore[attr-defined]
        keep_present(self)


class DoerForm(forms.Form):
    """Who does what, one line."""

    who = forms.ChoiceField(label=_("Chi"), required=False)
    name = forms.CharField(label=_("Oppure nome"), max_length=160, required=False)
    does = forms.CharField(label=_("Che cosa fa"), max_length=400, required=False)

    def __init__(self, *args: Any, choices: DoerChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Sequence[Any] = [group for group in choices.groups() if group[1]]
        self.fields["who"].choices = [("", _("Scegli")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is done is done by somebody."""
        values = super().clean() or self.cleaned_data
        if values.get("does") and not values.get("who") and not values.get("name"):
            self.add_error("who", ValidationError(_("Scegli chi lo fa, o scrivi il nome.")))
        return values


DoerFormSet = forms.formset_factory(DoerForm, extra=DOERS, max_num=20)
