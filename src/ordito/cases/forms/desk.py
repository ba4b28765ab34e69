# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.forms.fields import CodeField, FormKeyField, TypedDateField, WorkplaceForm


class ContactForm(WorkplaceForm):
    """Somebody turns to the front desk."""

    happened_on = TypedDateField(label=_("Data"))
    desk = CodeField(
        ListKey.DESK,
        label=_("Sportello"),
        required=False,
        empty_label=_("Non indicato"),
        help_text=_("Il segretariato sociale, il PUA con l’ASL o un altro."),
    )
    channel = CodeField(ListKey.ACCESS_CHANNEL, label=_("Come"))
    initiative = CodeField(ListKey.ACCESS_INITIATIVE, label=_("Su iniziativa di"), required=False)
    who = forms.CharField(
        label=_("Chi si è rivolto al servizio"),
        max_length=160,
        required=False,
        help_text=_("Può anche non dire il proprio nome."),
    )
    request = forms.CharField(label=_("Che cosa chiede"), widget=forms.Textarea(attrs={"rows": 4}))
    answer = forms.CharField(label=_("Risposta data"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    outcome = CodeField(ListKey.CONTACT_OUTCOME, label=_("Esito"), required=False)
    form_key = FormKeyField()

    def contact_values(self) -> dict[str, Any]:
        """What was typed about the contact."""
        return {name: value for name, value in self.cleaned_data.items() if name != "workplace"}


class FollowUpForm(forms.Form):
    """What who signals was answered, and to whom the report was sent."""

    answer = forms.CharField(
        label=_("Risposta data a chi segnala"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    sent_to = forms.CharField(
        label=_("Trasmessa a"),
        max_length=200,
        required=False,
        help_text=_("Per esempio la Procura minorile, la scuola, un altro servizio."),
    )
    sent_on = TypedDateField(label=_("Trasmessa il"), required=False)


class ConcernForm(FollowUpForm):
    """Who signals, for whom, why; the person signalled is chosen before."""

    received_on = TypedDateField(label=_("Ricevuta il"))
    reporter_kind = CodeField(ListKey.REPORTER_KIND, label=_("Chi segnala"))
    reporter = forms.CharField(
        label=_("Nome di chi segnala"), max_length=160, required=False, help_text=_("Vuoto se è anonima.")
    )
    reporter_role = forms.CharField(label=_("Ruolo"), max_length=120, required=False)
    reporter_body = forms.CharField(label=_("Ente o scuola"), max_length=160, required=False)
    reporter_contact = forms.CharField(
        label=_("Recapito"), max_length=160, required=False, help_text=_("Telefono o e-mail per risentirsi.")
    )
    urgency = CodeField(ListKey.URGENCY, label=_("Urgenza"))
    content = forms.CharField(label=_("Che cosa è segnalato"), widget=forms.Textarea(attrs={"rows": 6}))
    form_key = FormKeyField()
    field_order = (
        *("received_on", "urgency", "content", "reporter_kind", "reporter", "reporter_role", "reporter_body"),
        *("reporter_contact", "answer", "sent_to", "sent_on"),
    )


class WeighForm(FollowUpForm):
    """What becomes of a concern report."""

    state = forms.ChoiceField(
        label=_("Decisione"),
        choices=[(ConcernState.ACCEPTED, _("Accolta: si apre o si riprende la cartella")),
                 (ConcernState.FILED, _("Archiviata"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = CodeField(ListKey.CONCERN_OUTCOME, label=_("Esito"))
    weighed_on = TypedDateField(label=_("Valutata il"))
    note = forms.CharField(
        label=_("Perché"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Necessario se la segnalazione si archivia."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("state", "outcome", "note", "weighed_on", "answer", "sent_to", "sent_on")

    def clean(self) -> dict[str, Any]:
        """A report is never filed without saying why."""
        values = super().clean() or self.cleaned_data
        if values.get("state") == ConcernState.FILED and not values.get("note"):
            self.add_error("note", _("Scrivi perché la segnalazione si archivia."))
        return values

    @property
    def accepts(self) -> bool:
        """Whether the service goes on with it."""
        return bool(self.cleaned_data["state"] == ConcernState.ACCEPTED)

    def decision(self) -> dict[str, Any]:
        """What was decided, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"state", "version"}}


class DeskFilterForm(forms.Form):
    """The filter of the front desk's lists."""

    dal = TypedDateField(label=_("Dal"), required=False)
    al = TypedDateField(label=_("Al"), required=False)
    sportello = CodeField(ListKey.DESK, label=_("Sportello"), required=False, empty_label=_("Tutti"))
    esito = CodeField(ListKey.CONTACT_OUTCOME, label=_("Esito"), required=False, empty_label=_("Tutti"))
