# SPDX-License-Identifier: EUPL-1.2
"""The forms of documents: a file, a new version of it, its line in the protocol register, a file to be compared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey, ProtocolDirection
from ordito.cases.forms.fields import CodeField, FormKeyField, TypedDateField


def file_field(**options: Any) -> forms.FileField:
    """A file that somebody brings."""
    missing = {"required": _("Scegli il file."), "empty": _("Il file è vuoto.")}
    return forms.FileField(label=_("File"), error_messages=missing, **options)


class DocumentForm(forms.Form):
    """A file with what it is."""

    file = file_field()
    kind = CodeField(ListKey.DOCUMENT_KIND, label=_("Tipo di documento"))
    title = forms.CharField(label=_("Titolo"), max_length=160)
    dated = TypedDateField(label=_("Data del documento"), required=False)
    form_key = FormKeyField()


class VersionForm(forms.Form):
    """A file that takes the place of the current one."""

    file = file_field()
    change = forms.CharField(
        label=_("Che cosa cambia"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Per esempio: firmata dalla responsabile; corretto l’indirizzo della scuola."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    form_key = FormKeyField()


class RegistrationForm(forms.Form):
    """A line of the protocol register."""

    direction = forms.ChoiceField(label=_("Verso"), choices=ProtocolDirection.choices, widget=forms.RadioSelect)
    protocol_number = forms.CharField(
        label=_("Numero di protocollo"), max_length=40, help_text=_("Come sta nel registro, per esempio 0012345/2026.")
    )
    protocol_date = TypedDateField(label=_("Data di protocollo"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CheckForm(forms.Form):
    """A file to be compared with those of the record."""

    file = file_field(help_text=_("Il file si legge soltanto: non resta in Ordito."))
