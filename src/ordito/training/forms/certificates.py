# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class IssueForm(forms.Form):
    """Who signs the certificates of an edition."""

    signer = forms.CharField(label=_("Chi firma"), max_length=120, help_text=_("Nome e cognome, come sulla firma."))
    signer_role = forms.CharField(
        label=_("Con quale ruolo"), max_length=160, help_text=_("Per esempio: dirigente del servizio formazione.")
    )


class RevokeForm(forms.Form):
    """Why a certificate no longer counts."""

    because = forms.CharField(
        label=_("Perché lo revochi"),
        max_length=300,
        help_text=_("Resta qui. Chi verifica il codice legge soltanto che è revocato."),
    )


class CheckForm(forms.Form):
    """The code of a certificate, and the surname of its holder when one knows it."""

    codice = forms.CharField(
        label=_("Codice dell’attestato"),
        max_length=40,
        help_text=_("Sta in fondo all’attestato, accanto al codice QR."),
    )
    cognome = forms.CharField(
        label=_("Cognome della persona"),
        max_length=80,
        required=False,
        help_text=_("Se lo scrivi, la pagina dice se l’attestato è suo."),
    )
