# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, TypedDateField
from ordito.plans.enums import ListKey


class WordsForm(forms.Form):
    """What somebody said, as they said it."""

    speaker = CodeField(ListKey.SPEAKER, label=_("Chi parla"))
    speaker_name = forms.CharField(label=_("Nome"), max_length=160, required=False, help_text=_("Se serve."))
    said_on = TypedDateField(label=_("Dette il"))
    text = forms.CharField(
        label=_("Parole"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Come sono state dette, senza tradurle nella lingua dei servizi."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
