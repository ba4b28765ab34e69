# SPDX-License-Identifier: EUPL-1.2
"""Forms of placements, of visits there, of what is adapted, of outcomes, and of accredited bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField, keep_present
from ordito.core.components import DecimalCommaField
from ordito.employment.enums import ListKey
from ordito.employment.forms.fields import AccreditationField, PartForm, RowForm, multiline, whole_number
from ordito.employment.models.placements import USUAL_WEEKS
from ordito.employment.queries.choices import accreditable
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from ordito.employment.queries.choices import Choices

MOST_WEEKS = 52


class PlacementForm(RowForm):
    """A period of work or training in a workplace."""

    kind = CodeField(ListKey.PLACEMENT_KIND, label=_("Tipo di inserimento"))
    employer_kind = CodeField(ListKey.EMPLOYER_KIND, label=_("Tipo di luogo di lavoro"))
    employer = StaffField(
        Organisation, label=_("Ente"), required=False, empty_label=_("Non è in elenco"),
        help_text=_("Cooperative e associazioni della rete."),
    )  # fmt: skip
    employer_name = forms.CharField(
        label=_("Azienda o datore di lavoro"), max_length=200, required=False, help_text=_("Se non è in elenco.")
    )
    starts_on = TypedDateField(label=_("Dal"), past=False)
    planned_end_on = TypedDateField(label=_("Fine prevista"), past=False, required=False)
    weekly_hours = DecimalCommaField(
        label=_("Ore alla settimana"), max_digits=4, decimal_places=1, help_text=_("Per esempio 20 o 12,5.")
    )
    monthly_amount = DecimalCommaField(
        label=_("Indennità o retribuzione al mese (euro)"), max_digits=8, decimal_places=2, min_value=0, required=False
    )
    tasks = multiline(_("Mansione"), rows=3)
    company_tutor = forms.CharField(label=_("Tutor aziendale"), max_length=160, required=False)
    job_tutor = StaffField(
        Professional, label=_("Tutor dell’inserimento lavorativo"), required=False, empty_label=_("Nessuno"),
        help_text=_("Colleghi, équipe della cartella, operatori degli enti accreditati."),
    )  # fmt: skip
    accreditation = AccreditationField(
        label=_("Ente accreditato che accompagna"), help_text=_("Chi è accreditato nel giorno di inizio.")
    )
    every_weeks = whole_number(
        _("Monitoraggio ogni (settimane)"), MOST_WEEKS, required=False, initial=USUAL_WEEKS,
        help_text=_("Vuoto se non serve."),
    )  # fmt: skip
    ends_on = TypedDateField(label=_("Finito il"), required=False, help_text=_("Vuoto se continua."))
    end_reason = CodeField(ListKey.PLACEMENT_END, label=_("Perché è finito"), required=False)
    note = multiline(_("Nota"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        field: Any = self.fields["accreditation"]
        day = self._first_day()
        if day is not None:
            field.queryset = choices.accredited_on(day)
        field.keep(self.initial.get("accreditation"))

    def _first_day(self) -> date | None:
        """The first day as it was typed, or as the row has it; None while nobody has said it."""
        if not self.is_bound:
            day: date | None = self.initial.get("starts_on")
            return day
        try:
            return TypedDateField(past=False, required=False).clean(self["starts_on"].data)  # type: ignore[no-any-return]  # untyped in the stubs
        except ValidationError:
            return None


class EndPlacementForm(PartForm):
    """How a placement ended."""

    ends_on = TypedDateField(label=_("Ultimo giorno"))
    end_reason = CodeField(ListKey.PLACEMENT_END, label=_("Perché è finito"))


class MonitoringForm(RowForm):
    """How it goes at the workplace."""

    held_on = TypedDateField(label=_("Data"))
    mode = CodeField(ListKey.MONITORING_MODE, label=_("Come"))
    trend = CodeField(ListKey.MONITORING_TREND, label=_("Come va"))
    note = multiline(_("Che cosa si è visto"), rows=6)
    next_on = TypedDateField(
        label=_("Prossimo monitoraggio"),
        past=False,
        required=False,
        help_text=_("Se avete già fissato il giorno. Vuoto: si conta dalle settimane dell’inserimento."),
    )


class AccommodationForm(RowForm):
    """What is adapted at the workplace."""

    kind = CodeField(ListKey.ACCOMMODATION_KIND, label=_("Che cosa"))
    detail = multiline(_("In che cosa consiste"))
    asked_on = TypedDateField(label=_("Chiesto il"))
    in_place_on = TypedDateField(label=_("In atto dal"), required=False, help_text=_("Vuoto se si aspetta ancora."))
    ended_on = TypedDateField(label=_("Non serve più dal"), required=False)
    only_later = ("ended_on",)


class OutcomeForm(PartForm):
    """Whether somebody works, so many months after a placement began."""

    checked_on = TypedDateField(label=_("Rilevato il"))
    state = CodeField(ListKey.OUTCOME_STATE, label=_("Che cosa fa"))
    note = multiline(_("Nota"), rows=3)


class AnnulForm(PartForm):
    """Nothing to fill: the page asks to be sure."""


class AccreditationForm(forms.Form):
    """An accredited body."""

    organisation = StaffField(Organisation, label=_("Ente"))
    kind = CodeField(ListKey.SERVICE_KIND, label=_("Servizio per il lavoro"))
    number = forms.CharField(label=_("Numero o atto"), max_length=80)
    valid_from = TypedDateField(label=_("Accreditato dal"), past=False)
    valid_to = TypedDateField(
        label=_("Fino al"), past=False, required=False, help_text=_("L’ultimo giorno. Vuoto se continua.")
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid4())
        self.fields["organisation"].queryset = accreditable()  # type: ignore[attr-defined]  # a choice of rows has one
        keep_present(self)

    @property
    def key(self) -> UUID:
        """What the page was given; a form without one stands for itself."""
        key: UUID = self.cleaned_data.get("form_key") or uuid4()
        return key

    def values(self) -> dict[str, Any]:
        """What was typed, without what only the page needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"form_key", "version"}}
