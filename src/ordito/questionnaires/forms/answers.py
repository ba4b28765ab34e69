# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.enums import ExportForm, SubmissionState
from ordito.questionnaires.queries.exporting import Options

if TYPE_CHECKING:
    from collections.abc import Sequence


class AnswersFilter(forms.Form):
    """Filter of the list of answers."""

    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("tutti")), *SubmissionState.choices])


HEADINGS = [("labels", _("testi delle domande e delle risposte")), ("names", _("nomi scritti nel questionario"))]
SEVERAL = [
    ("both", _("come testo e come colonne 0/1")),
    ("text", _("come testo")),
    ("columns", _("come colonne 0/1")),
]


class ExportOptions(forms.Form):
    """How answers are written to files."""

    form = forms.ChoiceField(
        label=_("Formato"), choices=ExportForm.choices, initial=ExportForm.XLSX, widget=forms.RadioSelect
    )
    headings = forms.ChoiceField(label=_("Intestazioni e risposte"), choices=HEADINGS, initial="labels")
    language = forms.ChoiceField(label=_("Lingua"), required=False)
    several = forms.ChoiceField(label=_("Risposte con più scelte"), choices=SEVERAL, initial="both")
    with_errors = forms.BooleanField(label=_("Anche le risposte con errori"), required=False)

    def __init__(self, *arguments: Any, languages: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        if len(languages) < 2:  # noqa: PLR2004 - nothing to choose
            del self.fields["language"]
            return
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(name, name) for name in languages]

    def options(self) -> Options:
        """As the export takes them; for SPSS the names of variables and plain values, as it wants them."""
        values = self.cleaned_data
        spss = values["form"] == ExportForm.SPSS
        return Options(
            labels=values["headings"] == "labels" and not spss,
            language=values.get("language", ""),
            as_text=values["several"] != "columns",
            as_columns=values["several"] != "text",
            with_errors=values["with_errors"],
        )
