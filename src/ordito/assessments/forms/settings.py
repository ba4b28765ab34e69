# SPDX-License-Identifier: EUPL-1.2
"""What an office changes: the words of a scheme, its own instruments, its screening rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ordito.assessments.engine.wording import OwnScale, Wording
from ordito.assessments.enums import ListKey, RuleKind, StrengthEnd
from ordito.assessments.models import Dimension, Instrument, ScaleBand, Scheme
from ordito.cases.forms.fields import CodeField, StaffField, TypedDateField
from ordito.questionnaires.models import QuestionnaireVersion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.forms import BoundField

    from ordito.assessments.queries.schemes import Line
    from ordito.questionnaires.models import VersionQuestion

BAND = re.compile(r"(-?\d+)(?:\s*[-–]\s*(-?\d+))?\s*[:=]?\s*(\D.*)")
MOST_SCALES = 12


class WordingForm(forms.Form):
    """The words of a scheme: two fields for each side and sub-dimension, one for each value of its scales."""

    name = forms.CharField(label=_("Nome dello schema"), max_length=160)
    source = forms.CharField(
        label=_("Fonte"), max_length=400, required=False, help_text=_("Il testo da cui vengono le parole.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheme: Scheme, lines: Sequence[Line], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"name": scheme.name, "source": scheme.source, "version": scheme.version})
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.sides = list({line.dimension.pk: line.dimension for line in lines}.values())
        self.bands = list(ScaleBand.objects.filter(scale__in={line.scale.pk for line in lines}).order_by("pk"))
        for side in self.sides:
            self._words(f"d{side.pk}", side.label, side.question, _("Dimensione"))
        for line in lines:
            self._words(f"s{line.pk}", line.label, line.sub_dimension.question, line.code)
        for band in self.bands:
            span = str(band.first) if band.first == band.last else f"{band.first}–{band.last}"
            self.fields[f"b{band.pk}"] = forms.CharField(label=span, max_length=120, initial=band.label)

    def _words(self, name: str, label: str, question: str, kind: Any) -> None:
        self.fields[name] = forms.CharField(label=kind, max_length=120, initial=label)
        self.fields[f"{name}q"] = forms.CharField(
            label=_("Domanda o spiegazione"), max_length=300, initial=question, required=False
        )

    @property
    def groups(self) -> list[tuple[Dimension, list[BoundField]]]:
        """The fields of each side, for the page."""
        return [
            (
                side,
                [
                    self[name]
                    for start in [
                        f"d{side.pk}",
                        *(f"s{line.pk}" for line in self.lines if line.dimension.pk == side.pk),
                    ]
                    for name in (start, f"{start}q")
                ],
            )
            for side in self.sides
        ]

    @property
    def band_fields(self) -> list[BoundField]:
        """The fields of the values."""
        return [self[f"b{band.pk}"] for band in self.bands]

    @property
    def wording(self) -> Wording:
        """What was typed."""
        values = self.cleaned_data
        return Wording(
            values["name"],
            values["source"],
            {side.pk: (values[f"d{side.pk}"], values[f"d{side.pk}q"]) for side in self.sides},
            {line.pk: (values[f"s{line.pk}"], values[f"s{line.pk}q"]) for line in self.lines},
            {band.pk: values[f"b{band.pk}"] for band in self.bands},
        )


class VerifyForm(forms.Form):
    """With what the words of a scheme were compared."""

    source = forms.CharField(
        label=_("Testo con cui le hai confrontate"),
        max_length=400,
        help_text=_("Titolo, edizione, pagina: chi legge deve poter rifare il confronto."),
        error_messages={"required": _("Scrivi con quale testo hai confrontato le parole.")},
    )


class InstrumentForm(forms.Form):
    """An instrument of the office: with a questionnaire, or for scores worked out elsewhere."""

    name = forms.CharField(label=_("Nome dello strumento"), max_length=160)
    questionnaire_version = StaffField(
        QuestionnaireVersion,
        label=_("Questionario"),
        required=False,
        empty_label=_("Nessuno: solo punteggi"),
        help_text=_("Per gli strumenti con domande protette lascia vuoto: in Ordito stanno solo i punteggi."),
    )
    scheme = StaffField(
        Scheme,
        label=_("I punteggi vanno a"),
        required=False,
        empty_label=_("Scale dello strumento, scritte qui sotto"),
    )
    viewpoint = CodeField(
        ListKey.VIEWPOINT, label=_("Chi risponde al questionario"), required=False, empty_label=_("Non indicato")
    )
    months = forms.IntegerField(
        label=_("Mesi fra una rilevazione e la successiva"),
        min_value=1,
        max_value=60,
        initial=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    terms = forms.CharField(
        label=_("Condizioni d’uso"),
        max_length=400,
        required=False,
        help_text=_("Chi detiene i diritti, dove si compila l’originale."),
    )

    def __init__(
        self, *args: Any, versions: QuerySet[QuestionnaireVersion], schemes: QuerySet[Scheme], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire_version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["scheme"].queryset = schemes  # type: ignore[attr-defined]


class ScaleForm(forms.Form):
    """A scale of an instrument: only its name, its ends and its cut-offs, never a question."""

    label = forms.CharField(label=_("Nome della scala"), max_length=120)
    lowest = forms.IntegerField(label=_("Da"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    highest = forms.IntegerField(label=_("A"), widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    strength = forms.ChoiceField(label=_("Verso"), choices=StrengthEnd.choices, initial=StrengthEnd.LOW)
    bands = forms.CharField(label=_("Fasce"), required=False, max_length=400)

    def clean_bands(self) -> list[tuple[int, int, str]]:
        """(first, last, word) of each band."""
        found = []
        for part in filter(None, (text.strip() for text in self.cleaned_data["bands"].split(";"))):
            match = BAND.fullmatch(part)
            if match is None:
                raise ValidationError(_("Scrivi le fasce così: 0-5 nella norma; 6 al limite."))
            first, last, word = match.groups()
            found.append((int(first), int(last or first), word.strip()[:120]))
        return found

    @property
    def own_scale(self) -> OwnScale:
        """What was typed."""
        return OwnScale(**self.cleaned_data)


ScaleFormSet = forms.formset_factory(ScaleForm, extra=5, max_num=MOST_SCALES, validate_max=True)


class QuestionsForm(forms.Form):
    """Which question gives the score of each sub-dimension."""

    def __init__(
        self,
        *args: Any,
        lines: Sequence[Line],
        questions: Sequence[VersionQuestion],
        chosen: dict[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nessuna")), *((str(one.question_id), one.label or one.name) for one in questions)]
        for line in lines:
            self.fields[str(line.pk)] = forms.ChoiceField(
                label=line.label, choices=choices, required=False, initial=str(chosen.get(line.pk, ""))
            )

    @property
    def questions(self) -> dict[int, int]:
        """Ids of questions by ids of sub-dimensions."""
        return {int(name): int(value) for name, value in self.cleaned_data.items() if value}


class RuleForm(forms.Form):
    """A screening rule."""

    name = forms.CharField(label=_("Nome della regola"), max_length=160)
    instrument = StaffField(Instrument, label=_("Strumento"))
    kind = forms.ChoiceField(label=_("Che cosa si guarda"), choices=RuleKind.choices)
    count = forms.IntegerField(
        label=_("Almeno quante sotto-dimensioni"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Solo quando si contano le sotto-dimensioni."),
    )
    value = forms.IntegerField(
        label=_("Valore da raggiungere"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Di ogni sotto-dimensione, o della somma; si conta verso la difficoltà."),
    )
    source = forms.CharField(label=_("Fonte"), max_length=400, required=False)
    valid_from = TypedDateField(label=_("Vale dal"), past=False)
    valid_to = TypedDateField(label=_("Vale fino al"), past=False, required=False)

    def __init__(self, *args: Any, instruments: QuerySet[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Until when something holds."""

    valid_to = TypedDateField(label=_("Ultimo giorno"), past=False)
