# SPDX-License-Identifier: EUPL-1.2
"""What every form of a fact has, and the fields that several share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField, keep_present
from ordito.circumstances.enums import ListKey
from ordito.core.components import DecimalCommaField
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind


class NumberField(forms.IntegerField):
    """A small whole number, typed as text with the phone's numeric keyboard."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)
        self.error_messages["invalid"] = _("Scrivi un numero intero.")


class MoneyField(DecimalCommaField):
    """An amount in euros."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(decimal_places=2, **kwargs)
        self.error_messages["invalid"] = _("Scrivi l’importo in euro, per esempio 1.234,50.")
        self.error_messages["max_decimal_places"] = _("Gli euro hanno al massimo due decimali.")
        self.error_messages["min_value"] = _("L’importo non può essere negativo.")


class TextField(forms.CharField):
    """A line of text; the columns behind are sealed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**{"max_length": 200, **kwargs})


class FactForm(forms.Form):
    """A fact of one kind: its own fields (`own`, named as the model's columns), from when to when, who says so."""

    valid_from = TypedDateField(label=_("Dal"), required=False, help_text=_("Vuoto se non si sa da quando."))
    valid_to = TypedDateField(
        label=_("Al"), required=False, past=False, help_text=_("L’ultimo giorno. Vuoto se continua.")
    )
    source = CodeField(ListKey.FACT_SOURCE, label=_("Da dove lo sappiamo"))
    note = forms.CharField(label=_("Nota"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: Kind, fact: Fact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact_kind = kind
        common = ("valid_from", "valid_to", "source", "note", "version")
        self.order_fields([name for name in self.fields if name not in common] + list(common))
        self.fields["valid_from"].label = kind.since
        self.fields["valid_to"].label = kind.until
        if not kind.lasting:
            del self.fields["valid_to"]
        if kind.ahead:
            self.fields["valid_from"].past = False  # type: ignore[attr-defined]  # a TypedDateField
        if fact is not None:
            keep_present(self)

    def clean(self) -> dict[str, Any]:
        """The dates are in order."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("La fine viene prima dell’inizio.")))
        return values

    def fact_values(self) -> dict[str, Any]:
        """What was typed, by the names of the model's columns."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EndFactForm(forms.Form):
    """The last day of a fact."""

    valid_to = TypedDateField(label=_("Ultimo giorno"), past=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """Only which version of the fact was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def values_of(fact: Fact, kind: Kind) -> Mapping[str, Any]:
    """A fact as the initial values of its form."""
    values: dict[str, Any] = {"version": fact.version}
    for column in fact._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        values[column.name] = (
            open_text(fact, column.name) if column.name in kind.sealed else getattr(fact, column.attname)
        )
    return values | {"version": fact.version}


def school_year_of(day: date) -> int:
    """The year in which the school year of a day begins: it runs from September to August."""
    september = 9
    return day.year if day.month >= september else day.year - 1
