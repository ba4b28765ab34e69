# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.engine.blocks import FLOWS
from ordito.indicators.engine.model import Period
from ordito.indicators.enums import FACETS, Breakdown, PlaceLevel
from ordito.indicators.models import Indicator
from ordito.indicators.queries.questions import Question, Rights, levels_for
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

LEVEL_OF_KIND = {
    TerritoryKind.REGION.value: PlaceLevel.REGION,
    TerritoryKind.PROVINCE.value: PlaceLevel.PROVINCE,
    TerritoryKind.AMBITO.value: PlaceLevel.AMBITO,
    TerritoryKind.MUNICIPALITY.value: PlaceLevel.COMUNE,
}
ORDER = [PlaceLevel.REGION, PlaceLevel.PROVINCE, PlaceLevel.AMBITO, PlaceLevel.COMUNE]


@dataclass(frozen=True)
class Choices:
    """What the form may offer to this person, on this snapshot, today."""

    rights: Rights
    years: Sequence[int]
    today: date
    facet_names: Mapping[str, Mapping[str, str]]


class QuestionForm(forms.Form):
    """A table asked for by address: every field is a parameter of a GET."""

    indicatore = forms.ModelChoiceField(label=_("Indicatore"), queryset=Indicator.objects.none(), to_field_name="code")
    periodo = forms.ChoiceField(label=_("Periodo"))
    livello = forms.ChoiceField(label=_("Territorio"))
    dentro = forms.ModelChoiceField(
        label=_("Solo dentro"), queryset=Territory.objects.none(), required=False, empty_label=_("Tutta la Regione")
    )
    suddivisione = forms.ChoiceField(label=_("Suddivisione"), choices=Breakdown.choices, required=False)
    valore = forms.CharField(label=_("Solo per"), required=False, max_length=40, widget=forms.HiddenInput)
    esatte = forms.BooleanField(label=_("Cifre esatte"), required=False)

    def __init__(self, data: Mapping[str, Any], *, choices: Choices, indicators: Any) -> None:
        super().__init__(data)
        self.choices = choices
        self._field("indicatore").queryset = indicators
        self._field("periodo").choices = period_choices(choices.years, choices.today)
        self._field("livello").choices = [(level.value, level.label) for level in levels_for(choices.rights)]
        kinds = [TerritoryKind.PROVINCE, TerritoryKind.AMBITO]
        places = Territory.objects.filter(kind__in=kinds).at(choices.today).order_by("-kind", "name")
        if choices.rights.comuni:
            own = [pk for pk in choices.rights.exact_in if pk]
            places = Territory.objects.filter(pk__in=own) | places
        self._field("dentro").queryset = places
        if not choices.rights.exact_in:
            del self.fields["esatte"]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be counted together, in words."""
        found = super().clean() or {}
        indicator, breakdown = found.get("indicatore"), found.get("suddivisione", "")
        if indicator is None or "periodo" not in found or "livello" not in found:
            return found
        self._check_facet(indicator, breakdown, found)
        self._check_places(breakdown, found)
        self._check_flows(indicator, found)
        if found.get("esatte") and not self.choices.rights.exact(found.get("dentro")):
            self.add_error("esatte", _("Le cifre esatte si vedono solo dentro il proprio territorio: sceglilo."))
        return found

    def _check_facet(self, indicator: Indicator, breakdown: str, found: dict[str, Any]) -> None:
        quarter = period_of(found["periodo"]).quarter is not None
        if breakdown in FACETS and quarter and indicator.recipe.measure in FLOWS:
            self.add_error("periodo", _("Questa suddivisione si può vedere per anno intero."))
        value = found.get("valore")
        if value and (breakdown not in FACETS or value not in self.choices.facet_names.get(breakdown, {})):
            found["valore"] = ""

    def _check_places(self, breakdown: str, found: dict[str, Any]) -> None:
        level, within = PlaceLevel(found["livello"]), found.get("dentro")
        if breakdown in FACETS and not found.get("valore"):
            found["livello"] = LEVEL_OF_KIND[within.kind].value if within else PlaceLevel.REGION.value
        elif within and ORDER.index(level) < ORDER.index(LEVEL_OF_KIND[within.kind]):
            found["livello"] = LEVEL_OF_KIND[within.kind].value

    def _check_flows(self, indicator: Indicator, found: dict[str, Any]) -> None:
        """Takings in charge by Comune, beside the persons by Comune of the same year, give hidden cells away."""
        by_comune = found["livello"] == PlaceLevel.COMUNE
        if by_comune and not found.get("esatte") and indicator.recipe.measure in FLOWS:
            self.add_error(
                "livello",
                _("Per Comune si vedono le persone, non le prese in carico: insieme svelerebbero chi è nascosto."),
            )

    def question(self) -> Question:
        """The question of a valid form."""
        found = self.cleaned_data
        return Question(
            indicator=found["indicatore"],
            period=period_of(found["periodo"]),
            level=PlaceLevel(found["livello"]),
            breakdown=found.get("suddivisione", ""),
            value=found.get("valore", ""),
            within=found.get("dentro"),
            exact=bool(found.get("esatte")),
        )


def parameters(question: Question) -> dict[str, str]:
    """The address of a question, as the form reads it."""
    found = {
        "indicatore": question.indicator.code,
        "periodo": period_code(question.period),
        "livello": question.level.value,
        "suddivisione": question.breakdown,
        "valore": question.value,
        "dentro": str(question.within.pk) if question.within else "",
        "esatte": "on" if question.exact else "",
    }
    return {name: value for name, value in found.items() if value}


def period_code(period: Period) -> str:
    """`2025` or `2025-2`."""
    return str(period.year) if period.quarter is None else f"{period.year}-{period.quarter}"


def period_of(code: str) -> Period:
    """A period from its code, which the form has found among its choices."""
    year, _dash, quarter = code.partition("-")
    return Period(int(year), int(quarter) if quarter else None)


def period_choices(years: Sequence[int], today: date) -> list[tuple[str, Any]]:
    """Years and quarters that have begun, the latest first."""
    found: list[tuple[str, Any]] = []
    for year in years:
        quarters = [quarter for quarter in Period(year).quarters() if quarter.first <= today]
        listed = [(period_code(quarter), _quarter_label(quarter)) for quarter in reversed(quarters)]
        found.append((str(year), [(str(year), _("Anno %(year)s") % {"year": year}), *listed]))
    return found


def _quarter_label(period: Period) -> str:
    return str(_("%(number)sº trimestre %(year)s") % {"number": period.quarter, "year": period.year})


class ExportForm(forms.Form):
    """Why a table leaves the house, and in which form."""

    formato = forms.ChoiceField(label=_("Formato"), choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")])
    scopo = forms.CharField(
        label=_("A che cosa serve"),
        max_length=200,
        min_length=5,
        help_text=_("Resta scritto nel registro degli accessi. Per esempio: relazione annuale dell’Ambito."),
    )
