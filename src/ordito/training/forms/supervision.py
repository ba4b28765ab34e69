# SPDX-License-Identifier: EUPL-1.2
"""The forms with which a cycle of supervision is agreed, its group chosen and its meetings put in the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.components import DecimalCommaField, HourField
from ordito.core.fields import uuid7
from ordito.meetings.forms.meetings import PlaceField
from ordito.meetings.forms.repeats import RepeatForm, moment_of
from ordito.territory.enums import Profile, TerritoryKind
from ordito.territory.models import Organisation, Professional, Territory
from ordito.territory.queries.listing import with_current_roles
from ordito.training.enums import SupervisionKind
from ordito.training.queries.choices import bodies_for, places_for
from ordito.training.queries.supervision import supervisor_known_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.core.access import Actor
    from ordito.training.models import SupervisionCycle

ORGANISES = (Verb.ENROL_STAFF, Verb.ORGANISE_MEETINGS)
BAD_DATE = {"invalid": _("Scrivi la data come gg/mm/aaaa.")}


class CycleForm(forms.Form):
    """What is agreed of a cycle. The supervisor is found again by e-mail, in the network or outside it."""

    title = forms.CharField(
        label=_("Nome del ciclo"), max_length=160,
        help_text=_("Si legge nel calendario di chi partecipa: non scriverci di che cosa si parlerà."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Tipo"), choices=SupervisionKind.choices, widget=forms.RadioSelect)
    profile = forms.ChoiceField(
        label=_("Professione del gruppo"), choices=[("", _("Scegli")), *Profile.choices], required=False,
        help_text=_("Solo per un gruppo di una sola professione."),
    )  # fmt: skip
    organiser = forms.ModelChoiceField(
        label=_("Ente che organizza"), queryset=Organisation.objects.none(), empty_label=_("Scegli")
    )
    territory = forms.ModelChoiceField(
        label=_("Territorio"), queryset=Territory.objects.none(), empty_label=_("Scegli")
    )
    surname = forms.CharField(label=_("Cognome del supervisore"), max_length=80)
    name = forms.CharField(label=_("Nome del supervisore"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail del supervisore"),
        help_text=_("È una persona esterna all’ente. Se lavora nella rete viene riconosciuta da qui."),
        error_messages={"invalid": _("Scrivi un indirizzo e-mail, come nome@ente.it.")},
    )
    body = forms.CharField(label=_("Ente o qualifica del supervisore"), max_length=160, required=False)
    starts_on = forms.DateField(label=_("Dal"), error_messages=BAD_DATE)
    ends_on = forms.DateField(label=_("Al"), error_messages=BAD_DATE)
    planned_hours = DecimalCommaField(label=_("Ore previste per ciascuno"), max_digits=5, decimal_places=1, min_value=1)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, cycle: SupervisionCycle | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        body, place = (cycle.organiser_id, cycle.territory_id) if cycle else (None, None)
        fields["organiser"].queryset = bodies_for(actor, ORGANISES, kept=body)
        ambiti = places_for(actor, ORGANISES, [TerritoryKind.AMBITO], kept=place)
        comuni = places_for(actor, ORGANISES, [TerritoryKind.MUNICIPALITY], kept=place)
        fields["territory"].queryset = ambiti if ambiti.exists() else comuni  # who coordinates a Comune alone

    def values(self) -> dict[str, Any]:
        """What was typed, as `actions.CycleValues` has it but for a contact from outside; of a valid form."""
        found = self.cleaned_data
        names = ("title", "kind", "profile", "organiser", "territory", "starts_on", "ends_on", "planned_hours")
        supervisor = supervisor_known_as(found["email"], found["surname"])
        return {**{name: found[name] for name in names}, "supervisor": supervisor}

    def outside(self) -> dict[str, str]:
        """The supervisor as typed, as `meetings.actions.Contact` has it; of a valid form."""
        return {name: self.cleaned_data[name] for name in ("surname", "name", "email", "body")}


def initial_of(cycle: SupervisionCycle) -> dict[str, Any]:
    """The values of a form about a cycle as it stands."""
    names = ("title", "kind", "profile", "organiser", "territory", "starts_on", "ends_on", "planned_hours", "version")
    person = cycle.led_by
    return {
        **{name: getattr(cycle, name) for name in names},
        "surname": person.surname,
        "name": person.name,
        "email": person.email,
        "body": cycle.contact.body if cycle.contact else "",
    }


class SearchGroup(forms.Form):
    """Whom to look for."""

    q = forms.CharField(label=_("Cerca per cognome o nome"), required=False, max_length=80, widget=forms.SearchInput)


class GroupForm(forms.Form):
    """Who is in the group: those that are, ticked, and those found beside them."""

    professionals = forms.ModelMultipleChoiceField(
        label=_("Persone"),
        queryset=Professional.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, offered: Sequence[Professional], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["professionals"]
        listed = Professional.objects.filter(pk__in=[one.pk for one in offered]).order_by("surname", "name", "pk")
        field.queryset = with_current_roles(listed, timezone.localdate())
        field.label_from_instance = _working


def _working(one: Any) -> str:
    """Name, profile and body: there are two of the same name."""
    role = next(iter(one.current_roles), None)
    return f"{one.filed_name}, {role.get_profile_display()} · {role.organisation}" if role else str(one.filed_name)


class SupervisionMeetingForm(RepeatForm):
    """When and where the group meets, once or in a series; nothing of what it is about."""

    anyway = forms.BooleanField(label=_("Va bene lo stesso"), required=False, widget=forms.HiddenInput)
    day = forms.DateField(label=_("Giorno"), error_messages=BAD_DATE)
    start = HourField(label=_("Dalle ore"))
    until = HourField(label=_("Alle ore"))
    place = PlaceField(label=_("Sede e sala"))
    remote_url = forms.URLField(
        label=_("Collegamento a distanza"), required=False, max_length=500, assume_scheme="https"
    )
    form_key = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)
    field_order = ("anyway", "day", "start", "until", "frequency", "times", "ends_on", "place", "remote_url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["place"]
        field.offer(None)

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        values = super().clean()
        if values.get("start") and values.get("until") and values["until"] <= values["start"]:
            self.add_error("until", _("La fine viene dopo l’inizio."))
        return values

    def ask_anyway(self) -> None:
        """Show the box with which a warning is overruled."""
        self.fields["anyway"].widget = forms.CheckboxInput()

    def when(self) -> dict[str, Any]:
        """What was typed, as `actions.When` has it; of a valid form."""
        found = self.cleaned_data
        field: Any = self.fields["place"]
        venue, room = field.chosen(found["place"])
        return {
            "starts_at": moment_of(found["day"], found["start"]),
            "ends_at": moment_of(found["day"], found["until"]),
            "venue": venue,
            "room": room,
            "remote_url": found["remote_url"],
        }


class ReopenForm(forms.Form):
    """Why a cycle that was over goes on."""

    reason = forms.CharField(
        label=_("Perché"), max_length=200, help_text=_("Resta nel registro delle operazioni."),
        error_messages={"required": _("Scrivi perché lo riapri.")},
    )  # fmt: skip


class CycleFilter(forms.Form):
    """Which cycles a list shows."""

    stato = forms.ChoiceField(
        label=_("Stato"),
        required=False,
        choices=[("", _("Tutti")), ("aperti", _("In corso")), ("conclusi", _("Conclusi"))],
    )


class YearForm(forms.Form):
    """Which year a summary is of."""

    anno = forms.TypedChoiceField(label=_("Anno"), coerce=int)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["anno"]
        field.choices = [(year, str(year)) for year in years]
