# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.kinship.enums import ListKey, Responsibility
from ordito.kinship.forms.people import MemberField

if TYPE_CHECKING:
    from collections.abc import Sequence


class ResponsibilityEditForm(forms.Form):
    """How somebody holds parental responsibility, and by what act."""

    kind = forms.ChoiceField(
        label=_("Responsabilità genitoriale"), choices=[("", _("Scegli")), *Responsibility.choices]
    )
    source = CodeField(ListKey.RESPONSIBILITY_SOURCE, label=_("Da che cosa viene"))
    measure = forms.CharField(
        label=_("Estremi del provvedimento"),
        max_length=240,
        required=False,
        help_text=_("Chi l’ha emesso e il numero, se c’è."),
    )
    measure_on = TypedDateField(label=_("Data del provvedimento"), required=False)
    valid_from = TypedDateField(label=_("Dal"), required=False)
    valid_to = TypedDateField(label=_("Al"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ResponsibilityForm(ResponsibilityEditForm):
    """The same, with who and for whom."""

    child = MemberField(label=_("Per chi"))
    holder = MemberField(
        label=_("Chi ha la responsabilità"), required=False, nobody=_("Una persona che non è nell’elenco")
    )
    holder_name = forms.CharField(
        label=_("Nome, se non è nell’elenco"),
        max_length=160,
        required=False,
        help_text=_("Per esempio il tutore nominato dal tribunale."),
    )

    field_order = ("child", "holder", "holder_name", *ResponsibilityEditForm.base_fields)

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        for name in ("child", "holder"):
            field = self.fields[name]
            assert isinstance(field, MemberField)
            field.offer(members)

    def clean(self) -> dict[str, Any]:
        """Somebody holds it, and for somebody else."""
        values = super().clean() or self.cleaned_data
        if not values.get("holder") and not values.get("holder_name"):
            self.add_error("holder", _("Scegli chi ha la responsabilità, oppure scrivi il nome qui sotto."))
        if values.get("holder") and values.get("holder") == values.get("child"):
            self.add_error("holder", _("Scegli due persone diverse."))
        return values
