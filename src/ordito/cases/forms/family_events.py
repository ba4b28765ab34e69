# SPDX-License-Identifier: EUPL-1.2
"""The events of a family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, ComuneField, TypedDateField
from ordito.cases.forms.people import NewMemberForm
from ordito.cases.models import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField

    from ordito.cases.models import FamilyMembership, FamilyUnit, Person


class BirthForm(NewMemberForm):
    """A newborn, and the units it enters on the day of birth."""

    units = forms.MultipleChoiceField(label=_("In quali nuclei entra"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, open_units: Sequence[FamilyUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["valid_from"]
        self.fields["birth_date"].required = True
        self.by_id = {str(unit.pk): unit for unit in open_units}
        units = self.fields["units"]
        assert isinstance(units, forms.MultipleChoiceField)
        units.choices = [(pk, str(unit.composition)) for pk, unit in self.by_id.items()]
        units.error_messages["required"] = _("Scegli almeno un nucleo.")

    @property
    def chosen_units(self) -> list[FamilyUnit]:
        """The units ticked."""
        return [self.by_id[pk] for pk in self.cleaned_data["units"]]


class RelationsForm(forms.Form):
    """A new unit made of people of others: from when, of which kind, and what each will be in it.

    One block of fields for each membership; with `choosing`, also whether they go.
    """

    day = TypedDateField(label=_("Dal"), help_text=_("Il primo giorno della nuova situazione."))
    composition = CodeField(ListKey.COMPOSITION, label=_("Come è composto il nuovo nucleo"))

    def __init__(self, *args: Any, rows: Sequence[FamilyMembership], choosing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.choosing = rows, choosing
        offered = Code.objects.of(ListKey.RELATION).at(timezone.localdate()).select_related("code_list")
        self.codes = {str(code.pk): code for code in (*offered, *(row.relation for row in rows))}
        choices = [(pk, code.label) for pk, code in self.codes.items()]
        for row in rows:
            if choosing:
                self.fields[f"goes_{row.pk}"] = forms.BooleanField(label=_("Va nel nuovo nucleo"), required=False)
            self.fields[f"relation_{row.pk}"] = forms.ChoiceField(
                label=_("Relazione da quel giorno"), choices=choices, initial=str(row.relation_id)
            )

    @property
    def blocks(self) -> list[tuple[str, list[BoundField]]]:
        """For the page: each person's name and fields."""
        names = ("goes", "relation") if self.choosing else ("relation",)
        return [(row.person.full_name(), [self[f"{name}_{row.pk}"] for name in names]) for row in self.rows]

    @property
    def goes(self) -> set[int]:
        """Ids of the memberships of those who go."""
        return {row.pk for row in self.rows if self.cleaned_data.get(f"goes_{row.pk}")}

    @property
    def relations(self) -> dict[int, Code]:
        """The relation from then on, by membership id."""
        return {row.pk: self.codes[self.cleaned_data[f"relation_{row.pk}"]] for row in self.rows}


class MoveForm(forms.Form):
    """The whole unit moves."""

    day = TypedDateField(label=_("Dal"), help_text=_("Il primo giorno al nuovo indirizzo."))
    comune = ComuneField(label=_("Nuovo Comune"))
    street = forms.CharField(label=_("Nuovo indirizzo"), max_length=160, required=False)


class MemberEventForm(forms.Form):
    """Something that happens to one of the family on a day."""

    person = forms.ChoiceField(label=_("Chi"))
    day = TypedDateField(label=_("Il giorno"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(person.pk): person for person in people}
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        person.choices = [("", _("Scegli")), *((pk, one.full_name()) for pk, one in self.by_id.items())]
        person.error_messages["required"] = _("Scegli una persona.")

    @property
    def chosen(self) -> Person:
        """The person chosen."""
        return self.by_id[self.cleaned_data["person"]]
