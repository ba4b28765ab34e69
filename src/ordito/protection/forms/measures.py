# SPDX-License-Identifier: EUPL-1.2
"""Forms of emergency removals, proceedings, measures and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, CodesField, StaffField, TypedDateField
from ordito.cases.forms.interventions import ServiceField
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import ClockUnit, ListKey, Nature, Standing
from ordito.protection.forms.fields import (
    DocumentField,
    MeasureField,
    MomentForm,
    PartForm,
    ProceedingField,
    RowForm,
    TypedTimeField,
    chosen,
    multiline,
)
from ordito.territory.models import Organisation

MOST_MONTHS = 24
MOST_HOURS = 999


class EmergencyForm(RowForm):
    """A child brought to safety: when to the minute, by whom, where, why."""

    started_on = TypedDateField(label=_("Giorno della messa in sicurezza"))
    started_time = TypedTimeField(label=_("Ora"), help_text=_("Da quest’ora corrono i termini."))
    authority = CodeField(ListKey.OFFICE, label=_("Chi ha deciso"))
    service = ServiceField(label=_("Struttura"), required=False, help_text=_("Se è tra i servizi dell’Ambito."))
    place = forms.CharField(label=_("Luogo o persone"), max_length=200, required=False)
    reasons = multiline(_("Motivi"), required=True)

    def values(self) -> dict[str, Any]:
        """Day and hour are one moment."""
        values = super().values()
        day, time = values.pop("started_on"), values.pop("started_time")
        return values | {"started_at": datetime.combine(day, time, ROME)}


class StepForm(MomentForm):
    """When a step of the clock was taken, with its protocol."""

    done_by = forms.CharField(
        label=_("Da chi"),
        max_length=160,
        required=False,
        help_text=_("Vuoto: da te. Per gli atti di altri, l’ufficio."),
    )
    protocol_number = forms.CharField(label=_("Numero di protocollo"), max_length=40, required=False)
    protocol_date = TypedDateField(label=_("Data di protocollo"), required=False)
    document = DocumentField(label=_("Documento della cartella"))
    note = multiline(_("Nota"))

    def values(self) -> dict[str, Any]:
        """Day and hour are one moment."""
        values = super().values()
        del values["day"], values["time"]
        return values | {"done_at": self.moment}


class EndEmergencyForm(PartForm):
    """How an emergency removal ended."""

    ended_on = TypedDateField(label=_("Giorno"))
    outcome = CodeField(ListKey.EMERGENCY_OUTCOME, label=_("Esito"))


class ProceedingForm(RowForm):
    """A proceeding before an office."""

    office = CodeField(ListKey.OFFICE, label=_("Ufficio"))
    court = StaffField(Organisation, label=_("Sede"), required=False)
    number = forms.CharField(label=_("Numero di ruolo"), max_length=30, required=False)
    year = forms.IntegerField(
        label=_("Anno"), min_value=1950, max_value=2099, required=False, widget=forms.TextInput(attrs={"maxlength": 4})
    )
    subject = CodeField(ListKey.PROCEEDING_SUBJECT, label=_("Oggetto"))
    judge = forms.CharField(label=_("Giudice"), max_length=160, required=False)
    opened_on = TypedDateField(label=_("Aperto il"), required=False)
    next_hearing_on = TypedDateField(label=_("Prossima udienza"), past=False, required=False)
    closed_on = TypedDateField(label=_("Definito il"), required=False)
    note = multiline(_("Nota"))
    only_later = ("closed_on",)


class MeasureForm(RowForm):
    """A measure: who issued it, what it orders, until when."""

    nature = chosen(_("Natura"), Nature.choices)
    issuer = CodeField(ListKey.OFFICE, label=_("Emesso da"))
    kind = CodeField(ListKey.MEASURE_KIND, label=_("Tipo"))
    standing = chosen(_("Provvisorio o definitivo"), Standing.choices, required=False)
    issued_on = TypedDateField(label=_("Emesso il"))
    notified_on = TypedDateField(label=_("Notificato al servizio il"), required=False)
    until = TypedDateField(
        label=_("Vale fino al"), past=False, required=False, help_text=_("Vuoto se non ha una fine.")
    )
    proceeding = ProceedingField(label=_("Procedimento"))
    replaces = MeasureField(label=_("Sostituisce o revoca"))
    concerns = CodeField(ListKey.MEASURE_CONCERNS, label=_("Verso chi"), required=False)
    contents = CodesField(ListKey.MEASURE_CONTENT, label=_("Che cosa dispone"), required=False)
    text = multiline(_("Testo o sintesi del dispositivo"), rows=6)
    protocol_number = forms.CharField(label=_("Numero di protocollo"), max_length=40, required=False)
    protocol_date = TypedDateField(label=_("Data di protocollo"), required=False)
    document = DocumentField(label=_("Documento della cartella"))
    ended_on = TypedDateField(
        label=_("Cessato il"), required=False, help_text=_("Se è stato revocato o ha perso effetto.")
    )
    only_later = ("ended_on",)


def _months(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Si ripete ogni (mesi)"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
        **kwargs,
    )


class ReportForm(RowForm):
    """A report that is due, or one sent without being asked."""

    content = CodeField(ListKey.REPORT_CONTENT, label=_("Che cosa"))
    recipient = CodeField(ListKey.OFFICE, label=_("Destinatario"))
    measure = MeasureField(label=_("Provvedimento che la chiede"))
    due_on = TypedDateField(
        label=_("Da inviare entro il"),
        past=False,
        required=False,
        help_text=_("Vuoto se è già partita di vostra iniziativa."),
    )
    every_months = _months(help_text=_("Per esempio 6. Vuoto se si invia una volta sola."))
    sent_on = TypedDateField(label=_("Inviata il"), required=False, help_text=_("Vuoto se è ancora da inviare."))
    protocol_number = forms.CharField(label=_("Numero di protocollo"), max_length=40, required=False)
    protocol_date = TypedDateField(label=_("Data di protocollo"), required=False)
    document = DocumentField(label=_("Documento della cartella"))
    note = multiline(_("Nota"))


class SendForm(PartForm):
    """When something was sent, with its protocol."""

    sent_on = TypedDateField(label=_("Inviata il"))
    protocol_number = forms.CharField(label=_("Numero di protocollo"), max_length=40, required=False)
    protocol_date = TypedDateField(label=_("Data di protocollo"), required=False)
    document = DocumentField(label=_("Documento della cartella"))


class DropForm(PartForm):
    """From when a report is due no more."""

    dropped_on = TypedDateField(label=_("Non più dovuta dal"))


class AnnulForm(PartForm):
    """Nothing to fill: the page asks to be sure."""


class ClockRuleForm(forms.Form):
    """A term of the clock of art. 403 c.c."""

    name = forms.CharField(label=_("Che cosa"), max_length=160)
    amount = forms.IntegerField(
        label=_("Entro quanto"),
        min_value=0,
        max_value=MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3}),
        help_text=_("0 vuol dire subito."),
    )
    unit = chosen(_("Ore o giorni"), ClockUnit.choices)
    consequence = forms.CharField(label=_("Se il termine passa"), max_length=300, required=False)
    source = forms.CharField(label=_("Fonte"), max_length=240)
    verified = forms.BooleanField(label=_("Verificato sul testo di legge"), required=False)
    valid_from = TypedDateField(
        label=_("In vigore dal"),
        past=False,
        help_text=_("Con un giorno nuovo il termine di prima resta per gli allontanamenti già avviati."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
