# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import FormKeyField, TypedDateField
from ordito.flows.engine.layout import Flow
from ordito.flows.enums import FLOWS

if TYPE_CHECKING:
    from collections.abc import Sequence


class RunForm(forms.Form):
    """Which flow of which body, for which period."""

    flow = forms.ChoiceField(label=_("Flusso"), choices=FLOWS)
    body = forms.ChoiceField(label=_("Ente"))
    starts_on = TypedDateField(label=_("Dal"))
    ends_on = TypedDateField(label=_("Al"))
    form_key = FormKeyField()

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.fields["body"]
        if isinstance(body, forms.ChoiceField):
            body.choices = [(f"{ambito}-{body}", name) for ambito, body, name in bodies]

    def ids(self) -> tuple[int, int]:
        """Of the Ambito and of the body."""
        ambito, body = self.cleaned_data["body"].split("-")
        return int(ambito), int(body)

    def flow_chosen(self) -> Flow:
        """The flow."""
        return Flow(self.cleaned_data["flow"])


class SentForm(forms.Form):
    """When the file was handed to INPS."""

    sent_on = TypedDateField(label=_("Inviato il"))


class OutcomesForm(forms.Form):
    """What INPS answered, pasted."""

    text = forms.CharField(
        label=_("Righe dell’esito"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Una riga per identificativo: «identificativo;accettato» oppure «identificativo;scartato;motivo»."),
    )
