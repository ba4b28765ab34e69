# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime, time
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.accounts.roles import CHOICES, ROLES
from ordito.audit.enums import Kind
from ordito.jobs.models import JobState
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Organisation, Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ordito.accounts.roles import Role

ALL = [("", _("Tutti"))]


class PeopleFilterForm(forms.Form):
    """Filters of the list of accounts."""

    q = forms.CharField(
        label=_("Cerca per nome o nome utente"), required=False, max_length=80, widget=forms.SearchInput
    )
    ruolo = forms.ChoiceField(label=_("Ruolo"), required=False, choices=[*ALL, *CHOICES])
    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[*ALL, ("attivi", _("Attivi")), ("sospesi", _("Sospesi"))]
    )


class ProfessionalField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """Somebody of the network, surname first as the list goes."""

    def label_from_instance(self, obj: Professional) -> str:
        """The name as lists have it."""
        return obj.filed_name


class AccountForm(forms.Form):
    """Who may enter: the user name is for the first time only."""

    username = forms.RegexField(
        r"^[a-z0-9._-]+$",
        label=_("Nome utente"),
        min_length=3,
        max_length=80,
        help_text=_("Con questo si accede: lettere minuscole, cifre, punto e trattino. Di solito nome.cognome."),
        error_messages={"invalid": _("Usa solo lettere minuscole senza accenti, cifre, punto e trattino.")},
    )
    full_name = forms.CharField(label=_("Nome e cognome"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    professional = ProfessionalField(
        Professional.objects.none(),
        label=_("Operatore"),
        required=False,
        empty_label=_("Nessuno"),
        help_text=_("L’operatore della rete che accede con questo profilo, se c’è."),
    )

    def __init__(self, *args: Any, new: bool, professionals: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not new:
            del self.fields["username"]
        field = self.fields["professional"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = professionals

    def clean_username(self) -> str:
        """Without blanks around."""
        return str(self.cleaned_data["username"]).strip()


class _GroupedIterator(forms.models.ModelChoiceIterator):  # type: ignore[type-arg] # generic in the stubs only
    """Places in groups by kind."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        places: Iterable[Territory] = self.queryset.order_by("kind", "name")
        for kind, rows in groupby(places, key=lambda place: place.kind):
            yield TerritoryKind(kind).label, [self.choice(place) for place in rows]


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """A place among those of a region, in groups by kind."""

    iterator = _GroupedIterator


class MembershipForm(forms.Form):
    """A role, where it holds and from when."""

    role = forms.ChoiceField(label=_("Ruolo"), choices=[("", _("Scegli")), *CHOICES])
    territory = PlaceField(
        Territory.objects.none(),
        label=_("Territorio"),
        required=False,
        empty_label=_("Nessuno"),
        help_text=_("Il ruolo vale in questo luogo e in quelli che ne fanno parte."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Ente"),
        required=False,
        empty_label=_("Nessuno"),
        help_text=_("L’ente per cui la persona lavora in questo ruolo."),
    )
    valid_from = forms.DateField(label=_("Dal"))
    valid_to = forms.DateField(label=_("Al"), required=False, help_text=_("Vuoto: senza scadenza."))

    def __init__(self, *args: Any, territories: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, rows in (("territory", territories), ("organisation", organisations)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean_role(self) -> Role:
        """The role itself."""
        return ROLES[self.cleaned_data["role"]]

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("L’ultimo giorno non può venire prima del primo."))
        return self.cleaned_data


class EndMembershipForm(forms.Form):
    """The last day of a membership."""

    valid_to = forms.DateField(label=_("Ultimo giorno"))


class AuditFilterForm(forms.Form):
    """Filters of the audit log: who, what kind of act, in which days."""

    persona = forms.CharField(label=_("Chi"), required=False, max_length=80, widget=forms.SearchInput)
    tipo = forms.ChoiceField(label=_("Che cosa"), required=False, choices=[("", _("Tutto")), *Kind.choices])
    dal = forms.DateField(label=_("Dal"), required=False)
    al = forms.DateField(label=_("Al"), required=False)

    def clean(self) -> dict[str, Any]:
        """The days as moments: from the first instant of one to the last of the other."""
        data = self.cleaned_data
        data["since"] = _moment(data.get("dal"), time.min)
        data["until"] = _moment(data.get("al"), time.max)
        return data


def _moment(day: date | None, at: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day else None


class JobFilterForm(forms.Form):
    """Filters of the list of jobs."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[*ALL, *JobState.choices])
