# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.plans.enums import ListKey, SignatureWay


class SignerForm(forms.Form):
    """Who signs."""

    role = CodeField(ListKey.SIGNER, label=_("In che veste"))
    name = forms.CharField(label=_("Nome e cognome di chi firma"), max_length=160)
    present = forms.CharField(label=_("Chi era presente"), max_length=400, required=False)


class ScreenForm(SignerForm):
    """A signature on the screen: drawn, or the name above with the consent below."""

    consent = forms.BooleanField(
        label=_("Ho letto il progetto, o mi è stato letto, e lo condivido."),
        error_messages={"required": _("Senza il consenso non c’è firma: chi firma deve confermare.")},
    )
    strokes = forms.CharField(required=False, widget=forms.HiddenInput)


class FileForm(SignerForm):
    """A plan signed elsewhere: a digitally signed file, or a scanned sheet with its protocol."""

    way = forms.ChoiceField(
        label=_("Come è stato firmato"),
        choices=[
            (SignatureWay.DIGITAL, _("File firmato digitalmente (.p7m o PDF firmato)")),
            (SignatureWay.PAPER, _("Carta firmata e scansionata, con protocollo")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli una voce.")},
    )
    file = forms.FileField(
        label=_("File"), error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")}
    )
    protocol_number = forms.CharField(
        label=_("Numero di protocollo"), max_length=40, required=False, help_text=_("Della carta scansionata.")
    )
    protocol_date = TypedDateField(label=_("Data di protocollo"), required=False)
    field_order = ("way", "file", "protocol_number", "protocol_date", "role", "name", "present")

    def clean(self) -> dict[str, Any]:
        """Paper has its protocol."""
        values = super().clean() or self.cleaned_data
        if values.get("way") == SignatureWay.PAPER:
            for name, message in (
                ("protocol_number", _("Scrivi il numero di protocollo della carta firmata.")),
                ("protocol_date", _("Scrivi la data di protocollo.")),
            ):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(message))
        return values
