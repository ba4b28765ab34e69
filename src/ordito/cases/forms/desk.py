# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.forms.fields import CodeField, TypedDateField, WorkplaceForm


class ContactForm(WorkplaceForm):
    """Somebody turns to the front desk."""

    happened_on = TypedDateField(label=_("Data"))
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

    def contact_values(self) -> dict[str, Any]:
        """What was typed about the contact."""
        return {name: value for name, value in self.cleaned_data.items() if name != "workplace"}


class ConcernForm(forms.Form):
    """Who signals, for whom, why; the person signalled is chosen before."""

    received_on = TypedDateField(label=_("Ricevuta il"))
    reporter_kind = CodeField(ListKey.REPORTER_KIND, label=_("Chi segnala"))
    reporter = forms.CharField(label=_("Nome di chi segnala"), max_length=160, required=False)
    urgency = CodeField(ListKey.URGENCY, label=_("Urgenza"))
    content = forms.CharField(label=_("Che cosa è segnalato"), widget=forms.Textarea(attrs={"rows": 6}))


class WeighForm(forms.Form):
    """What becomes of a concern report."""

    state = forms.ChoiceField(
        label=_("Decisione"),
        choices=[(ConcernState.ACCEPTED, _("Accolta: si apre o si riprende la cartella")),
                 (ConcernState.FILED, _("Archiviata"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    outcome = CodeField(ListKey.CONCERN_OUTCOME, label=_("Esito"))
    weighed_on = TypedDateField(label=_("Valutata il"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DeskFilterForm(forms.Form):
    """The filter of the front desk's lists."""

    dal = TypedDateField(label=_("Dal"), required=False)
    al = TypedDateField(label=_("Al"), required=False)
    esito = CodeField(ListKey.CONTACT_OUTCOME, label=_("Esito"), required=False, empty_label=_("Tutti"))
