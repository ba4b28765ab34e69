# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import Grouping, Shown
from ordito.campaigns.queries.board import BoardFilter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.campaigns.queries.board import BoardChoices


class PlaceFilterForm(forms.Form):
    """Filters by type of service and place; a field with a single value is hidden: it would filter nothing."""

    tipo = forms.TypedChoiceField(label=_("Tipo di servizio"), required=False, coerce=int, empty_value=None)
    provincia = forms.TypedChoiceField(label=_("Provincia"), required=False, coerce=int, empty_value=None)
    zona = forms.TypedChoiceField(label=_("Zona"), required=False, coerce=int, empty_value=None)
    ambito = forms.TypedChoiceField(label=_("Ambito"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, choices: BoardChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offer("tipo", choices.service_types)
        self._offer("provincia", choices.provinces)
        self._offer("zona", choices.zones)
        self._offer("ambito", choices.ambiti)

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        listed = [(row.pk, row.name) for row in rows]
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Tutti")), *listed]
        if len(listed) < 2:  # noqa: PLR2004 - with one value there is nothing to choose
            field.widget = forms.HiddenInput()

    def places(self) -> BoardFilter:
        """The places and the type asked for; a value that is not offered counts as none."""
        self.is_valid()
        values = self.cleaned_data
        return BoardFilter(
            service_type=values.get("tipo"),
            province=values.get("provincia"),
            zone=values.get("zona"),
            ambito=values.get("ambito"),
        )


class BoardForm(PlaceFilterForm):
    """Filters of a board: which returns count, by which places, and which ones the list shows."""

    per = forms.ChoiceField(label=_("Tabella per"), required=False, choices=Grouping.choices)
    mostra = forms.ChoiceField(label=_("Elenco"), required=False, choices=Shown.choices)

    def chosen(self) -> BoardFilter:
        """What was asked for."""
        places = self.places()
        values = self.cleaned_data
        return replace(
            places,
            per=Grouping(values.get("per") or Grouping.AMBITO),
            shown=Shown(values.get("mostra") or Shown.WAITING),
        )
