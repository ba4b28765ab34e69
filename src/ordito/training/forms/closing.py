# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    """What is told of an edition beside its figures."""

    summary = forms.CharField(
        label=_("Attività e risultati"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Si aggiunge alle cifre nel messaggio che ricevono le persone iscritte e i loro enti."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class OpenAgainForm(forms.Form):
    """Why a closing is taken back."""

    reason = forms.CharField(
        label=_("Perché"),
        max_length=200,
        error_messages={"required": _("Scrivi perché la riapri.")},
        help_text=_("Resta nel registro delle modifiche."),
    )
