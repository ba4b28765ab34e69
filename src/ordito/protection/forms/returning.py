# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.circumstances.enums import ListKey as FactListKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import FamilyUnit


class ReturnForm(forms.Form):
    """A child comes back: when, to whom, with whom they live from then on. `homes` are the units, with their names."""

    day = TypedDateField(label=_("Giorno del rientro"))
    unit = forms.ChoiceField(label=_("In quale nucleo rientra"), required=False)
    relation = CodeField(ListKey.RELATION, label=_("Che cosa è in quel nucleo"), required=False)
    lives = CodeField(
        FactListKey.LIVING_PLACE, label=_("Con chi vive da quel giorno"), required=False, empty_label=_("Non scriverlo")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, homes: Mapping[str, tuple[FamilyUnit, str]], writes_circumstances: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.homes = homes
        if homes:
            offered = [(pk, names) for pk, (_unit, names) in homes.items()]
            self.fields["unit"].choices = [("", _("Nessuno: finisce solo il collocamento")), *offered]  # type: ignore[attr-defined]
        else:
            del self.fields["unit"], self.fields["relation"]
        if not writes_circumstances:
            del self.fields["lives"]

    @property
    def chosen_unit(self) -> FamilyUnit | None:
        """The unit chosen."""
        chosen = self.cleaned_data.get("unit")
        return self.homes[chosen][0] if chosen else None
