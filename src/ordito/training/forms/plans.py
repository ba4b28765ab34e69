# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.components import DecimalCommaField
from ordito.territory.enums import OrganisationKind, TerritoryKind
from ordito.territory.models import Organisation, Territory, TerritoryLink
from ordito.training.forms.shared import NO_NAMES, KeyedForm, OwnedForm, ProfilesField, long_text
from ordito.training.models import NeedTheme, Track, TrainingNeed

if TYPE_CHECKING:
    from ordito.training.models import PlanLine, TrainingPlan

PARTNERS = (
    OrganisationKind.REGION,
    OrganisationKind.PLAN_OFFICE,
    OrganisationKind.HEALTH_AUTHORITY,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.CONSORTIUM,
)
MOST_PLACES = 12
LONGEST = 120


class PlanForm(OwnedForm):
    """The head of a plan."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    year = forms.IntegerField(label=_("Anno"), min_value=2000, max_value=2100, widget=forms.TextInput)
    organiser = forms.ModelChoiceField(label=_("Ente che lo propone"), queryset=Organisation.objects.none())
    territory = forms.ModelChoiceField(label=_("Territorio a cui si rivolge"), queryset=Territory.objects.none())
    aims = long_text(_("Finalità"), most=4000)
    bodies = forms.ModelMultipleChoiceField(
        label=_("Altri enti che vi partecipano"),
        required=False,
        queryset=Organisation.objects.filter(kind__in=PARTNERS, active=True).order_by("name", "pk"),
        initial=list,
        widget=forms.CheckboxSelectMultiple,
    )
    declared_editions = forms.IntegerField(
        label=_("Edizioni dichiarate"),
        required=False,
        min_value=0,
        widget=forms.TextInput,
        help_text=_("Solo per un piano passato: stanno accanto a quelle contate, non al loro posto."),
    )
    declared_hours = DecimalCommaField(
        label=_("Ore dichiarate"), required=False, min_value=0, max_digits=7, decimal_places=1
    )
    declared_people = forms.IntegerField(
        label=_("Persone dichiarate"), required=False, min_value=0, widget=forms.TextInput
    )


class LineForm(KeyedForm):
    """One thing that a plan offers; the editions are typed for each macro-territory."""

    title = forms.CharField(label=_("Titolo del corso"), max_length=200)
    theme = forms.ModelChoiceField(
        label=_("Tema"), required=False, queryset=NeedTheme.objects.order_by("name"), empty_label=_("Nessuno")
    )
    needs = forms.ModelMultipleChoiceField(
        label=_("Fabbisogni a cui risponde"),
        required=False,
        queryset=TrainingNeed.objects.none(),
        initial=list,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se non ne spunti nessuno, la linea risponde a tutti quelli del tema."),
    )
    profiles = ProfilesField()
    track = forms.ModelChoiceField(
        label=_("Percorso"),
        required=False,
        queryset=Track.objects.order_by("position"),
        empty_label=_("Per tutti, qualunque anzianità"),
    )
    hours = DecimalCommaField(label=_("Ore di ogni edizione"), min_value=1, max_digits=5, decimal_places=1)
    budget = DecimalCommaField(
        label=_("Spesa prevista in euro"), required=False, min_value=0, max_digits=11, decimal_places=2
    )

    def __init__(self, *args: Any, plan: TrainingPlan, line: PlanLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = TrainingNeed.objects.exclude(theme=None).select_related("theme").order_by("theme__name", "pk")
        self.offer("needs", rows)
        self.choice("needs").label_from_instance = _need_label
        self.places = list(_places(plan))
        known = {one.territory_id: one.number for one in line.spread.all()} if line else {}
        for place in self.places:
            self.fields[f"spread_{place.pk}"] = forms.IntegerField(
                label=_("Edizioni: %(place)s") % {"place": place.name},
                required=False,
                min_value=0,
                max_value=200,
                initial=known.get(place.pk),
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )

    def values(self) -> dict[str, Any]:
        """The columns of the line."""
        names = ("title", "theme", "profiles", "track", "hours", "budget")
        return {name: self.cleaned_data[name] for name in names}

    def spread(self) -> dict[int, int]:
        """Editions by the id of a place."""
        return {place.pk: self.cleaned_data.get(f"spread_{place.pk}") or 0 for place in self.places}

    def covered(self) -> list[TrainingNeed]:
        """The needs that were ticked, or else all of the theme."""
        ticked = list(self.cleaned_data["needs"])
        theme = self.cleaned_data["theme"]
        return ticked or (list(theme.needs.all()) if theme else [])


def _need_label(need: TrainingNeed) -> str:
    text = need.text if len(need.text) <= LONGEST else f"{need.text[:LONGEST]}…"
    return f"{need.theme}: {text}"


def _places(plan: TrainingPlan) -> list[Territory]:
    """The macro-ambiti within the plan's place, or else its provinces, or else the place itself."""
    inside = TerritoryLink.objects.within([plan.territory_id])
    for kind in (TerritoryKind.MACRO_AREA, TerritoryKind.PROVINCE, TerritoryKind.AMBITO):
        rows = list(Territory.objects.of_kind(kind).filter(pk__in=inside).order_by("name")[: MOST_PLACES + 1])
        if 1 < len(rows) <= MOST_PLACES:
            return rows
    return [plan.territory]


class ShareForm(forms.Form):
    """Until when a plan takes comments."""

    comments_until = forms.DateField(
        label=_("Commenti fino al"), required=False, help_text=_("Vuoto: finché non viene adottato.")
    )


class CommentForm(KeyedForm):
    """Something said of a plan."""

    text = long_text(_("Il tuo commento"), rows=3, required=True, hint=NO_NAMES)


class AdoptForm(forms.Form):
    """By which act a plan is adopted."""

    act = forms.CharField(
        label=_("Atto di adozione"),
        max_length=200,
        required=False,
        help_text=_("Per esempio: delibera n. 12 del 2026."),
    )
    adopted_on = forms.DateField(label=_("Adottato il"))
