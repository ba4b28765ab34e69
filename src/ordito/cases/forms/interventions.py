# SPDX-License-Identifier: EUPL-1.2
"""The forms of an intervention: added at once, asked for, moved on, changed in amount, with its cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases import rules
from ordito.cases.enums import ListKey
from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.cases.models import Code
from ordito.core.components import DecimalCommaField
from ordito.territory.models import Organisation, Service, ServiceType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from ordito.cases.models import TakingInCharge

WHOLE = Decimal(100)


class ServiceField(StaffField):
    """A service of the Ambito, with who runs it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Service, **kwargs)

    def label_from_instance(self, obj: Service) -> str:
        """Name and provider."""
        return f"{obj.name} · {obj.provider}"


class QuantityForm(forms.Form):
    """How much of an intervention there is."""

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


class AmountForm(QuantityForm):
    """When an intervention starts and how much of it there is."""

    starts_on = TypedDateField(label=_("Dal"), past=False)
    field_order = ("starts_on", "quantity", "unit")


class ChangeForm(QuantityForm):
    """From a day on there is more or less of it."""

    changed_on = TypedDateField(label=_("Da quale giorno"), past=False)
    field_order = ("changed_on", "quantity", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"].required = self.fields["unit"].required = True
        self.fields["quantity"].label = _("Nuova quantità")


class DeliveryForm(QuantityForm):
    """What is delivered. Choosing a concrete service is enough: its type and its provider come from it.

    In which of several open takings in charge is asked only where there are several.
    """

    kind = CodeField(ListKey.INTERVENTION_KIND, label=_("Intervento"), required=False)
    service = ServiceField(
        label=_("Servizio"), required=False, help_text=_("I servizi dell’Ambito: il gestore viene da qui.")
    )
    service_type = StaffField(
        ServiceType, label=_("Tipo di servizio"), required=False, help_text=_("Se il servizio non è in elenco.")
    )
    provider = StaffField(Organisation, label=_("Ente gestore"), required=False)

    def __init__(
        self,
        *args: Any,
        takings: Sequence[TakingInCharge],
        services: QuerySet[Service],
        providers: QuerySet[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.takings = {str(taking.pk): taking for taking in takings}
        if len(self.takings) > 1:
            self.fields["taking"] = forms.ChoiceField(
                label=_("Presa in carico"),
                choices=[("", _("Scegli")), *((key, taking.area.label) for key, taking in self.takings.items())],
            )
            self.order_fields(["taking", *(self.field_order or ())])
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        self.fields["service_type"].queryset = ServiceType.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Something says what it is."""
        values = super().clean()
        if not self.errors and not any(values.get(name) for name in ("kind", "service", "service_type")):
            raise ValidationError(_("Scegli il servizio, l’intervento o almeno il tipo di servizio."))
        return values

    def intervention_values(self) -> dict[str, Any]:
        """What was typed, and in which taking in charge."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "taking"}}
        chosen = self.cleaned_data.get("taking") or next(iter(self.takings))
        return values | {"taking": self.takings[chosen]}


class InterventionForm(DeliveryForm):
    """A service that is already delivered."""

    starts_on = TypedDateField(label=_("Dal"), past=False)
    ends_on = TypedDateField(label=_("Al"), past=False, required=False, help_text=_("Vuoto se continua."))
    field_order = ("service", "kind", "service_type", "provider", "starts_on", "ends_on", "quantity", "unit")

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError(_("La fine viene prima dell’inizio.")))
        return values


class PriorityForm(forms.Form):
    """How a request stands before others in the waiting list, and why."""

    priority = CodeField(ListKey.WAITING_PRIORITY, label=_("Priorità"), required=False)
    priority_reason = CodeField(
        ListKey.PRIORITY_REASON,
        label=_("Motivo della priorità"),
        required=False,
        help_text=_("Serve se passa avanti ad altri: si legge nella lista d’attesa."),
    )


class RequestForm(DeliveryForm, PriorityForm):
    """A service asked for: it waits for an authorisation, then for a place."""

    requested_on = TypedDateField(label=_("Richiesto il"))
    field_order = (
        "service",
        "kind",
        "service_type",
        "provider",
        "requested_on",
        "quantity",
        "unit",
        "priority",
        "priority_reason",
    )


class StepForm(PriorityForm):
    """One step in the life of an intervention; what the step does not ask for is not in the form."""

    LABELS = {  # noqa: RUF012 - never changed
        "authorise": _("Autorizzato il"),
        "refuse": _("Deciso il"),
        "withdraw": _("Ritirato il"),
        "activate": _("Comincia il"),
        "suspend": _("Sospeso dal"),
        "resume": _("Riprende il"),
        "close": _("Ultimo giorno"),
    }

    on = TypedDateField(past=False)
    reason = CodeField(ListKey.INTERVENTION_END, label=_("Motivo"))
    authorised_to = TypedDateField(
        label=_("Autorizzato fino al"), past=False, required=False, help_text=_("Vuoto se non ha una scadenza.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("on", "reason", "authorised_to", "priority", "priority_reason", "version")

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = rules.STEPS[step]
        self.fields["on"].label = self.LABELS[step]
        if rule.reasons is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].queryset = Code.objects.of(rule.reasons).at(timezone.localdate())  # type: ignore[attr-defined]  # a field of choices
            self.fields["reason"].required = rule.reason_needed
        if step != "authorise":
            for name in ("authorised_to", "priority", "priority_reason"):
                del self.fields[name]


class CostForm(forms.Form):
    """What an intervention costs and which share of it each pays."""

    cost = DecimalCommaField(label=_("Costo in euro"), max_digits=10, decimal_places=2, min_value=0, required=False)
    cost_per = CodeField(ListKey.COST_PER, label=_("Costo per"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = list(Code.objects.of(ListKey.PAYER_KIND).select_related("code_list"))
        for payer in self.payers:
            self.fields[f"payer_{payer.code}"] = DecimalCommaField(
                label=_("%(who)s, quota in %%") % {"who": payer.label},
                max_digits=5,
                decimal_places=2,
                min_value=0,
                max_value=100,
                required=False,
            )

    @property
    def shares(self) -> dict[Code, Decimal]:
        """Who pays how much; nothing typed and zero pay nothing."""
        typed = ((payer, self.cleaned_data.get(f"payer_{payer.code}")) for payer in self.payers)
        return {payer: share for payer, share in typed if share}

    def clean(self) -> dict[str, Any]:
        """The shares make the whole."""
        values = super().clean() or self.cleaned_data
        if not self.errors and self.shares and sum(self.shares.values()) != WHOLE:
            total = f"{sum(self.shares.values()):f}".replace(".", ",")
            raise ValidationError(_("Le quote devono fare 100 in tutto: ora fanno %(total)s.") % {"total": total})
        return values
