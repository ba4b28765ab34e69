# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.territory.enums import Profile, TerritoryKind
from ordito.territory.models import Organisation, Professional, Programme, ServiceType, Territory
from ordito.training.enums import CourseState, EnrolmentState
from ordito.training.forms.shared import KeyedForm, long_text
from ordito.training.models import TrainingPlan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet


class CatalogueFilter(forms.Form):
    """Which courses to list."""

    q = forms.CharField(label=_("Cerca"), required=False, max_length=100, widget=forms.SearchInput)
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *CourseState.choices])


class PeopleFilter(forms.Form):
    """Which enrolments of an edition to list."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *EnrolmentState.choices])


class ApplicantForm(KeyedForm):
    """Somebody who enrols without an account."""

    surname = forms.CharField(label=_("Cognome"), max_length=80)
    name = forms.CharField(label=_("Nome"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        error_messages={"invalid": _("Questo non è un indirizzo e-mail: controlla che ci siano la @ e il punto.")},
        help_text=_("Qui arriva il collegamento con cui confermi."),
    )
    profile = forms.ChoiceField(label=_("Professione"), required=False, choices=[("", _("Altro")), *Profile.choices])
    body = forms.CharField(label=_("Ente in cui lavori"), required=False, max_length=160)
    territory = forms.ModelChoiceField(
        label=_("Comune in cui lavori"),
        required=False,
        queryset=Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).order_by("name", "pk"),
        empty_label=_("Non indicato"),
    )


class OfficeForm(ApplicantForm):
    """Somebody whom the office enrols; who is of the network is known again by name and e-mail."""

    because = forms.CharField(
        label=_("Ammessa anche fuori percorso perché"),
        required=False,
        max_length=300,
        help_text=_("Solo se il corso chiede un percorso e questa persona è in un altro."),
    )


class StaffForm(forms.Form):
    """Who of a body's staff is enrolled."""

    people: forms.ModelMultipleChoiceField[Professional] = forms.ModelMultipleChoiceField(
        label=_("Chi iscrivi"),
        queryset=Professional.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Spunta almeno una persona.")},
    )

    def __init__(self, *args: Any, staff: QuerySet[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = staff
        field.label_from_instance = _filed


def _filed(person: Professional) -> str:
    return person.filed_name


class BodyForm(forms.Form):
    """For which of one's bodies."""

    ente = forms.ModelChoiceField(label=_("Ente"), queryset=Organisation.objects.none(), empty_label=None)

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ente"]
        field.queryset = bodies


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Perché"), max_length=300, min_length=5)


class WithdrawForm(forms.Form):
    """Why somebody gives the seat back, if they like to say."""

    reason = forms.CharField(label=_("Perché"), required=False, max_length=300, help_text=_("Facoltativo."))


class ExperienceForm(KeyedForm):
    """Experience that an office recognises."""

    starts_on = forms.DateField(label=_("Dal"))
    ends_on = forms.DateField(label=_("Al"))
    service_type = forms.ModelChoiceField(
        label=_("Vale per i servizi di tipo"),
        required=False,
        queryset=ServiceType.objects.order_by("name", "pk"),
        empty_label=_("Tutti"),
    )
    evidence = forms.CharField(
        label=_("Documenti o dichiarazioni che lo provano"),
        max_length=500,
        help_text=_("Per esempio: certificato di servizio della cooperativa, protocollo 123 del 2024."),
    )


class TrackForm(KeyedForm):
    """The limits of a track."""

    name = forms.CharField(label=_("Nome"), max_length=80)
    aims = long_text(_("A che cosa serve"), rows=3, most=1000)
    from_years = forms.IntegerField(
        label=_("Da quanti anni di servizio"), required=False, min_value=0, max_value=60, widget=forms.TextInput
    )
    from_included = forms.BooleanField(label=_("Chi li compie proprio quel giorno ci rientra"), required=False)
    to_years = forms.IntegerField(
        label=_("Fino a quanti anni di servizio"), required=False, min_value=0, max_value=60, widget=forms.TextInput
    )
    to_included = forms.BooleanField(label=_("Chi li compie proprio quel giorno ci rientra"), required=False)
    verified = forms.BooleanField(label=_("Verificato sulle fonti"), required=False)


class LetterForm(KeyedForm):
    """The text of an e-mail."""

    subject = forms.CharField(label=_("Oggetto"), max_length=200)
    body = long_text(_("Testo"), rows=10, most=4000, required=True)


class RollupFilter(forms.Form):
    """What the roll-up counts."""

    piano = forms.ModelChoiceField(
        label=_("Piano"), required=False, queryset=TrainingPlan.objects.none(), empty_label=_("Tutti")
    )
    programma = forms.ModelChoiceField(
        label=_("Progetto o programma"),
        required=False,
        queryset=Programme.objects.order_by("name", "pk"),
        empty_label=_("Tutti"),
    )
    anno = forms.TypedChoiceField(label=_("Anno"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, plans: QuerySet[TrainingPlan], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan: Any = self.fields["piano"]
        plan.queryset = plans
        year: Any = self.fields["anno"]
        year.choices = [("", _("Tutti")), *((str(one), str(one)) for one in years)]
