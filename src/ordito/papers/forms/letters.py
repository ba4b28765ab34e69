# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, FormKeyField, StaffField
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet


class LetterForm(forms.Form):
    """What whoever writes a letter fills in; the rest comes from the record."""

    title = forms.CharField(label=_("Titolo nell’elenco dei documenti"), max_length=120)
    recipient = forms.CharField(label=_("A chi"), max_length=200, required=False)
    subject = forms.CharField(label=_("Oggetto"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Testo"),
        max_length=30_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Si può ancora cambiare nel file, prima di firmarlo."),
    )
    form_key = FormKeyField()

    @property
    def typed(self) -> dict[str, str]:
        """The fields of the model that are filled in here, by their names."""
        values = self.cleaned_data
        return {
            "lettera.destinatario": values["recipient"],
            "lettera.oggetto": values["subject"],
            "lettera.testo": values["text"],
        }


class TemplateForm(forms.Form):
    """A model of letters: its name, what kind of document it makes, its file."""

    title = forms.CharField(label=_("Nome del modello"), max_length=120)
    kind = CodeField(ListKey.DOCUMENT_KIND, label=_("Tipo di documento"))
    ambito = StaffField(Territory, label=_("Ambito"))
    file = forms.FileField(
        label=_("File .docx"),
        help_text=_("Un documento Word con i campi tra doppie graffe, per esempio {{ persona.nome }}."),
        error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ambiti: QuerySet[Territory] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ambiti is None:  # a model that is there already stays where it is, and may keep its file
            del self.fields["ambito"]
            self.fields["file"].required = False
        else:
            self.fields["ambito"].queryset = ambiti  # type: ignore[attr-defined]  # of a model choice field

    @property
    def content(self) -> bytes:
        """The bytes of the file, none when the old one stays."""
        file = self.cleaned_data.get("file")
        return file.read() if file else b""
