# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.components import DecimalCommaField, HourField
from ordito.meetings.models import Room, Venue
from ordito.territory.models import Organisation, Professional, Programme, ServiceType, Territory
from ordito.training.enums import AccreditationState, AccreditedKind, AccreditingBody, DeliveryMode
from ordito.training.forms.shared import KeyedForm, OwnedForm, ProfilesField, leaders, long_text
from ordito.training.models import CertificateType, CourseModule, PlanLine, Track

if TYPE_CHECKING:
    from ordito.training.models import Course, Edition


class CourseForm(OwnedForm):
    """What is taught."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    organiser = forms.ModelChoiceField(label=_("Ente che organizza"), queryset=Organisation.objects.none())
    territory = forms.ModelChoiceField(label=_("Territorio a cui si rivolge"), queryset=Territory.objects.none())
    hours = DecimalCommaField(
        label=_("Ore"),
        min_value=1,
        max_digits=5,
        decimal_places=1,
        help_text=_("Quelle su cui si misura la frequenza."),
    )
    mode = forms.ChoiceField(label=_("Come si svolge"), choices=DeliveryMode.choices, initial=DeliveryMode.PRESENCE)
    certificate_type = forms.ModelChoiceField(
        label=_("Attestato"), queryset=CertificateType.objects.order_by("name"), empty_label=None
    )
    aims = long_text(_("Obiettivi"), most=4000)
    methods = long_text(_("Metodi"), rows=3)
    teachers = forms.CharField(label=_("Docenti"), required=False, max_length=500)
    profiles = ProfilesField()
    track = forms.ModelChoiceField(
        label=_("Percorso richiesto"),
        required=False,
        queryset=Track.objects.order_by("position"),
        empty_label=_("Nessuno: per tutti"),
    )
    service_type = forms.ModelChoiceField(
        label=_("L’anzianità si conta nei servizi di tipo"),
        required=False,
        queryset=ServiceType.objects.order_by("name", "pk"),
        empty_label=_("Tutti"),
    )
    plan_line = forms.ModelChoiceField(
        label=_("Linea del piano da cui nasce"),
        required=False,
        queryset=PlanLine.objects.select_related("plan").order_by("-plan__year", "title"),
        empty_label=_("Nessuna"),
    )
    programme = forms.ModelChoiceField(
        label=_("Programma"), required=False, queryset=Programme.objects.order_by("name"), empty_label=_("Nessuno")
    )


class ModuleForm(forms.Form):
    """One module; an empty row is none."""

    title = forms.CharField(label=_("Titolo"), max_length=200, required=False)
    contents = long_text(_("Contenuti"), rows=2)
    hours = DecimalCommaField(label=_("Ore"), min_value=0, max_digits=5, decimal_places=1, required=False)

    def clean(self) -> dict[str, Any]:
        """A row with anything in it has a title and hours."""
        data = super().clean() or {}
        if data.get("contents") or data.get("hours") or data.get("title"):
            if not data.get("title"):
                self.add_error("title", _("Scrivi il titolo del modulo."))
            if not data.get("hours"):
                self.add_error("hours", _("Scrivi quante ore dura."))
        return data


ModulesFormSet = forms.formset_factory(ModuleForm, extra=3, max_num=40)


class AccreditationForm(KeyedForm):
    """A request for credits and its outcome."""

    body = forms.ChoiceField(
        label=_("A chi si chiede"), choices=AccreditingBody.choices, initial=AccreditingBody.SOCIAL_WORKERS
    )
    body_text = forms.CharField(label=_("Quale altro ente"), required=False, max_length=160)
    kind = forms.ChoiceField(
        label=_("Che cosa si accredita"), choices=AccreditedKind.choices, initial=AccreditedKind.EVENT
    )
    mode = forms.ChoiceField(label=_("Modalità"), choices=DeliveryMode.choices)
    requested_on = forms.DateField(label=_("Richiesto il"))
    state = forms.ChoiceField(
        label=_("Esito"), choices=AccreditationState.choices, initial=AccreditationState.REQUESTED
    )
    decided_on = forms.DateField(label=_("Esito del"), required=False)
    code = forms.CharField(label=_("Codice"), required=False, max_length=60)
    credits = DecimalCommaField(label=_("Crediti"), required=False, min_value=0, max_digits=5, decimal_places=1)
    deontological = DecimalCommaField(
        label=_("di cui deontologici"), required=False, min_value=0, max_digits=5, decimal_places=1
    )

    def values(self) -> dict[str, Any]:
        """The columns; no credits are zero credits."""
        found = super().values()
        return found | {name: found[name] or 0 for name in ("credits", "deontological")}


class EditionForm(OwnedForm):
    """A course given once."""

    name = forms.CharField(
        label=_("Nome dell’edizione"), max_length=120, help_text=_("Per esempio: Edizione 1, Lecce.")
    )
    organiser = forms.ModelChoiceField(label=_("Ente che organizza"), queryset=Organisation.objects.none())
    territory = forms.ModelChoiceField(label=_("Territorio"), queryset=Territory.objects.none())
    need_area = forms.CharField(label=_("Macro-area di fabbisogno"), required=False, max_length=120)
    venue = forms.ModelChoiceField(
        label=_("Sede"),
        required=False,
        queryset=Venue.objects.filter(active=True).order_by("name", "pk"),
        empty_label=_("Nessuna, o ancora da decidere"),
    )
    remote_url = forms.URLField(
        label=_("Collegamento a distanza"), required=False, max_length=500, assume_scheme="https"
    )
    seats = forms.IntegerField(label=_("Posti"), min_value=1, max_value=2000, widget=forms.TextInput)
    starts_on = forms.DateField(label=_("Inizio"))
    ends_on = forms.DateField(label=_("Fine"))
    tutor = forms.ModelChoiceField(
        label=_("Tutor d’aula"), required=False, queryset=Professional.objects.none(), empty_label=_("Nessuno")
    )
    threshold = forms.IntegerField(
        label=_("Frequenza minima in percentuale"), min_value=1, max_value=100, widget=forms.TextInput
    )
    enrol_from = forms.DateField(label=_("Iscrizioni dal"), required=False, help_text=_("Vuoto: da subito."))
    enrol_until = forms.DateField(
        label=_("Iscrizioni fino al"), required=False, help_text=_("Vuoto: fino al giorno di inizio.")
    )
    public = forms.BooleanField(label=_("Ci si può iscrivere anche dalla pagina pubblica"), required=False)
    declared_people = forms.IntegerField(
        label=_("Persone dichiarate"),
        required=False,
        min_value=0,
        widget=forms.TextInput,
        help_text=_("Solo per un’edizione passata: stanno accanto a quelle contate, non al loro posto."),
    )

    def __init__(self, *args: Any, kept: Edition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, kept=kept, **kwargs)
        self.offer("tutor", leaders([kept.tutor_id if kept else None]))


class CloneForm(KeyedForm):
    """The same edition at other dates."""

    name = forms.CharField(label=_("Nome della nuova edizione"), max_length=120)
    starts_on = forms.DateField(
        label=_("Comincia il"), help_text=_("Le lezioni si spostano tutte di altrettanti giorni, alla stessa ora.")
    )


class LessonForm(KeyedForm):
    """When and where a lesson is."""

    day = forms.DateField(label=_("Giorno"))
    starts = HourField(label=_("Dalle"))
    until = HourField(label=_("Alle"))
    break_start = HourField(label=_("Pausa dalle"), required=False)
    break_end = HourField(label=_("Pausa alle"), required=False)
    module = forms.ModelChoiceField(
        label=_("Modulo"), required=False, queryset=CourseModule.objects.none(), empty_label=_("Nessuno in particolare")
    )
    title = forms.CharField(
        label=_("Argomento"), required=False, max_length=120, help_text=_("Vuoto: il titolo del modulo.")
    )
    teacher = forms.ModelChoiceField(
        label=_("Docente"),
        required=False,
        queryset=Professional.objects.none(),
        empty_label=_("Da decidere, o esterno"),
    )
    venue = forms.ModelChoiceField(
        label=_("Sede"),
        required=False,
        queryset=Venue.objects.filter(active=True).order_by("name", "pk"),
        empty_label=_("Nessuna"),
    )
    room = forms.ModelChoiceField(
        label=_("Sala"),
        required=False,
        queryset=Room.objects.select_related("venue").order_by("venue__name", "name"),
        empty_label=_("Nessuna"),
    )
    remote_url = forms.URLField(
        label=_("Collegamento a distanza"), required=False, max_length=500, assume_scheme="https"
    )
    anyway = forms.BooleanField(label=_("So che in quelle ore c’è già altro: va bene lo stesso"), required=False)

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("module", course.modules.order_by("position"))
        self.offer("teacher", leaders())

    def clean(self) -> dict[str, Any]:
        """Hours in order; a pause has two ends and lies within."""
        data = super().clean() or {}
        start, end = data.get("starts"), data.get("until")
        if start and end and end <= start:
            self.add_error("until", _("La fine viene dopo l’inizio."))
        first, last = data.get("break_start"), data.get("break_end")
        if bool(first) != bool(last):
            self.add_error(
                "break_end" if first else "break_start", _("Scrivi quando comincia e quando finisce la pausa.")
            )
        elif first and last and start and end and not start < first < last < end:
            self.add_error("break_start", _("La pausa deve stare dentro la lezione."))
        return data
