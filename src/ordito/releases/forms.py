# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.templatetags.components import thousands
from ordito.indicators.engine.model import Measure
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.releases.engine.frozen import BETWEEN, Wanted, period_of
from ordito.releases.engine.ledger import MOST_CELLS
from ordito.releases.engine.quantities import ROWS
from ordito.releases.enums import Breakdown, Protection, ReleaseState
from ordito.releases.queries.offers import crossed_twice
from ordito.releases.queries.tables import AGE_LEVELS, facets_in
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ordito.core.declare import Text
    from ordito.releases.queries.offers import Subject

MOST_BREAKDOWNS = 3
LEVEL_OF_KIND = {
    TerritoryKind.REGION.value: PlaceLevel.REGION,
    TerritoryKind.PROVINCE.value: PlaceLevel.PROVINCE,
    TerritoryKind.AMBITO.value: PlaceLevel.AMBITO,
    TerritoryKind.MUNICIPALITY.value: PlaceLevel.COMUNE,
}
SECTIONS = (
    (_("2. La tabella"), ("periodo", "livello", "dentro", "suddivisione")),
    (_("3. Chi la legge"), ("audience", "protection")),
    (_("4. Come si chiama"), ("title", "purpose", "description")),
)
ORDER = [PlaceLevel.REGION, PlaceLevel.PROVINCE, PlaceLevel.AMBITO, PlaceLevel.COMUNE]


@dataclass(frozen=True)
class Offered:
    """What the form may offer to this person, on this snapshot, of what was chosen to be counted.

    `outside` says whether they publish open data, `cells` how many cells a table would have (None: it has no place).
    """

    subject: Subject
    personal: bool
    facets: Sequence[tuple[str, Mapping[str, str]]]
    periods: Sequence[tuple[str, Any]]
    places: Sequence[Territory]
    everywhere: bool
    outside: bool
    cells: Callable[[Wanted], int]


class Pickers(forms.SelectMultiple):
    """Several values of one long list, each picked from a list of its own; a list left empty is one value less."""

    template_name = "releases/pickers.html"
    use_fieldset = True

    def __init__(self, *labels: Text) -> None:
        super().__init__()
        self.labels = labels

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """One list for each label, the first under the field's own id, which errors point to."""
        context = super().get_context(name, value, attrs)
        chosen, own = (
            [*context["widget"]["value"], *([""] * len(self.labels))],
            context["widget"]["attrs"].get("id", ""),
        )
        context["invalid"] = "aria-invalid" in context["widget"]["attrs"]
        context["pickers"] = [
            (label, own if not at else f"{own}_{at}", self.optgroups(name, [chosen[at]]))
            for at, label in enumerate(self.labels)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """What was picked, each once."""
        return [one for one in dict.fromkeys(super().value_from_datadict(data, files, name) or []) if one]


class SubjectForm(forms.Form):
    """What is counted; the rest of the form depends on it."""

    misura = forms.ChoiceField(label=_("Che cosa si conta"))

    def __init__(self, data: Mapping[str, Any], *, groups: Sequence[tuple[str, Sequence[Subject]]]) -> None:
        super().__init__(data, auto_id="scelta_%s")  # beside it the other form hides a field of this name
        field: Any = self.fields["misura"]
        field.choices = [(label, [(one.key, one.label) for one in several]) for label, several in groups]


class ReleaseForm(forms.Form):
    """A table that is to leave: where, when, for whom and why."""

    misura = forms.CharField(widget=forms.HiddenInput)
    periodo = forms.ChoiceField(label=_("Periodo"))
    livello = forms.ChoiceField(label=_("Righe"), choices=PlaceLevel.choices)
    dentro = forms.ModelChoiceField(
        label=_("Territorio"), queryset=Territory.objects.none(), required=False, empty_label=_("Tutta la Regione")
    )
    suddivisione = forms.MultipleChoiceField(
        label=_("Suddivisioni"),
        required=False,
        widget=Pickers(_("Prima"), _("Seconda"), _("Terza")),
        help_text=_("Si incrociano: meno sono, meno cifre si nascondono. Senza nessuna esce il totale di ogni riga."),
    )
    audience = forms.ChoiceField(label=_("Per chi"))
    protection = forms.ChoiceField(
        label=_("Come si proteggono le persone"),
        choices=Protection.choices,
        initial=Protection.SUPPRESSION,
        required=False,
        widget=forms.RadioSelect,
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
        super().__init__(data, initial={"form_key": uuid4(), "misura": offered.subject.key} | dict(initial))
        self.offered = offered
        people = [(name.value, name.label) for name in (Breakdown.GENDER, Breakdown.BROAD_AGE, Breakdown.AGE)]
        groups: list[tuple[Text, Any]] = [(label, [*facets.items()]) for label, facets in offered.facets]
        groups = [(_("Persone"), people), *groups] if offered.personal else groups
        self._field("suddivisione").choices = [("", _("Nessuna")), *groups]
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

    def sections(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """The fields as they are thought about: the table, who reads it, how it is called."""
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be counted or protected together, in words."""
        found = super().clean() or {}
        if found.get("misura") != self.offered.subject.key:
            self.add_error(None, _("Quello che hai scelto di contare non esce in una tabella: scegli di nuovo, sopra."))
        if not {"periodo", "livello", "suddivisione"} <= found.keys():
            return found
        level, place = PlaceLevel(found["livello"]), found.get("dentro")
        if place and ORDER.index(level) < ORDER.index(LEVEL_OF_KIND[place.kind]):
            found["livello"] = LEVEL_OF_KIND[place.kind].value
        found["protection"] = found.get("protection") or Protection.SUPPRESSION.value
        wanted = self.wanted()
        if self.offered.personal and wanted.measure in ROWS and wanted.level == PlaceLevel.COMUNE:
            self.add_error("livello", _("Per Comune escono le persone: insieme ad altri conteggi le svelerebbero."))
        if why := self._why_not_broken_down(wanted):
            self.add_error("suddivisione", why)
        elif not self.errors:
            self._refuse_too_many(wanted)
        return found

    def _why_not_broken_down(self, wanted: Wanted) -> Any:
        """Why the chosen breakdowns do not go together; "" when they do."""
        if len(wanted.breakdowns) > MOST_BREAKDOWNS:
            return _("Al massimo tre suddivisioni insieme.")
        if len(set(wanted.breakdowns) & set(AGE_LEVELS)) > 1:
            return _("Scegli le fasce ampie o quelle strette.")
        if wanted.measure == Measure.RATE and facets_in(wanted):
            return _("Un tasso si suddivide per genere o per età.")
        return crossed_twice(wanted.dataset, [*facets_in(wanted), *dict(wanted.where)])

    def _refuse_too_many(self, wanted: Wanted) -> None:
        cells = self.offered.cells(wanted)
        if cells > MOST_CELLS:
            said = {"cells": thousands(cells), "most": thousands(MOST_CELLS)}
            text = _(
                "La tabella avrebbe %(cells)s celle, e se ne verificano al massimo %(most)s. Togli una suddivisione o "
                "scegli territori più grandi."
            )
            self.add_error("suddivisione", text % said)

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        found, place, subject = self.cleaned_data, self.cleaned_data.get("dentro"), self.offered.subject
        return Wanted(
            subject.measure,
            period_of(found["periodo"]),
            found["livello"],
            BETWEEN.join(found["suddivisione"]),
            subject.age_from,
            subject.age_to,
            place.pk if place else None,
            subject.indicator,
            subject.dataset,
            subject.where,
        )


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
