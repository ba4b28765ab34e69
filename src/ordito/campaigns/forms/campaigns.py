# SPDX-License-Identifier: EUPL-1.2
"""The steps in which a campaign is prepared; each gives `values()` for `actions.campaigns`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.enums import Level, PeriodKind, UnitKind
from ordito.campaigns.models import Campaign, reach_of
from ordito.campaigns.queries.periods import NamedPeriod, dated_period, earlier_rounds, named_period
from ordito.campaigns.rules import fits
from ordito.core.access import Verb
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import ServiceType, Territory
from ordito.territory.queries import comuni_within, first_region, groups_of_comuni

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

NUMBERS = {PeriodKind.HALF: 2, PeriodKind.QUARTER: 4}
AREA_KINDS = (TerritoryKind.PROVINCE, TerritoryKind.ZONE, TerritoryKind.AMBITO)
EARLIEST, LATEST = 2000, 2100


class SubjectForm(forms.Form):
    """What is asked and about which period."""

    title = forms.CharField(
        label=_("Titolo"), max_length=160, help_text=_("Come lo leggerà chi deve rispondere: «Centri famiglie, 2026».")
    )
    version = forms.ModelChoiceField(
        label=_("Questionario"),
        queryset=QuestionnaireVersion.objects.none(),
        help_text=_("Solo questionari pubblicati: chi risponde vedrà sempre questa versione."),
    )
    territory = forms.ModelChoiceField(label=_("Territorio della rilevazione"), queryset=Territory.objects.none())
    period_kind = forms.ChoiceField(
        label=_("Periodo a cui si riferiscono le risposte"), choices=PeriodKind.choices, widget=forms.RadioSelect
    )
    year = forms.IntegerField(
        label=_("Anno"),
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        help_text=_("Per l’anno scolastico, quello in cui comincia."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    number = forms.IntegerField(
        label=_("Numero del semestre o del trimestre"),
        required=False,
        min_value=1,
        max_value=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    starts_on = forms.DateField(
        label=_("Dal giorno"), required=False, help_text=_("Solo se il periodo va tra due date.")
    )
    ends_on = forms.DateField(label=_("Al giorno"), required=False)

    def __init__(self, *arguments: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        version, territory = self.fields["version"], self.fields["territory"]
        assert isinstance(version, forms.ModelChoiceField)
        assert isinstance(territory, forms.ModelChoiceField)
        version.queryset = QuestionnaireVersion.objects.visible_to(actor).published().order_by("title", "-number")
        territory.queryset = places_run_by(actor)
        if len(territory.queryset) == 1:
            territory.initial = territory.queryset[0].pk
            territory.widget = forms.HiddenInput()
        self.period: NamedPeriod | None = None

    def clean(self) -> dict[str, Any]:
        """The days of the period, and the words for it."""
        data = super().clean() or {}
        kind = data.get("period_kind")
        if kind == PeriodKind.DATES:
            self._clean_dates(data)
        elif kind:
            self._clean_year(PeriodKind(kind), data)
        return data

    def _clean_dates(self, data: dict[str, Any]) -> None:
        start, end = data.get("starts_on"), data.get("ends_on")
        for name, value in (("starts_on", start), ("ends_on", end)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Scrivi questa data."))
        if start and end:
            if end < start:
                self.add_error("ends_on", _("La fine non può venire prima dell’inizio."))
            else:
                self.period = dated_period(start, end)

    def _clean_year(self, kind: PeriodKind, data: dict[str, Any]) -> None:
        year, number = data.get("year"), data.get("number")
        if year is None and "year" not in self.errors:
            self.add_error("year", _("Scrivi l’anno."))
        most = NUMBERS.get(kind, 0)
        if most and "number" not in self.errors and (number is None or number > most):
            self.add_error("number", _("Scrivi un numero da 1 a %(most)s.") % {"most": most})
        if year and not self.errors:
            self.period = named_period(kind, year=year, number=number or 1)

    def values(self) -> dict[str, Any]:
        """For the action."""
        assert self.period is not None
        names = ("title", "version", "territory", "period_kind")
        return {name: self.cleaned_data[name] for name in names} | {
            "period_label": str(self.period.label),
            "starts_on": self.period.days.start,
            "ends_on": self.period.days.end,
        }

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        """What a saved campaign shows in the form."""
        month = campaign.starts_on.month
        step = {PeriodKind.HALF: 6, PeriodKind.QUARTER: 3}.get(PeriodKind(campaign.period_kind))
        return {
            "title": campaign.title,
            "version": campaign.version_id,
            "territory": campaign.territory_id,
            "period_kind": campaign.period_kind,
            "year": campaign.starts_on.year,
            "number": (month - 1) // step + 1 if step else None,
            "starts_on": campaign.starts_on if campaign.period_kind == PeriodKind.DATES else None,
            "ends_on": campaign.ends_on if campaign.period_kind == PeriodKind.DATES else None,
        }


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Places of several kinds, each named with its kind."""

    def label_from_instance(self, obj: Territory) -> str:
        """An Ambito by its name alone: it is what most of them are."""
        return obj.name if obj.kind == TerritoryKind.AMBITO else f"{obj.get_kind_display()}: {obj.name}"


class UnitsForm(forms.Form):
    """Who is asked."""

    unit_kind = forms.ChoiceField(label=_("Chi deve rispondere"), choices=UnitKind.choices, widget=forms.RadioSelect)
    service_types = forms.ModelMultipleChoiceField(
        label=_("Quali tipi di servizio"),
        queryset=ServiceType.objects.order_by("name", "pk"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nessuno scelto: tutti. Conta solo se rispondono i servizi."),
    )
    areas = AreasField(
        label=_("In quali territori"),
        queryset=Territory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nessuno scelto: tutto il territorio della rilevazione."),
    )
    universe_on = forms.DateField(
        label=_("Situazione al giorno"),
        help_text=_("Contano i servizi attivi, gli Ambiti e gli incarichi di quel giorno."),
    )

    def __init__(self, *arguments: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*arguments, **options)
        areas = self.fields["areas"]
        assert isinstance(areas, AreasField)
        areas.queryset = areas_within(campaign.territory_id, campaign.universe_on)
        self.campaign = campaign

    def values(self) -> dict[str, Any]:
        """For the action; the chain of levels loses the step that such units do not have."""
        values = dict(self.cleaned_data)
        if values["unit_kind"] == UnitKind.AMBITO:
            values["levels"] = [level for level in self.campaign.levels if level != Level.PROVIDER]
        elif self.campaign.unit_kind == UnitKind.AMBITO:
            values["levels"] = [Level.PROVIDER.value, *self.campaign.levels]
        return values

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        """What a saved campaign shows in the form."""
        return {
            "unit_kind": campaign.unit_kind,
            "service_types": list(campaign.service_types.values_list("pk", flat=True)),
            "areas": list(campaign.areas.values_list("pk", flat=True)),
            "universe_on": campaign.universe_on,
        }


class TimesForm(forms.Form):
    """The steps of a return, by when, with what help, and the round to compare with."""

    levels = forms.MultipleChoiceField(
        label=_("Passaggi"),
        choices=Level.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Togli quelli che non servono: il primo che resta compila."),
    )
    opens_on = forms.DateField(label=_("Si compila dal"))
    deadline = forms.DateField(label=_("Scadenza"))
    grace_days = forms.IntegerField(
        label=_("Giorni di tolleranza"),
        min_value=0,
        max_value=90,
        required=False,
        help_text=_("Dopo la scadenza si può ancora inviare per questi giorni, ma risulta in ritardo."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    previous = forms.ModelChoiceField(
        label=_("Rilevazione precedente"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("Nessuna"),
        help_text=_("Le sue risposte compaiono accanto alle nuove, per confronto."),
    )
    help_text = forms.CharField(
        label=_("Istruzioni per chi compila"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    contact = forms.CharField(
        label=_("A chi chiedere aiuto"), required=False, max_length=200, help_text=_("Nome, telefono, e-mail.")
    )

    def __init__(self, *arguments: Any, campaign: Campaign, actor: Actor, **options: Any) -> None:
        super().__init__(*arguments, **options)
        previous = self.fields["previous"]
        assert isinstance(previous, forms.ModelChoiceField)
        rounds = earlier_rounds(actor, campaign.version.questionnaire_id, before=campaign.starts_on)
        previous.queryset = rounds.exclude(pk=campaign.pk)
        self.campaign = campaign

    def clean_grace_days(self) -> int:
        """Empty is none."""
        return self.cleaned_data["grace_days"] or 0

    def clean(self) -> dict[str, Any]:
        """Days in order; a chain that somebody can begin."""
        data = super().clean() or {}
        opens, deadline = data.get("opens_on"), data.get("deadline")
        if opens and deadline and deadline < opens:
            self.add_error("deadline", _("La scadenza non può venire prima dell’apertura."))
        if data.get("levels") and not fits(data["levels"], self.campaign.unit_kind):
            self.add_error("levels", _("Gli Ambiti compilano da sé: togli il primo passaggio."))
        return data

    def values(self) -> dict[str, Any]:
        """For the action; levels in the order of the chain."""
        values = dict(self.cleaned_data)
        values["levels"] = [level.value for level in Level if level in values["levels"]]
        return values

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        """What a saved campaign shows in the form."""
        names = ("levels", "opens_on", "deadline", "grace_days", "help_text", "contact")
        return {name: getattr(campaign, name) for name in names} | {"previous": campaign.previous_id}


class OpenCampaignForm(forms.Form):
    """What may still change once a campaign is open."""

    title = forms.CharField(label=_("Titolo"), max_length=160)
    deadline = forms.DateField(
        label=_("Scadenza"), help_text=_("Vale per tutte le restituzioni che non ne hanno avuta una propria.")
    )
    grace_days = forms.IntegerField(
        label=_("Giorni di tolleranza"), min_value=0, max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    help_text = forms.CharField(
        label=_("Istruzioni per chi compila"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    contact = forms.CharField(label=_("A chi chiedere aiuto"), required=False, max_length=200)

    def __init__(self, *arguments: Any, campaign: Campaign, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.campaign = campaign

    def clean_deadline(self) -> date:
        """Not before the opening."""
        deadline: date = self.cleaned_data["deadline"]
        if deadline < self.campaign.opens_on:
            raise forms.ValidationError(_("La scadenza non può venire prima dell’apertura."))
        return deadline


def first_values(today: date) -> dict[str, Any]:
    """What a new campaign says of the steps not yet filled in."""
    return {
        "unit_kind": UnitKind.SERVICE,
        "universe_on": today,
        "levels": [level.value for level in Level],
        "opens_on": today,
        "deadline": today + timedelta(days=30),
    }


def places_run_by(actor: Actor) -> QuerySet[Territory]:
    """Where somebody may run campaigns: the places of their memberships, the Region for who has them everywhere."""
    if reach_of(actor, Verb.MANAGE_CAMPAIGN).everything:
        region = first_region()
        return Territory.objects.filter(pk=region.pk if region else 0)
    grants = [grant for grant in actor.grants if Verb.MANAGE_CAMPAIGN in grant.verbs and not grant.organisation_id]
    return Territory.objects.filter(pk__in=[grant.territory_id for grant in grants]).order_by("name", "pk")


def areas_within(territory_id: int, at: date) -> QuerySet[Territory]:
    """Provinces, zones and Ambiti that have a Comune within a place on a day."""
    inside = comuni_within([territory_id], at)[territory_id]
    found = {place for kind in AREA_KINDS for comune, place in groups_of_comuni(kind, at).items() if comune in inside}
    return Territory.objects.filter(pk__in=found).order_by("-kind", "name", "pk")
