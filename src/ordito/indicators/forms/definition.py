# SPDX-License-Identifier: EUPL-1.2
"""The builder: a recipe chosen from what is there, without code. Its fields depend on the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.indicators.engine.definition import Definition, Denominator, FlawedDefinitionError, Only, Over
from ordito.indicators.engine.model import Measure
from ordito.indicators.enums import MeasureChoice
from ordito.indicators.queries.catalogue import OF_NUMBERS, OF_STOCKS
from ordito.indicators.queries.checks import flaw_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.indicators.queries.catalogue import Countable

ONLY = "solo-"
WHOLE, OTHER = "whole", "other"
OVERS = [
    (Over.NOTHING.value, _("niente: è un numero")),
    (Over.RESIDENTS.value, _("i residenti delle stesse età")),
    (WHOLE, _("lo stesso conteggio, senza alcune delle condizioni: è una quota")),
    (OTHER, _("un altro conteggio")),
]
PER = [(1, _("per ognuno")), (100, _("ogni 100")), (1000, _("ogni 1.000")), (10_000, _("ogni 10.000"))]
FIELD_OF = {
    "measure": "measure",
    "column": "column",
    "ages": "age_from",
    "over": "over",
    "over.measure": "other_measure",
    "over.dataset": "other_dataset",
    "over.where": "kept",
}
"""At which field a flaw of a recipe is shown."""


class DatasetForm(forms.Form):
    """Which data to count; the rest of the builder depends on it."""

    dati = forms.ChoiceField(label=_("Dati"))

    def __init__(self, *args: Any, datasets: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("dati").choices = sorted(datasets.items(), key=lambda one: one[1])

    def field(self, name: str) -> Any:
        """A field, as what it is."""
        return self.fields[name]


class BuilderForm(forms.Form):
    """The recipe of one dataset, and what changes by it."""

    measure = forms.ChoiceField(label=_("Che cosa si conta"), widget=forms.RadioSelect)
    column = forms.ChoiceField(label=_("Di quale numero"), required=False)
    age_from = forms.TypedChoiceField(label=_("Da quale età"), required=False, coerce=int, empty_value=None)
    age_to = forms.TypedChoiceField(label=_("Fino a quale età"), required=False, coerce=int, empty_value=None)
    over = forms.ChoiceField(label=_("Si divide per"), choices=OVERS, widget=forms.RadioSelect)
    kept = forms.MultipleChoiceField(
        label=_("Nel totale valgono ancora le condizioni su"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Serve solo per una quota: le altre condizioni nel totale non valgono."),
    )
    other_dataset = forms.ChoiceField(label=_("Altro conteggio: di quali dati"), required=False)
    other_measure = forms.ChoiceField(
        label=_("Altro conteggio: che cosa"),
        required=False,
        choices=[("", "–"), *((one.value, one.label) for one in (MeasureChoice.PERSONS, *OF_STOCKS))],
    )
    per = forms.TypedChoiceField(label=_("Si dice"), choices=PER, coerce=int)
    breakdowns = forms.MultipleChoiceField(
        label=_("Si può suddividere per"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Il territorio c’è sempre. Chi guarda l’indicatore sceglie fra queste voci."),
    )
    changes = forms.CharField(label=_("Che cosa cambia rispetto alla versione in uso"), max_length=500, required=False)
    breaks_series = forms.BooleanField(
        label=_("La serie si interrompe: le cifre di prima e di dopo non si confrontano"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, dataset: Countable, datasets: Mapping[str, str], bands: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dataset = dataset
        self.definition: Definition | None = None
        offered = [(key, one.label) for key, one in dataset.dimensions.items()]
        self.field("measure").choices = [(one.value, one.label) for one in dataset.measures]
        if dataset.personal:
            self.fields["measure"].help_text = _(
                "Mediane e somme su persone seguite non ci sono: mostrarle direbbe troppo di qualcuno. "
                "Di una durata o di un punteggio c’è la media."
            )
        self.field("column").choices = [("", "–"), *dataset.numbers.items()]
        self.field("age_from").choices = [("", _("qualunque")), *((age, age) for age in bands)]
        self.field("age_to").choices = [("", _("qualunque")), *((age - 1, age - 1) for age in bands if age)]
        self.field("other_dataset").choices = [("", "–"), *sorted(datasets.items(), key=lambda one: one[1])]
        self.field("kept").choices = [pair for pair in offered if dataset.dimensions[pair[0]].codes]
        self.field("breakdowns").choices = offered
        self._drop_what_does_not_apply()
        for key, one in dataset.dimensions.items():
            if one.codes:
                self.fields[ONLY + key] = forms.MultipleChoiceField(
                    label=one.label,
                    required=False,
                    choices=[(code, name) for code, name in one.codes.items() if code not in one.retired],
                    widget=forms.CheckboxSelectMultiple,
                )

    def _drop_what_does_not_apply(self) -> None:
        if not self.dataset.numbers:
            del self.fields["column"]
        if not self.dataset.personal:
            self.fields["age_from"].help_text = _("Le età dei residenti per cui si divide.")

    def field(self, name: str) -> Any:
        """A field, as what it is."""
        return self.fields[name]

    @property
    def conditions(self) -> list[tuple[Any, int]]:
        """The lists of codes, each with how many are chosen."""
        return [(self[name], len(self[name].value() or ())) for name in self.fields if name.startswith(ONLY)]

    @property
    def limited(self) -> bool:
        """Whether some list of codes is limited, or wrong."""
        return any(chosen or field.errors for field, chosen in self.conditions)

    def clean(self) -> dict[str, Any]:
        """Make the recipe, or say at which field it is wrong."""
        found = super().clean() or {}
        if not self.errors:
            try:
                self.definition = self._definition(found).checked()
            except FlawedDefinitionError as error:
                field = FIELD_OF.get(error.key)
                self.add_error(field if field in self.fields else None, flaw_in_words(error))
        return found

    def _definition(self, found: Mapping[str, Any]) -> Definition:
        where = tuple(
            Only(name.removeprefix(ONLY), tuple(found[name]))
            for name in self.fields
            if name.startswith(ONLY) and found.get(name)
        )
        measure = Measure(found["measure"])
        return Definition(
            dataset=self.dataset.name,
            measure=measure,
            column=found.get("column", "") if found["measure"] in {one.value for one in OF_NUMBERS} else "",
            age_from=found.get("age_from"),
            age_to=found.get("age_to"),
            where=where,
            over=self._over(found, measure, where),
            breakdowns=tuple(found["breakdowns"]),
        )

    def _over(self, found: Mapping[str, Any], measure: Measure, where: Sequence[Only]) -> Denominator:
        per = found["per"]
        if found["over"] == WHOLE:
            kept = tuple(one for one in where if one.dimension in found["kept"])
            return Denominator(Over.COUNT, per, "", measure, kept)
        if found["over"] == OTHER:
            other = Measure(found["other_measure"]) if found["other_measure"] else None
            return Denominator(Over.COUNT, per, found["other_dataset"] or self.dataset.name, other)
        if found["over"] == Over.RESIDENTS:
            return Denominator(Over.RESIDENTS, per)
        return Denominator()


def initial_of(recipe: Definition) -> dict[str, Any]:
    """What the builder shows of a recipe."""
    over: str = recipe.over.over.value
    if recipe.over.over == Over.COUNT:
        part = not recipe.over.dataset and recipe.over.measure == recipe.measure
        over = WHOLE if part else OTHER
    shown: dict[str, Any] = {
        "measure": recipe.measure.value,
        "column": recipe.column,
        "age_from": recipe.age_from,
        "age_to": recipe.age_to,
        "over": over,
        "kept": [one.dimension for one in recipe.over.where],
        "other_dataset": (recipe.over.dataset or recipe.dataset) if over == OTHER else "",
        "other_measure": recipe.over.measure.value if over == OTHER and recipe.over.measure else "",
        "per": recipe.over.per,
        "breakdowns": list(recipe.breakdowns),
    }
    return shown | {ONLY + one.dimension: list(one.codes) for one in recipe.where}
