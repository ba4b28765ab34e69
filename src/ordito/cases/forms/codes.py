# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField


class CodeListFilterForm(forms.Form):
    """The filter of the lists."""

    q = forms.CharField(label=_("Elenco o voce"), required=False, max_length=80, widget=forms.SearchInput)


class CodeForm(forms.Form):
    """An entry of a code list."""

    label = forms.CharField(label=_("Voce"), max_length=200, help_text=_("Come si legge nelle schede e nelle stampe."))
    aliases = forms.CharField(
        label=_("Altre diciture"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Una per riga: come la chiamano i fogli che si importano."),
    )
    valid_from = TypedDateField(label=_("Si usa dal"), required=False, past=False)
    valid_to = TypedDateField(
        label=_("Si usa fino al"),
        required=False,
        past=False,
        help_text=_("Dopo questo giorno non si sceglie più. Dove è già scritta resta."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_aliases(self) -> str:
        """Each wording fits its column."""
        typed: str = self.cleaned_data["aliases"]
        longest = 200
        if any(len(line) > longest for line in typed.splitlines()):
            raise ValidationError(_("Una dicitura è troppo lunga: al massimo 200 caratteri."))
        return typed

    def clean(self) -> dict[str, Any]:
        """The dates are in order."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("La fine viene prima dell’inizio.")))
        return values

    def code_values(self) -> dict[str, Any]:
        """What was typed, as the actions want it."""
        values = {name: self.cleaned_data[name] for name in ("label", "valid_from", "valid_to")}
        return values | {"aliases": self.cleaned_data["aliases"].splitlines()}
