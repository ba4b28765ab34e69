# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.core.components import DecimalCommaField
from ordito.territory.models import Organisation, Service, ServiceType

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ServiceField(StaffField):
    """A service of the Ambito, with who runs it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Service, **kwargs)

    def label_from_instance(self, obj: Service) -> str:
        """Name and provider."""
        return f"{obj.name} · {obj.provider}"


class AmountForm(forms.Form):
    """When an intervention starts and how much of it there is."""

    starts_on = TypedDateField(label=_("Dal"), past=False)
    quantity = DecimalCommaField(
        label=_("Quantità"), max_digits=9, decimal_places=2, required=False, help_text=_("Per esempio 6 ore o 2,5.")
    )
    unit = CodeField(ListKey.QUANTITY_UNIT, label=_("Unità di misura"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A quantity is more than nothing and says in what it is measured."""
        values = super().clean() or self.cleaned_data
        quantity = values.get("quantity")
        if quantity is not None and quantity <= 0:
            self.add_error("quantity", ValidationError(_("La quantità deve essere maggiore di zero.")))
        elif quantity is not None and not values.get("unit"):
            self.add_error("unit", ValidationError(_("Scegli in che cosa è misurata la quantità.")))
        elif values.get("unit") and quantity is None and not self.errors.get("quantity"):
            self.add_error("quantity", ValidationError(_("Scrivi la quantità, o lascia vuota l’unità di misura.")))
        return values


class InterventionForm(AmountForm):
    """A service delivered. Choosing a concrete service is enough: its type and its provider come from it."""

    kind = CodeField(ListKey.INTERVENTION_KIND, label=_("Intervento"), required=False)
    service = ServiceField(
        label=_("Servizio"), required=False, help_text=_("I servizi dell’Ambito: il gestore viene da qui.")
    )
    service_type = StaffField(
        ServiceType, label=_("Tipo di servizio"), required=False, help_text=_("Se il servizio non è in elenco.")
    )
    provider = StaffField(Organisation, label=_("Ente gestore"), required=False)
    ends_on = TypedDateField(label=_("Al"), past=False, required=False, help_text=_("Vuoto se continua."))
    field_order = ("service", "kind", "service_type", "provider", "starts_on", "ends_on", "quantity", "unit")

    def __init__(
        self, *args: Any, services: QuerySet[Service], providers: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        self.fields["service_type"].queryset = ServiceType.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something says what it is; the dates are in order."""
        values = super().clean()
        if not self.errors and not any(values.get(name) for name in ("kind", "service", "service_type")):
            raise ValidationError(_("Scegli il servizio, l’intervento o almeno il tipo di servizio."))
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError(_("La fine viene prima dell’inizio.")))
        return values

    def intervention_values(self) -> dict[str, Any]:
        """What was typed, without what only the page needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EndInterventionForm(forms.Form):
    """When and why an intervention ends."""

    ends_on = TypedDateField(label=_("Ultimo giorno"))
    reason = CodeField(ListKey.INTERVENTION_END, label=_("Motivo della fine"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DiaryForm(forms.Form):
    """An entry of the diary."""

    kind = CodeField(ListKey.DIARY_KIND, label=_("Tipo"))
    happened_on = TypedDateField(label=_("Accaduto il"))
    title = forms.CharField(label=_("Titolo"), max_length=160, required=False)
    text = forms.CharField(label=_("Testo"), widget=forms.Textarea(attrs={"rows": 14}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DraftForm(DiaryForm):
    """What is saved while somebody types: nothing is required, and what cannot be read yet is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class DiaryFilterForm(forms.Form):
    """The filter of the diary."""

    tipo = CodeField(ListKey.DIARY_KIND, label=_("Tipo"), required=False, empty_label=_("Tutti"))


class DocumentForm(forms.Form):
    """A file with what it is."""

    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Scegli il file."), "empty": _("Il file è vuoto.")},
    )
    kind = CodeField(ListKey.DOCUMENT_KIND, label=_("Tipo di documento"))
    title = forms.CharField(label=_("Titolo"), max_length=160)
    dated = TypedDateField(label=_("Data del documento"), required=False)
