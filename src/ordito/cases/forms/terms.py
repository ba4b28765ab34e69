# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey, TermEnd, TermStart
from ordito.cases.forms.fields import CodeField, TypedDateField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.territory.models import Territory


class TermRuleForm(forms.Form):
    """A term of an Ambito's regulation; the Ambito is asked only to who decides for more than one."""

    ends = forms.ChoiceField(label=_("Che cosa va fatto"), choices=TermEnd.choices)
    starts = forms.ChoiceField(label=_("Da quando si conta"), choices=TermStart.choices)
    days = forms.CharField(
        label=_("Entro quanti giorni"), max_length=3, help_text=_("Giorni di calendario."), widget=forms.TextInput
    )
    urgency = CodeField(ListKey.URGENCY, label=_("Solo per l’urgenza"), required=False, empty_label=_("Tutte"))
    source = forms.CharField(
        label=_("Fonte"), max_length=200, help_text=_("Articolo di legge, delibera o regolamento dell’Ambito.")
    )
    valid_from = TypedDateField(label=_("In vigore dal"), required=False, past=False)
    valid_to = TypedDateField(label=_("In vigore fino al"), required=False, past=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ambiti: Sequence[Territory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ambiti = {str(ambito.pk): ambito for ambito in ambiti}
        if len(self.ambiti) > 1:
            choices = [(key, ambito.name) for key, ambito in self.ambiti.items()]
            self.fields["ambito"] = forms.ChoiceField(label=_("Ambito"), choices=choices)

    def clean_days(self) -> int:
        """A whole number."""
        typed = self.cleaned_data["days"].strip()
        if not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(_("Scrivi un numero di giorni, per esempio 30."))
        return int(typed)

    def values(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        ambito = self.ambiti[self.cleaned_data.get("ambito") or next(iter(self.ambiti))]
        typed = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "ambito"}}
        return typed | {
            "ambito": ambito,
            "starts": TermStart(typed["starts"]),
            "ends": TermEnd(typed["ends"]),
        }
