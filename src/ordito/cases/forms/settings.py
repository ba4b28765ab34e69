# SPDX-License-Identifier: EUPL-1.2
"""The forms of what an office decides for all records: classifications of interventions, weights of the workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ComplexityCriterion
from ordito.cases.forms.fields import StaffField, TypedDateField
from ordito.cases.forms.local_rules import offer_places
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet

LARGEST_TABLE = 2 * 1024 * 1024  # bytes: twenty thousand rows of a hundred letters


class ClassificationForm(forms.Form):
    """A version of a classification with its table."""

    file = forms.FileField(
        label=_("Tabella"),
        help_text=_("Un file CSV con le colonne codice, voce e, se servono, codice_superiore, interventi, "
                    "tipi_di_servizio, corrisponde_a."),
        error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")},
    )  # fmt: skip
    scheme = forms.SlugField(
        label=_("Schema"),
        max_length=40,
        help_text=_("Per i codici delle prestazioni INPS: inps_prestazioni."),
        error_messages={"invalid": _("Solo lettere senza accenti, cifre e trattini.")},
    )
    version = forms.CharField(label=_("Versione"), max_length=40)
    label = forms.CharField(label=_("Nome"), max_length=200)
    source = forms.CharField(label=_("Fonte"), max_length=300, required=False)
    valid_from = TypedDateField(label=_("In vigore dal"), past=False, required=False)
    valid_to = TypedDateField(label=_("In vigore fino al"), past=False, required=False)
    verified = forms.BooleanField(label=_("L’ho verificata sulla fonte ufficiale"), required=False)

    def clean_file(self) -> str:
        """The text of the table."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_TABLE:
            raise ValidationError(_("Il file è troppo grande: al massimo 2 MB."))
        content: bytes = sent.read()
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise ValidationError(_("Non riusciamo a leggere il file: salvalo come CSV UTF-8."))

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        values = super().clean() or self.cleaned_data
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("La fine viene prima dell’inizio.")))
        return values


class WeightForm(forms.Form):
    """How much a criterion weighs in an Ambito from a day on."""

    territory = StaffField(Territory, label=_("Ambito"))
    criterion = forms.ChoiceField(label=_("Criterio"), choices=[("", _("Scegli")), *ComplexityCriterion.choices])
    points = forms.IntegerField(
        label=_("Punti"), min_value=0, max_value=100, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    valid_from = TypedDateField(label=_("Dal"), past=False)

    def __init__(self, *args: Any, places: QuerySet[Territory], everywhere: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self.fields["territory"], places, everywhere=everywhere)
