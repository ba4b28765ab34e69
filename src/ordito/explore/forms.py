# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import About
from ordito.explore.engine.question import FILTER, PLACE, Question
from ordito.explore.enums import Look
from ordito.explore.queries.asking import QuestionError, asked_by
from ordito.explore.queries.desk import NATURES
from ordito.explore.queries.tables import NO_NOISE
from ordito.indicators.queries.periods import period_choices
from ordito.territory.enums import TerritoryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ordito.explore.queries.desk import Desk, Dimension

Grouped = list[tuple[Any, Any]]
GONE = _("La voce scelta nel filtro non c’è più: scegline un’altra.")


class QuestionForm(forms.Form):
    """A table asked for by address: every field is a parameter of a GET. What it offers depends on the measure."""

    misura = forms.ChoiceField(
        label=_("Che cosa contare"),
        error_messages={"invalid_choice": _("Questo indicatore non è in uso: scegline un altro.")},
    )
    periodo = forms.ChoiceField(
        label=_("Periodo"),
        error_messages={"invalid_choice": _("Di questo periodo non ci sono dati: scegline un altro.")},
    )
    righe = forms.ChoiceField(
        label=_("Righe"),
        error_messages={"invalid_choice": _("Questa misura non si può vedere per queste righe: scegline altre.")},
    )
    colonne = forms.ChoiceField(
        label=_("Colonne"),
        required=False,
        error_messages={"invalid_choice": _("Questa misura non si può vedere per queste colonne: scegline altre.")},
    )
    dentro = forms.ChoiceField(
        label=_("Solo dentro"),
        required=False,
        error_messages={"invalid_choice": _("Di questo territorio non puoi vedere le cifre: scegline un altro.")},
    )
    confronta = forms.ChoiceField(
        label=_("Confronta con"),
        required=False,
        error_messages={"invalid_choice": _("Con questo non si può confrontare: scegli un termine dell’elenco.")},
    )
    esatte = forms.BooleanField(label=_("Cifre esatte"), required=False)

    def __init__(self, data: Mapping[str, str], *, desk: Desk) -> None:
        super().__init__(data)
        self.desk = desk
        self.asked: Question | None = None
        measure = desk.asked.get(data.get("misura", "")) or next(iter(desk.asked.values()))
        dimensions = desk.offered(measure)
        periods, places = period_choices(desk.years, desk.today), place_choices(desk)
        self._choices("misura", measure_choices(desk))
        self._choices("periodo", periods)
        self._choices("righe", dimension_choices(dimensions))
        columns = [one for one in dimensions if one.by is not None and not one.place]
        self._choices("colonne", [("", _("Nessuna, solo il totale")), *dimension_choices(columns)])
        self._choices("dentro", [("", _("Tutta la Regione")), *places])
        self._choices("confronta", [("", _("Nessun confronto")), *periods, *_places_to_compare(places)])
        if not desk.rights.exact_in:
            del self.fields["esatte"]
        self._filters(columns)

    def _choices(self, name: str, choices: Grouped) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # all of them are choice fields

    def _filters(self, dimensions: Iterable[Dimension]) -> None:
        """One select for each dimension whose values have words."""
        for dimension in dimensions:
            if dimension.codes:
                self.fields[f"{FILTER}{dimension.code}"] = forms.ChoiceField(
                    label=dimension.label,
                    required=False,
                    choices=[("", _("Tutti")), *dimension.codes.items()],
                    error_messages={"invalid_choice": GONE},
                )

    @property
    def filters(self) -> list[forms.BoundField]:
        """The fields that keep a dimension to one value."""
        return [self[name] for name in self.fields if name.startswith(FILTER)]

    @property
    def filtered(self) -> bool:
        """Whether some dimension is kept to one value."""
        return any(field.value() for field in self.filters)

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be counted together, in words."""
        found = super().clean() or {}
        if self.errors:
            return found
        try:
            self.asked = asked_by({name: str(value) for name, value in found.items() if value}, self.desk)
        except QuestionError as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return found

    @property
    def question(self) -> Question:
        """The question of a valid form."""
        if self.asked is None:
            raise ValueError("The form is not valid")
        return self.asked


def measure_choices(desk: Desk) -> Grouped:
    """Indicators first, then what may be counted without an agreement, by dataset."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in desk.asked.values():
        only_exact = one.about == About.PEOPLE and one.definition.measure in NO_NOISE
        label = _("%(name)s (solo come cifra esatta)") % {"name": one.name} if only_exact else one.name
        groups.setdefault(one.group, []).append((one.code, label))
    return list(groups.items())


def dimension_choices(dimensions: Iterable[Dimension]) -> Grouped:
    """Dimensions under the headings of what they are about."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in dimensions:
        groups.setdefault(str(NATURES[one.nature]), []).append((one.code, one.label))
    return list(groups.items())


def place_choices(desk: Desk) -> Grouped:
    """Places by kind."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in desk.places.values():
        groups.setdefault(str(TerritoryKind(place.kind).label), []).append((str(place.pk), place.name))
    return list(groups.items())


def _places_to_compare(places: Grouped) -> Grouped:
    whole = [(_("Tutto il territorio"), [(f"{PLACE}0", _("Tutta la Regione"))])]
    return whole + [(group, [(f"{PLACE}{key}", name) for key, name in choices]) for group, choices in places]


class ExportForm(forms.Form):
    """Why a table leaves the page, and in which form."""

    formato = forms.ChoiceField(
        label=_("Formato"), choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV"), ("pdf", _("PDF da stampare"))]
    )
    scopo = forms.CharField(
        label=_("A che cosa serve"),
        max_length=200,
        min_length=5,
        help_text=_("Resta scritto nel registro degli accessi. Per esempio: relazione annuale dell’Ambito."),
    )


class SaveForm(forms.Form):
    """A question kept under a name."""

    nome = forms.CharField(label=_("Nome della vista"), max_length=120)
    look = forms.ChoiceField(label=_("Come si vede sui cruscotti"), choices=Look.choices, initial=Look.TABLE)


class KeptForm(forms.Form):
    """The name of something kept, and who else may open it."""

    nome = forms.CharField(label=_("Nome"), max_length=120)
    condivisa = forms.ChoiceField(
        label=_("Chi può aprirla"),
        required=False,
        help_text=_("Gli altri la aprono e la copiano; a cambiarla sei solo tu."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sharings: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["condivisa"].choices = [("", _("Solo io")), *sharings.items()]  # type: ignore[attr-defined] # a choice field


class ViewForm(KeptForm):
    """A saved view: also how it is drawn."""

    look = forms.ChoiceField(label=_("Come si vede sui cruscotti"), choices=Look.choices)
    field_order = ("nome", "look", "condivisa", "version")


class NameForm(forms.Form):
    """The name of something new."""

    nome = forms.CharField(label=_("Nome"), max_length=120)


class TileForm(forms.Form):
    """A view to be put on a dashboard."""

    vista = forms.TypedChoiceField(label=_("Vista"), coerce=int)
    look = forms.ChoiceField(label=_("Come si vede"), choices=Look.choices)

    def __init__(self, *args: Any, views: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vista"].choices = [(view.pk, view.name) for view in views]  # type: ignore[attr-defined] # a choice field


class ReportForm(KeptForm):
    """The title and text of a report."""

    testo = forms.CharField(
        label=_("Testo"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "Una riga vuota separa i paragrafi. Una riga che comincia con ## è un titolo. [figura 1], da sola su una "
            "riga, mette lì la figura. Non scrivere nomi di persone seguite."
        ),
    )
    vista = forms.TypedChoiceField(
        label=_("Aggiungi una figura da una vista salvata"), coerce=int, empty_value=None, required=False
    )
    field_order = ("nome", "testo", "condivisa", "vista", "version")

    def __init__(self, *args: Any, views: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Nessuna")), *((view.pk, view.name) for view in views)]
        self.fields["vista"].choices = choices  # type: ignore[attr-defined] # a choice field


class PurposeForm(forms.Form):
    """Why a report is taken along."""

    scopo = ExportForm.base_fields["scopo"]
