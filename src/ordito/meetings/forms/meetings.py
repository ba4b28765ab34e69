# SPDX-License-Identifier: EUPL-1.2
"""The forms with which meetings are written, moved and called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.components import HourField
from ordito.core.fields import uuid7
from ordito.meetings import rules
from ordito.meetings.engine.spans import MINUTE
from ordito.meetings.enums import MeetingKind, Scope, Visibility
from ordito.meetings.forms.calendar import EARLIEST, LATEST, places
from ordito.meetings.forms.repeats import RepeatForm, moment_of
from ordito.meetings.models import Room, Venue
from ordito.meetings.models.reach import reach_of
from ordito.meetings.queries.meeting import scopes_of
from ordito.meetings.rules import Move
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordito.core.access import Actor
    from ordito.meetings.models import Meeting


class PlaceField(forms.ChoiceField):
    """A venue, or one of its rooms: grouped by venue, so that a room always goes with its own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def offer(self, kept: Venue | None) -> None:
        """Read the choices: venues in use, and the one that is already there; two queries."""
        rooms: dict[int, list[tuple[str, str]]] = {}
        for room in Room.objects.order_by("name", "pk"):
            rooms.setdefault(room.venue_id, []).append((f"r{room.pk}", room.name))
        venues = Venue.objects.filter(active=True) | Venue.objects.filter(pk=kept.pk if kept else 0)
        listed = venues.select_related("municipality").order_by("municipality__name", "name", "pk")
        groups = [
            (
                f"{venue.name}, {venue.municipality.name}",
                [(f"v{venue.pk}", _("Tutta la sede")), *rooms.get(venue.pk, ())],
            )
            for venue in listed
        ]
        self.choices = [("", _("Nessuna sede")), *groups]

    def chosen(self, value: str) -> tuple[Venue | None, Room | None]:
        """The venue and the room that a value names."""
        if not value:
            return None, None
        if value.startswith("r"):
            room = Room.objects.select_related("venue").get(pk=value[1:])
            return room.venue, room
        return Venue.objects.get(pk=value[1:]), None


class MeetingForm(forms.Form):
    """What is agreed of a meeting. `anyway` is asked only when a room or somebody is taken."""

    anyway = forms.BooleanField(label=_("Va bene lo stesso"), required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Tipo di incontro"), choices=[("", _("Scegli")), *MeetingKind.choices])
    title = forms.CharField(label=_("Titolo"), max_length=200)
    day = forms.DateField(label=_("Giorno"), error_messages={"invalid": _("Scrivi la data come gg/mm/aaaa.")})
    start = HourField(label=_("Dalle ore"))
    until = HourField(label=_("Alle ore"))
    last_day = forms.DateField(
        label=_("Finisce il"), required=False, help_text=_("Solo se dura più giorni."),
        error_messages={"invalid": _("Scrivi la data come gg/mm/aaaa.")},
    )  # fmt: skip
    break_start = HourField(label=_("Pausa dalle"), required=False)
    break_end = HourField(
        label=_("Pausa alle"), required=False, help_text=_("Divide il registro in due parti, mattina e pomeriggio.")
    )
    place = PlaceField(label=_("Sede e sala"))
    remote_url = forms.URLField(
        label=_("Collegamento a distanza"), required=False, max_length=500, assume_scheme="https",
        help_text=_("L’indirizzo della riunione in rete. Se l’incontro è pubblico lo vedono tutti."),
    )  # fmt: skip
    organiser = forms.ModelChoiceField(
        label=_("Ente che organizza"), queryset=Organisation.objects.none(), empty_label=_("Scegli")
    )
    territory = forms.ModelChoiceField(
        label=_("Territorio"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("Nessuno in particolare"),
    )
    visibility = forms.ChoiceField(label=_("Chi lo vede"), choices=Visibility.choices, widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label=_("Posti"), required=False, min_value=1, max_value=10000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5}),
        help_text=_("Vuoto: senza limite."),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Di che cosa si parla"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        fields: Any = self.fields
        fields["place"].offer(meeting.venue if meeting else None)
        _offer_reach(fields, actor, meeting)

    def clean(self) -> dict[str, Any]:
        """Times that make sense, and a body or a place for which the actor organises."""
        values = super().clean() or self.cleaned_data
        self._check_days(values)
        if bool(values.get("break_start")) != bool(values.get("break_end")):
            self.add_error("break_end", _("Scrivi quando comincia e quando finisce la pausa."))
        self._check_reach(values)
        return values

    def _check_days(self, values: dict[str, Any]) -> None:
        day = values.get("day")
        if day and not EARLIEST <= day <= LATEST:
            self.add_error("day", _("Questa data non è possibile: controlla l’anno."))
        if not (day and values.get("start") and values.get("until")):
            return
        last = values.get("last_day") or day
        if not day <= last <= day + timedelta(days=31):
            self.add_error("last_day", _("Viene dopo il giorno di inizio, al massimo un mese dopo."))
        elif moment_of(last, values["until"]) <= moment_of(day, values["start"]):
            self.add_error("until", _("La fine viene dopo l’inizio."))

    def _check_reach(self, values: dict[str, Any]) -> None:
        body, place = values.get("organiser"), values.get("territory")
        if body is None or "territory" in self.errors:
            return
        ids = {"organiser_id": body.pk, "territory_id": place.pk if place else None}
        if not rules.can_organise_for(self.actor, **ids):
            self.add_error("territory", _("Scegli il territorio per cui organizzi."))

    def ask_anyway(self) -> None:
        """Show the box with which a warning is overruled."""
        self.fields["anyway"].widget = forms.CheckboxInput()

    def plan_values(self) -> dict[str, Any]:
        """What was typed, as `actions.Plan` has it; of a valid form."""
        values = self.cleaned_data
        field: Any = self.fields["place"]
        venue, room = field.chosen(values["place"])
        starts_at = moment_of(values["day"], values["start"])
        names = ("kind", "title", "organiser", "territory", "visibility", "description", "remote_url", "capacity")
        return {
            **{name: values[name] for name in names},
            "starts_at": starts_at,
            "ends_at": moment_of(values["last_day"] or values["day"], values["until"]),
            "venue": venue,
            "room": room,
            "breaks": self._breaks(starts_at),
        }

    def _breaks(self, starts_at: datetime) -> list[list[int]]:
        values = self.cleaned_data
        if not values["break_start"]:
            return []
        pause = (moment_of(values["day"], values[name]) for name in ("break_start", "break_end"))
        return [[(moment - starts_at) // MINUTE for moment in pause]]


class NewMeetingForm(RepeatForm, MeetingForm):
    """The same, for one meeting or for a series."""

    draft = forms.BooleanField(
        label=_("Tienilo come bozza"), required=False, help_text=_("Lo vede solo chi organizza con te.")
    )
    form_key = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A series is no draft."""
        values = super().clean()
        if values.get("frequency") and values.get("draft"):
            self.add_error("draft", _("Una serie va subito in calendario: non può essere una bozza."))
        return values


class SeriesField(forms.ChoiceField):
    """Which meetings of a series a change is about; this one alone as long as nothing else is said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Scope.choices, initial=Scope.THIS, widget=forms.RadioSelect, **kwargs)


def offer_scopes(form: forms.Form, meeting: Meeting, move: Move) -> None:
    """Say how many meetings each answer is about; of a meeting that stands alone nothing is asked."""
    if meeting.series_id is None:
        del form.fields["scope"]
        return
    fields: Any = form.fields
    fields["scope"].choices = scopes_of(meeting, move, now=timezone.now())


class EditMeetingForm(MeetingForm):
    """The same, with why the time changes and, in a series, which meetings change with it."""

    scope = SeriesField(
        label=_("È un incontro di una serie: che cosa cambi?"),
        help_text=_("Negli altri cambia solo quello che cambi qui. Gli incontri già svolti restano come sono."),
    )
    reason = forms.CharField(
        label=_("Se cambia la data o l’ora: perché"), required=False, max_length=300,
        help_text=_("Lo legge chi partecipa."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        offer_scopes(self, meeting, Move.MOVE)


class CancelForm(forms.Form):
    """Why a meeting is called off, and in a series which ones."""

    reason = forms.CharField(
        label=_("Perché"), max_length=300, help_text=_("Lo legge chi doveva venire."),
        error_messages={"required": _("Scrivi perché l’incontro è annullato: lo legge chi doveva venire.")},
    )  # fmt: skip
    scope = SeriesField(label=_("È un incontro di una serie: quali annulli?"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = meeting.version
        offer_scopes(self, meeting, Move.CANCEL)


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """The values of a form about a meeting as it stands."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    same = ("kind", "title", "remote_url", "visibility", "capacity", "description", "version")
    pauses = [(meeting.starts_at + minutes * MINUTE) for pause in meeting.breaks[:1] for minutes in pause]
    hours = dict(
        zip(("break_start", "break_end"), (timezone.localtime(moment).time() for moment in pauses), strict=False)
    )
    return {
        **{name: getattr(meeting, name) for name in same},
        "day": start.date(),
        "start": start.time(),
        "until": end.time(),
        "last_day": end.date() if end.date() != start.date() else None,
        **hours,
        "place": f"r{meeting.room_id}" if meeting.room_id else f"v{meeting.venue_id}" if meeting.venue_id else "",
        "organiser": meeting.organiser_id,
        "territory": meeting.territory_id,
    }


def initial_for(actor: Actor) -> dict[str, Any]:
    """What a new meeting mostly is: of the only body or place for which the actor organises."""
    grants = [grant for grant in actor.grants if Verb.ORGANISE_MEETINGS in grant.verbs]
    places_, bodies = (
        {getattr(grant, name) for grant in grants} - {None} for name in ("territory_id", "organisation_id")
    )
    place = places_.pop() if len(places_) == 1 else None
    if place is not None and not bodies:
        bodies = set(Organisation.objects.filter(**_acts_for([place])).values_list("pk", flat=True))
    body = bodies.pop() if len(bodies) == 1 else None
    return {"visibility": Visibility.NETWORK, "territory": place, "organiser": body}


def _acts_for(places_: Collection[int]) -> dict[str, Any]:
    """The bodies through which some places act today."""
    return {"territories__territory__in": places_, "territories__valid_to": None}


def _offer_reach(fields: Any, actor: Actor, meeting: Meeting | None) -> None:
    """Bodies and places for which the actor organises, and those that are already there."""
    reach = reach_of(actor, Verb.ORGANISE_MEETINGS)
    bodies = Organisation.objects.filter(active=True)
    offered = places()
    if not reach.everything:
        bodies = bodies.filter(pk__in=reach.bodies) | bodies.filter(seat__in=reach.places)
        bodies |= Organisation.objects.filter(**_acts_for(reach.places))
        offered = offered.filter(pk__in=reach.places)
    if meeting is not None:
        bodies |= Organisation.objects.filter(pk=meeting.organiser_id)
        offered |= Territory.objects.filter(pk=meeting.territory_id or 0)
    fields["organiser"].queryset = Organisation.objects.filter(pk__in=bodies.values("pk")).order_by("name", "pk")
    fields["territory"].queryset = offered.order_by("name", "pk")
