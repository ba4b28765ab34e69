# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import TypedDateField
from ordito.stewardship.enums import WatchKind
from ordito.stewardship.rules import WATCHED

if TYPE_CHECKING:
    from ordito.stewardship.models import WatchRule

SEEN = (("", _("Tutti")), ("no", _("Da guardare")), ("si", _("Visti")))


class FindingFilterForm(forms.Form):
    """Which findings to show; the names are those of the address."""

    che = forms.ChoiceField(label=_("Che cosa"), required=False, choices=[("", _("Tutto")), *WatchKind.choices])
    chi = forms.CharField(label=_("Chi"), required=False, max_length=160)
    visto = forms.ChoiceField(label=_("Stato"), required=False, choices=SEEN)
    dal = TypedDateField(label=_("Dal"), required=False)
    al = TypedDateField(label=_("Al"), required=False)


class SeenForm(forms.Form):
    """What the DPO saw."""

    note = forms.CharField(
        label=_("Che cosa hai visto"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Non scrivere chi sono le persone seguite: basta il numero della cartella."),
        error_messages={"required": _("Scrivi che cosa hai visto, anche in due parole.")},
    )


class RuleForm(forms.Form):
    """How much is unusual; only the numbers that this way of opening records uses."""

    threshold = forms.IntegerField(
        label=_("Da quante volte"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        min_value=1,
        max_value=10_000,
    )
    minutes = forms.IntegerField(
        label=_("In quanti minuti"), widget=forms.TextInput(attrs={"inputmode": "numeric"}), min_value=1, max_value=1440
    )
    opens = forms.TimeField(
        label=_("L’ufficio apre alle"),
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": _("Scrivi l’ora come 8:30.")},
    )
    closes = forms.TimeField(
        label=_("L’ufficio chiude alle"),
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": _("Scrivi l’ora come 8:30.")},
    )
    active = forms.BooleanField(label=_("Attiva"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rule: WatchRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uses = WATCHED[WatchKind(rule.kind)]
        unused = (() if uses.minutes else ("minutes",)) + (() if uses.hours else ("opens", "closes"))
        for name in unused:
            del self.fields[name]
