# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.model import FLOWS, Measure
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.releases.engine.frozen import Wanted, period_of
from ordito.releases.enums import Breakdown, Protection, ReleaseState
from ordito.releases.queries.cases import TAKINGS
from ordito.releases.queries.tables import ages_fit
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.indicators.models import Indicator

COUNTED = {
    Measure.PERSONS: _("Persone in carico nel periodo"),
    Measure.RATE: _("Persone in carico ogni 1.000 residenti"),
    Measure.OPEN: _("Prese in carico aperte alla fine del periodo"),
    Measure.OPENED: _("Prese in carico aperte nel periodo"),
    Measure.CLOSED: _("Prese in carico chiuse nel periodo"),
}
LEVEL_OF_KIND = {
    TerritoryKind.REGION.value: PlaceLevel.REGION,
    TerritoryKind.PROVINCE.value: PlaceLevel.PROVINCE,
    TerritoryKind.AMBITO.value: PlaceLevel.AMBITO,
    TerritoryKind.MUNICIPALITY.value: PlaceLevel.COMUNE,
}
ORDER = [PlaceLevel.REGION, PlaceLevel.PROVINCE, PlaceLevel.AMBITO, PlaceLevel.COMUNE]


@dataclass(frozen=True)
class Offered:
    """What the form may offer to this person, on this snapshot: `outside` whether they publish open data."""

    indicators: Sequence[Indicator]
    periods: Sequence[tuple[str, Any]]
    places: Sequence[Territory]
    everywhere: bool
    outside: bool


def releasable(indicator: Indicator) -> bool:
    """Whether tables of an indicator can be released: all takings or their persons, perhaps by residents."""
    recipe = indicator.current.recipe if indicator.current else None
    return (
        recipe is not None
        and recipe.dataset == TAKINGS
        and recipe.measure in COUNTED
        and not recipe.where
        and (recipe.over.over == Over.NOTHING or (recipe.over.over == Over.RESIDENTS and recipe.over.per == 1000))  # noqa: PLR2004 - rates are told out of a thousand
        and (recipe.over.over == Over.NOTHING or recipe.measure == Measure.PERSONS)
    )


class ReleaseForm(forms.Form):
    """A table that is to leave: what, where, when, for whom and why."""

    misura = forms.ChoiceField(label=_("Che cosa si conta"))
    periodo = forms.ChoiceField(label=_("Periodo"))
    livello = forms.ChoiceField(label=_("Righe"), choices=PlaceLevel.choices)
    dentro = forms.ModelChoiceField(
        label=_("Territorio"), queryset=Territory.objects.none(), required=False, empty_label=_("Tutta la Regione")
    )
    suddivisione = forms.ChoiceField(label=_("Suddivisione"), choices=Breakdown.choices, required=False)
    audience = forms.ChoiceField(label=_("Per chi"))
    protection = forms.ChoiceField(
        label=_("Come si proteggono le persone"),
        choices=Protection.choices,
        initial=Protection.SUPPRESSION,
        required=False,
    )
    title = forms.CharField(label=_("Titolo"), max_length=200, min_length=5)
    description = forms.CharField(
        label=_("Descrizione"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Che cosa contiene la tabella e come si legge. Serve per i dati aperti."),
    )
    purpose = forms.CharField(
        label=_("A che cosa serve"),
        max_length=300,
        min_length=5,
        help_text=_("Resta nel registro. Per esempio: relazione annuale dell’Ambito."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, offered: Offered, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial={"form_key": uuid4()} | dict(initial))
        self.offered = offered
        plain = [(measure.value, label) for measure, label in COUNTED.items()]
        agreed = [(f"i:{row.code}", row.name) for row in offered.indicators]
        self._field("misura").choices = [(_("Indicatori"), agreed), (_("Conteggi"), plain)] if agreed else plain
        self._field("periodo").choices = offered.periods
        self._field("dentro").queryset = Territory.objects.filter(
            pk__in=[place.pk for place in offered.places]
        ).order_by("-kind", "name")
        if not offered.everywhere:
            self._field("dentro").empty_label = None
            self._field("dentro").required = True
        audiences = [audience for audience in Audience if offered.outside or audience == Audience.NETWORK]
        self._field("audience").choices = [(audience.value, audience.label) for audience in audiences]

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be counted or protected together, in words."""
        found = super().clean() or {}
        if not {"misura", "periodo", "livello"} <= found.keys():
            return found
        level, place = PlaceLevel(found["livello"]), found.get("dentro")
        if place and ORDER.index(level) < ORDER.index(LEVEL_OF_KIND[place.kind]):
            found["livello"] = LEVEL_OF_KIND[place.kind].value
        found["protection"] = found.get("protection") or Protection.SUPPRESSION.value
        wanted = self.wanted()
        if wanted.measure in FLOWS and wanted.level == PlaceLevel.COMUNE:
            self.add_error(
                "livello",
                _("Per Comune escono le persone, non le prese in carico: insieme svelerebbero chi è nascosto."),
            )
        if not ages_fit(wanted):
            self.add_error("misura", _("Le età di questo indicatore non coincidono con le fasce in uso."))
        if wanted.measure == Measure.RATE and wanted.breakdown in {
            Breakdown.SERVICE, Breakdown.BODY, Breakdown.REASON, Breakdown.MODE,
        }:  # fmt: skip
            self.add_error("suddivisione", _("Un tasso si suddivide per genere o per età."))
        return found

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        found, place = self.cleaned_data, self.cleaned_data.get("dentro")
        kind, _colon, code = found["misura"].partition(":")
        asked: dict[str, Any] = {"period": period_of(found["periodo"]), "level": found["livello"]}
        asked |= {"breakdown": found.get("suddivisione", ""), "place_id": place.pk if place else None}
        recipe = next((row.current.recipe for row in self.offered.indicators if row.current and row.code == code), None)
        if recipe is None:
            return Wanted(Measure(kind), **asked)
        measure = Measure.RATE if recipe.over.over == Over.RESIDENTS else recipe.measure
        return Wanted(measure, **asked, age_from=recipe.age_from, age_to=recipe.age_to, indicator=code)


class LedgerFilter(forms.Form):
    """Which releases the list shows."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutte")), *ReleaseState.choices])
    per = forms.ChoiceField(label=_("Per chi"), required=False, choices=[("", _("Tutti")), *Audience.choices])


class WithdrawForm(forms.Form):
    """Why a table is taken back."""

    because = forms.CharField(
        label=_("Perché la ritiri"),
        max_length=300,
        min_length=5,
        help_text=_("Lo legge chi cerca la tabella al suo indirizzo. Il registro la ricorda comunque."),
    )
