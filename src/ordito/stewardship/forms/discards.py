# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import FormKeyField, TypedDateField
from ordito.stewardship.forms.retention import body_field, offer_bodies

if TYPE_CHECKING:
    from collections.abc import Sequence


class PrepareForm(forms.Form):
    """Of which body to list what is ready."""

    body = body_field()
    form_key = FormKeyField()

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_bodies(self, bodies)


class VersionForm(forms.Form):
    """Which version of the list was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AuthorisationForm(VersionForm):
    """The authorisation of the archival authority."""

    authority = forms.CharField(
        label=_("Chi ha autorizzato"),
        max_length=200,
        help_text=_("La Soprintendenza archivistica e bibliografica, o l’archivio di Stato competente."),
    )
    number = forms.CharField(label=_("Numero dell’autorizzazione"), max_length=60)
    authorised_on = TypedDateField(label=_("Data dell’autorizzazione"))
    file = forms.FileField(
        label=_("File dell’autorizzazione"),
        help_text=_("PDF, anche firmato digitalmente (.p7m)."),
        error_messages={"required": _("Scegli il file dell’autorizzazione.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.p7m,application/pdf"}),
    )
    field_order = ("authority", "number", "authorised_on", "file", "version")


class SignatureForm(VersionForm):
    """The signature of who answers for data protection."""

    understood = forms.BooleanField(
        label=_("Ho controllato l’elenco e l’autorizzazione: i dati si distruggono e non si recuperano più"),
        error_messages={"required": _("Senza questa conferma lo scarto non parte.")},
    )
