# SPDX-License-Identifier: EUPL-1.2
"""The forms with which a training standard is written, courses are held against it, and evidence is added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.components import DecimalCommaField
from ordito.core.fields import uuid7
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Organisation, Territory
from ordito.training.models import Course, Edition
from ordito.training.queries.choices import bodies_for, places_for

if TYPE_CHECKING:
    from decimal import Decimal

    from ordito.core.access import Actor
    from ordito.training.engine.standards import Comparison
    from ordito.training.models import StandardVersion, TrainingStandard

LONG = 4000
LINE = 300
PLACES = (TerritoryKind.REGION, TerritoryKind.MACRO_AREA, TerritoryKind.PROVINCE, TerritoryKind.AMBITO)


def _text(label: Any, *, rows: int = 4, **options: Any) -> forms.CharField:
    options = {"required": False, "max_length": LONG, **options}
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class StandardForm(forms.Form):
    """What a standard says, but for its contents, which are rows of their own."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    organiser = forms.ModelChoiceField(
        label=_("Ente che lo propone"), queryset=Organisation.objects.none(), empty_label=_("Scegli")
    )
    territory = forms.ModelChoiceField(
        label=_("Territorio in cui vale"), queryset=Territory.objects.none(), empty_label=_("Scegli")
    )
    aims = _text(_("A che cosa serve"))
    hours = DecimalCommaField(label=_("Ore in tutto, almeno"), max_digits=5, decimal_places=1, min_value=1)
    competences = _text(
        _("Competenze"), rows=6, max_length=10000,
        help_text=_("Che cosa sa fare chi ha finito. Una per riga."),
    )  # fmt: skip
    teachers = _text(_("Requisiti dei docenti"))
    assessment = _text(_("Valutazione degli apprendimenti"))
    changes = forms.CharField(
        label=_("Che cosa cambia rispetto alla versione di prima"), max_length=500, required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Actor, standard: TrainingStandard | None = None, first: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        body, place = (standard.organiser_id, standard.territory_id) if standard else (None, None)
        fields["organiser"].queryset = bodies_for(actor, [Verb.MANAGE_TRAINING], kept=body)
        fields["territory"].queryset = places_for(actor, [Verb.MANAGE_TRAINING], PLACES, kept=place)
        if first:
            del fields["changes"]

    def clean_competences(self) -> list[str]:
        """One a line, without blanks; the database keeps each in a row."""
        lines = [line.strip() for line in self.cleaned_data["competences"].splitlines()]
        if any(len(line) > LINE for line in lines):
            raise forms.ValidationError(_("Ogni competenza sta in 300 caratteri: dividi la più lunga."))
        return [line for line in lines if line]

    def values(self) -> dict[str, Any]:
        """What was typed, as `actions.StandardValues` has it but for the contents; of a valid form."""
        left_out = {"version", "form_key"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


def initial_of(version: StandardVersion) -> dict[str, Any]:
    """The values of a form about a version as it stands."""
    standard = version.standard
    names = ("aims", "hours", "teachers", "assessment", "changes", "version")
    return {
        **{name: getattr(version, name) for name in names},
        "title": standard.title,
        "organiser": standard.organiser_id,
        "territory": standard.territory_id,
        "competences": "\n".join(version.competences.order_by("position").values_list("text", flat=True)),
    }


class ContentForm(forms.Form):
    """One content of a standard: a line left empty says nothing, one whose title is taken away goes."""

    title = forms.CharField(label=_("Contenuto"), max_length=200, required=False)
    hours = DecimalCommaField(label=_("Ore, almeno"), max_digits=5, decimal_places=1, min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        """Hours go with a title, and a title with hours."""
        values = super().clean() or self.cleaned_data
        title, hours = values.get("title"), values.get("hours")
        if title and hours is None and "hours" not in self.errors:
            self.add_error("hours", _("Scrivi quante ore, almeno."))
        if hours and not title:
            self.add_error("title", _("Scrivi di che cosa sono queste ore."))
        return values


ContentFormSet = forms.formset_factory(ContentForm, extra=4, max_num=60, validate_max=True)


def contents_typed(forms_of_contents: Any) -> list[tuple[str, Decimal]]:
    """The contents of a valid set, in order."""
    rows = [form.cleaned_data for form in forms_of_contents]
    return [(row["title"].strip(), row["hours"]) for row in rows if row.get("title", "").strip()]


class LinkCourseForm(forms.Form):
    """A course that follows the standard."""

    course = forms.ModelChoiceField(label=_("Corso"), queryset=Course.objects.none(), empty_label=_("Scegli"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["course"]
        field.queryset = Course.objects.visible_to(actor).order_by("title", "pk")


class CoverageForm(forms.Form):
    """Which modules of the course treat each content: boxes to tick, one group a content."""

    def __init__(self, *args: Any, held: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in held.lines:
            self.fields[f"c{line.content.key}"] = forms.TypedMultipleChoiceField(
                label=line.content.title,
                coerce=int,
                required=False,
                choices=[(module.key, module.title) for module in held.modules],
                initial=[module.key for module in line.modules],
                widget=forms.CheckboxSelectMultiple,
            )

    def coverage(self) -> dict[int, list[int]]:
        """Ids of modules by the id of the content; of a valid form."""
        return {int(name[1:]): keys for name, keys in self.cleaned_data.items()}


class EvidenceForm(forms.Form):
    """What the evaluation of a course, or of one of its editions, says in support."""

    course = forms.ModelChoiceField(label=_("Corso"), queryset=Course.objects.none(), empty_label=_("Scegli"))
    edition = forms.ModelChoiceField(
        label=_("Edizione"), queryset=Edition.objects.none(), required=False, empty_label=_("Tutte le edizioni")
    )
    finding = forms.CharField(
        label=_("Che cosa se ne ricava"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Una frase: i risultati stanno nel rapporto di valutazione, che si apre da qui."),
    )  # fmt: skip
    form_key = forms.UUIDField(required=False, initial=uuid7, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, version: StandardVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.visible_to(actor).filter(standards__standard_version__standard=version.standard_id)
        fields: Any = self.fields
        fields["course"].queryset = Course.objects.filter(pk__in=courses.values("pk")).order_by("title", "pk")
        editions = Edition.objects.visible_to(actor).filter(course__in=courses.values("pk"))
        fields["edition"].queryset = editions.select_related("course").order_by("course__title", "starts_on", "pk")
