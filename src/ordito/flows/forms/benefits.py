# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import FormKeyField, TypedDateField
from ordito.core.components import DecimalCommaField
from ordito.flows.engine.layout import Flow, layout_of
from ordito.flows.models.benefits import OCCASIONAL, PERIODIC

NEEDED = {PERIODIC: ("starts_on", "ends_on", "months", "monthly_amount"), OCCASIONAL: ("paid_on", "amount")}


def _codes(name: str, label: Any, *, required: bool = True) -> forms.ChoiceField:
    codes = layout_of(Flow.PSA).fields["PrestazioniSociali"][name].codes
    return forms.ChoiceField(label=label, choices=[("", _("Scegli")), *codes.items()], required=required)


def _euros(label: Any) -> DecimalCommaField:
    return DecimalCommaField(label=label, max_digits=10, decimal_places=2, min_value=0, required=False)


class BenefitForm(forms.Form):
    """A benefit granted; what its character asks is required."""

    service_code = forms.CharField(
        label=_("Codice della prestazione"),
        min_length=5,
        max_length=10,
        help_text=_("Dalla tabella delle prestazioni sociali di INPS, per esempio A1.01."),
    )
    name = forms.CharField(label=_("Denominazione"), min_length=10, max_length=200)
    request_number = forms.CharField(label=_("Protocollo della domanda"), max_length=32)
    means_test = _codes("PresenzaProvaMezzi", _("Prova dei mezzi"))
    character = _codes("CaratterePrestazione", _("Periodica o occasionale"))
    starts_on = TypedDateField(label=_("Dal (se periodica)"), required=False, past=False)
    ends_on = TypedDateField(label=_("Al (se periodica)"), required=False, past=False)
    months = forms.IntegerField(
        label=_("Mesi di erogazione nell’anno (se periodica)"), min_value=1, max_value=12, required=False
    )
    monthly_amount = _euros(_("Importo mensile in euro (se periodica)"))
    paid_on = TypedDateField(label=_("Erogata il (se occasionale)"), required=False, past=False)
    amount = _euros(_("Importo in euro (se occasionale)"))
    body_share = _euros(_("Quota dell’ente in euro"))
    user_share = _euros(_("Quota della persona in euro"))
    health_share = _euros(_("Quota del servizio sanitario in euro"))
    asked_share = _euros(_("Quota richiesta in euro"))
    isee_limit = _euros(_("Soglia ISEE in euro"))
    hours_month = forms.IntegerField(label=_("Ore di servizio al mese"), min_value=0, max_value=999, required=False)
    user_area = _codes("AreaUtenza", _("Area di utenza"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = FormKeyField()

    def clean(self) -> dict[str, Any]:
        """What the character asks must be there; what the other one asks is left out."""
        character = self.cleaned_data.get("character")
        for kind, names in NEEDED.items():
            for name in names:
                if kind != character:
                    self.cleaned_data[name] = None
                elif self.cleaned_data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Serve per questo tipo di prestazione."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """What was typed, as `actions.BenefitValues` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"version", "form_key"}}


class VersionForm(forms.Form):
    """Which version of a row the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
