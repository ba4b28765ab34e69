# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.components import DecimalCommaField
from ordito.territory.enums import OrganisationKind, Profile, TerritoryKind
from ordito.territory.models import (
    Organisation,
    Professional,
    ProfessionalRole,
    Service,
    ServiceType,
    Territory,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

LISTED_KINDS = (
    TerritoryKind.AMBITO,
    TerritoryKind.MUNICIPALITY,
    TerritoryKind.PROVINCE,
    TerritoryKind.ZONE,
    TerritoryKind.DISTRICT,
    TerritoryKind.MACRO_AREA,
    TerritoryKind.REGION,
)


def _comuni() -> QuerySet[Territory]:
    return Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).order_by("name", "pk")


def _ambiti() -> QuerySet[Territory]:
    return Territory.objects.of_kind(TerritoryKind.AMBITO).order_by("name", "pk")


class AmbitoFilterField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choose an Ambito, or all of them."""

    def __init__(self) -> None:
        super().__init__(label=_("Ambito"), required=False, queryset=_ambiti(), empty_label=_("Tutti gli Ambiti"))


class PlaceFilter(forms.Form):
    """Which places a list shows."""

    q = forms.CharField(label=_("Cerca per nome"), required=False, max_length=80, widget=forms.SearchInput)
    tipo = forms.ChoiceField(
        label=_("Tipo di luogo"), required=False, choices=[(kind.value, kind.label) for kind in LISTED_KINDS]
    )


class DayForm(forms.Form):
    """On which day a place is looked at."""

    al = forms.DateField(label=_("Situazione al"), required=False, help_text=_("Vuoto: oggi."))


class OrganisationFilter(forms.Form):
    """Which bodies a list shows."""

    q = forms.CharField(label=_("Cerca per nome"), required=False, max_length=80, widget=forms.SearchInput)
    tipo = forms.ChoiceField(
        label=_("Tipo di ente"), required=False, choices=[("", _("Tutti")), *OrganisationKind.choices]
    )
    ambito = AmbitoFilterField()
    chiusi = forms.BooleanField(label=_("Anche gli enti non più attivi"), required=False)


class ServiceFilter(forms.Form):
    """Which services a list shows."""

    q = forms.CharField(label=_("Cerca per nome"), required=False, max_length=80, widget=forms.SearchInput)
    tipo = forms.ModelChoiceField(
        label=_("Tipo di servizio"),
        required=False,
        queryset=ServiceType.objects.order_by("name", "pk"),
        to_field_name="code",
        empty_label=_("Tutti"),
    )
    ambito = AmbitoFilterField()
    chiusi = forms.BooleanField(label=_("Anche i servizi chiusi"), required=False)


class ProfessionalFilter(forms.Form):
    """Which professionals a list shows."""

    q = forms.CharField(label=_("Cerca per cognome o nome"), required=False, max_length=80, widget=forms.SearchInput)
    profilo = forms.ChoiceField(label=_("Profilo"), required=False, choices=[("", _("Tutti")), *Profile.choices])
    ambito = AmbitoFilterField()
    chiusi = forms.BooleanField(label=_("Anche chi non è più in servizio"), required=False)


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form about one row; it saves nothing, the action does."""

    def values(self) -> dict[str, Any]:
        """The columns of the model among the cleaned data."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}


class OrganisationForm(RowForm):
    """A body."""

    class Meta:
        model = Organisation
        fields: ClassVar[Sequence[str]] = (
            "name",
            "kind",
            "seat",
            "fiscal_code",
            "ipa_code",
            "email",
            "phone",
            "active",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"] = forms.ModelChoiceField(
            label=_("Comune della sede"), queryset=_comuni(), required=False, empty_label=_("Nessuno")
        )


class ServiceForm(RowForm):
    """A service."""

    class Meta:
        model = Service
        fields: ClassVar[Sequence[str]] = (
            "name",
            "service_type",
            "holder",
            "provider",
            "management",
            "territory",
            "address",
            "phone",
            "email",
            "opening_hours",
            "places",
            "staff_count",
            "role_in_network",
            "valid_from",
            "valid_to",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Q(pk__in=[self.instance.holder_id, self.instance.provider_id])  # perhaps no longer active
        bodies = Organisation.objects.filter(Q(active=True) | own).order_by("name", "pk")
        kinds = ServiceType.objects.order_by("name", "pk")
        self.fields["service_type"] = forms.ModelChoiceField(label=_("Tipo di servizio"), queryset=kinds)
        self.fields["holder"] = forms.ModelChoiceField(
            label=_("Titolare"),
            queryset=bodies,
            help_text=_("L’ente che risponde del servizio, di solito pubblico."),
        )
        self.fields["provider"] = forms.ModelChoiceField(
            label=_("Gestore"),
            queryset=bodies,
            help_text=_("L’ente che lo svolge; può essere lo stesso titolare."),
        )
        self.fields["territory"] = forms.ModelChoiceField(label=_("Comune della sede"), queryset=_comuni())

    def clean(self) -> dict[str, Any]:
        """The end cannot come before the beginning."""
        data = super().clean() or {}
        _check_order(self, data)
        return data


class ProfessionalForm(RowForm):
    """Somebody of the network."""

    class Meta:
        model = Professional
        fields: ClassVar[Sequence[str]] = ("surname", "name", "email", "register_number", "active")


class RoleForm(RowForm):
    """A dated role of a professional in a body."""

    weekly_hours = DecimalCommaField(
        label=_("Ore settimanali"), max_digits=4, decimal_places=1, min_value=0, required=False
    )

    class Meta:
        model = ProfessionalRole
        fields: ClassVar[Sequence[str]] = (
            "organisation",
            "profile",
            "service",
            "weekly_hours",
            "valid_from",
            "valid_to",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(active=True).order_by("name", "pk")
        services = Service.objects.order_by("name", "pk")
        self.fields["organisation"] = forms.ModelChoiceField(label=_("Ente"), queryset=bodies)
        self.fields["service"] = forms.ModelChoiceField(
            label=_("Servizio"), queryset=services, required=False, empty_label=_("Nessuno in particolare")
        )
        self.fields["valid_from"].required = True

    def clean(self) -> dict[str, Any]:
        """Dates in order; the service belongs to the body."""
        data = super().clean() or {}
        _check_order(self, data)
        service, body = data.get("service"), data.get("organisation")
        if service and body and body.pk not in {service.holder_id, service.provider_id}:
            self.add_error("service", _("Questo servizio non è dell’ente scelto."))
        return data


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_day = forms.DateField(label=_("Ultimo giorno"))


def _check_order(form: forms.BaseForm, data: dict[str, Any]) -> None:
    start, end = data.get("valid_from"), data.get("valid_to")
    if start and end and end < start:
        form.add_error("valid_to", _("La fine non può venire prima dell’inizio."))
