# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.enums import Continuity, VersionState
from ordito.questionnaires.queries.changes import Declared
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.questionnaires.queries.changes import Comparison, Line

ACCEPT = ".xlsx,.xls,.ods"
MEBIBYTE = 1024 * 1024
LARGEST = 10 * MEBIBYTE


class CatalogueFilter(forms.Form):
    """Filter of the list of questionnaires."""

    q = forms.CharField(
        label=_("Titolo o identificativo"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stato = forms.ChoiceField(
        label=_("Ultima versione"),
        required=False,
        choices=[
            ("", _("tutte")),
            *[(state, label) for state, label in VersionState.choices if state != VersionState.DISCARDED],
        ],
    )


class WorkbookForm(forms.Form):
    """A workbook, and for a new questionnaire the place whose offices design it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Un questionario XLSForm: .xlsx, .xls o .ods, al massimo 10 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    territory = forms.ModelChoiceField(
        label=_("Territorio"),
        queryset=Territory.objects.none(),
        help_text=_("Chi progetta questionari per questo territorio potrà modificarlo."),
    )
    description = forms.CharField(
        label=_("A che cosa serve"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *arguments: Any, places: QuerySet[Territory] | None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if places is None:
            del self.fields["territory"], self.fields["description"]
            return
        territory = self.fields["territory"]
        assert isinstance(territory, forms.ModelChoiceField)
        territory.queryset = places
        first = list(places[:2])
        if len(first) == 1:
            territory.initial = first[0].pk

    def clean_file(self) -> Any:
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Il file è troppo grande: al massimo %(limit)s MB."), params={"limit": 10})
        return file


class AttachmentForm(forms.Form):
    """A file for one of the names that the form uses."""

    name = forms.ChoiceField(label=_("File usato dal questionario"))
    file = forms.FileField(
        label=_("File"), help_text=_("Un elenco .csv oppure un’immagine .png o .jpg, al massimo 10 MB.")
    )

    def __init__(self, *arguments: Any, names: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        name = self.fields["name"]
        assert isinstance(name, forms.ChoiceField)
        name.choices = [(each, each) for each in names]


NOTHING_SAID = [("", _("scegli…"))]
DECLARABLE = [
    (Continuity.SAME, _("sì, la domanda è la stessa")),
    (Continuity.EQUIVALENT, _("sì, facendo corrispondere le scelte di prima a quelle di oggi")),
    (Continuity.BREAK, _("no, la serie si interrompe e il rapporto lo segna")),
]


class DeclarationForm(forms.Form):
    """For each changed question, whether its series goes on; for each new one, which old one it continues.

    Fields are named by the question's own key, so that the answers stay when the page is asked again.
    """

    def __init__(self, *arguments: Any, comparison: Comparison, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.comparison = comparison
        removed = [
            ("", _("nessuna: è nuova")),
            *[(row.question.key, row.label or row.name) for row in comparison.removed],
        ]
        for line in comparison.lines:
            if line.old is None and comparison.removed:
                self.fields[f"continues:{line.own_key}"] = forms.ChoiceField(
                    label=_("Continua la domanda"), choices=removed, required=False
                )
            elif line.to_declare:
                self._ask(line)

    def _ask(self, line: Line) -> None:
        key, proposal = line.own_key, line.proposed
        self.fields[f"change:{key}"] = forms.ChoiceField(
            label=_("Le risposte si possono confrontare con quelle di prima?"),
            choices=[*NOTHING_SAID, *DECLARABLE],
            initial=proposal.series.value,
            error_messages={"required": _("Di’ se le risposte si possono confrontare.")},
        )
        now = [("", _("nessuna")), *[(value, label or value) for value, label in line.new_choices]]
        for value, label in line.old_choices:
            self.fields[f"map:{key}:{value}"] = forms.ChoiceField(
                label=_("«%(choice)s» oggi corrisponde a") % {"choice": label or value},
                choices=now,
                required=False,
                initial=proposal.mapping.get(value, ""),
            )
        self.fields[f"note:{key}"] = forms.CharField(
            label=_("Nota da mostrare nel rapporto"), required=False, max_length=400
        )

    def fields_of(self, line: Line) -> list[forms.BoundField]:
        """The fields that ask about a line."""
        ends = (f":{line.own_key}", f":{line.own_key}:")
        return [self[name] for name in self.fields if name.endswith(ends[0]) or ends[1] in name]

    def declared(self) -> dict[str, Declared]:
        """What was declared, by own key."""
        found: dict[str, Declared] = {}
        values = self.cleaned_data
        for line in self.comparison.lines:
            key = line.own_key
            if change := values.get(f"change:{key}"):
                start = f"map:{key}:"
                mapping = {
                    name.removeprefix(start): said for name, said in values.items() if name.startswith(start) and said
                }
                found[key] = Declared(Continuity(change), mapping, values.get(f"note:{key}", ""))
            elif continued := values.get(f"continues:{key}"):
                found[key] = Declared(Continuity.SAME, continues=continued)
        return found
