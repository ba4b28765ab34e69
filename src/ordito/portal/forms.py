# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.components import DecimalCommaField


class SampleForm(forms.Form):
    """One field of each kind, for the gallery of components; nothing is saved."""

    search = forms.CharField(label=_("Cerca per nome"), required=False, widget=forms.SearchInput)
    name = forms.CharField(label=_("Cognome e nome"), help_text=_("Come sul documento, prima il cognome."))
    born = forms.DateField(label=_("Data di nascita"))
    hours = DecimalCommaField(label=_("Ore alla settimana"), max_digits=6, decimal_places=1, required=False)
    service = forms.ChoiceField(
        label=_("Servizio"),
        choices=[("", _("Scegli")), ("ade", _("Educativa domiciliare")), ("csf", _("Centro per le famiglie"))],
    )
    mode = forms.ChoiceField(
        label=_("Come è arrivata la richiesta"),
        choices=[("self", _("Di persona")), ("school", _("Dalla scuola")), ("health", _("Dalla ASL"))],
        widget=forms.RadioSelect,
        help_text=_("Il primo contatto, non quelli dopo."),
    )
    reasons = forms.MultipleChoiceField(
        label=_("Motivi"),
        choices=[("care", _("Cura e crescita")), ("school", _("Difficoltà a scuola")), ("home", _("Casa"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label=_("Annotazione"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    document = forms.FileField(label=_("Documento"), required=False, help_text=_("PDF o immagine, al massimo 5 MB."))
    agreed = forms.BooleanField(label=_("La famiglia è stata informata"))


class SampleFilterForm(forms.Form):
    """The fields of the gallery's filter bar."""

    q = forms.CharField(label=_("Cerca un servizio"), required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(
        label=_("Tipo"), required=False, choices=[("", _("Tutti")), ("ade", _("ADE")), ("csf", _("CSF"))]
    )
