# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import OnKnown
from ordito.core.spreadsheets.limits import LIMITS
from ordito.imports.engine.reading import Choices
from ordito.imports.enums import BatchState
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.declare import ImportTarget
    from ordito.imports.engine.meanings import Meanings
    from ordito.imports.queries import ProblemGroup, UnknownWord, WordColumn

ACCEPT = ".xlsx,.xls,.ods,.csv,.txt,.tsv"
MEBIBYTE = 1024 * 1024


class UploadForm(forms.Form):
    """Which file, of what, for which place."""

    target = forms.ChoiceField(label=_("Che cosa contiene il file"), widget=forms.RadioSelect)
    territory = forms.ModelChoiceField(
        label=_("Territorio"),
        queryset=Territory.objects.none(),
        help_text=_("Il territorio al quale appartengono le righe che non ne indicano uno."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Un foglio .xlsx, .xls o .ods, oppure un testo .csv. Al massimo 30 MB e 300.000 righe."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(
        self,
        *arguments: Any,
        targets: Mapping[str, ImportTarget],
        places: QuerySet[Territory],
        allowed: Callable[[str, Territory], bool],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.allowed = allowed
        target, territory = self.fields["target"], self.fields["territory"]
        assert isinstance(target, forms.ChoiceField)
        assert isinstance(territory, forms.ModelChoiceField)
        target.choices = [(key, found.label) for key, found in targets.items()]
        territory.queryset = places
        if len(targets) == 1:
            target.initial = next(iter(targets))
        widest = list(places.filter(kind=TerritoryKind.AMBITO)[:2]) or list(places[:2])
        if len(widest) == 1:
            territory.initial = widest[0].pk

    def clean_territory(self) -> Territory:
        """Refuse a place in which such files are not imported, or not by who is at the form."""
        place: Territory = self.cleaned_data["territory"]
        if (target := self.cleaned_data.get("target")) and not self.allowed(target, place):
            raise forms.ValidationError(_("In questo territorio non puoi importare questo tipo di file."))
        return place

    def clean_file(self) -> Any:
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_size:
            limit = LIMITS.file_size // MEBIBYTE
            raise forms.ValidationError(_("Il file è troppo grande: al massimo %(limit)s MB."), params={"limit": limit})
        return file


ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-8-sig", _("UTF-8 con marca")),
    ("cp1252", _("Windows occidentale")),
    ("iso8859_15", "ISO 8859-15"),
    ("cp850", "DOS"),
    ("mac_roman", "Macintosh"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
)
SEPARATORS = (
    (";", _("punto e virgola ;")),
    (",", _("virgola ,")),
    ("tab", _("tabulazione")),
    ("|", _("barra verticale |")),
)


class ReadingForm(forms.Form):
    """How the file is to be read, when the guess was wrong."""

    sheet = forms.ChoiceField(label=_("Foglio"), required=False)
    header_row = forms.IntegerField(
        label=_("Prima riga con i nomi delle colonne"),
        min_value=1,
        max_value=1_000,
        help_text=_("Il numero di riga è quello del file."),
    )
    header_rows = forms.TypedChoiceField(
        label=_("Righe occupate dai nomi"),
        coerce=int,
        choices=[(1, _("una")), (2, _("due, da unire")), (3, _("tre, da unire"))],
        required=False,
        empty_value=None,
    )
    encoding = forms.ChoiceField(label=_("Codifica dei caratteri"), choices=ENCODINGS, required=False)
    separator = forms.ChoiceField(label=_("Separatore"), choices=SEPARATORS, required=False)

    def __init__(self, *arguments: Any, reading: Mapping[str, Any], **options: Any) -> None:
        found = reading["choices"]
        separator = "tab" if found["separator"] == "\t" else found["separator"]
        options["initial"] = {**found, "separator": separator}
        super().__init__(*arguments, **options)
        if reading["sheets"]:
            sheet = self.fields["sheet"]
            assert isinstance(sheet, forms.ChoiceField)
            sheet.choices = [(name, name) for name in reading["sheets"]]
            del self.fields["encoding"], self.fields["separator"]
        else:
            del self.fields["sheet"]

    def choices(self) -> Choices:
        """What was settled by hand; another sheet has its own row of headings, found anew unless it was changed."""
        values = {**self.cleaned_data, "header_rows": self.cleaned_data["header_rows"] or 1}
        sheet = values.get("sheet", "")
        same_rows = all(values[name] == self.initial.get(name, 1) for name in ("header_row", "header_rows"))
        moved = bool(sheet) and sheet != self.initial["sheet"] and same_rows
        separator = values.get("separator", "")
        return Choices(
            sheet=sheet,
            header_row=0 if moved else values["header_row"],
            encoding=values.get("encoding", ""),
            separator="\t" if separator == "tab" else separator,
            header_rows=0 if moved else values["header_rows"],
        )


class MappingForm(forms.Form):
    """For each column of the file, which field it fills; columns with nothing in them are not asked for."""

    def __init__(
        self,
        *arguments: Any,
        columns: Sequence[str],
        target: ImportTarget,
        mapping: Mapping[str, str],
        empty: Collection[int] = (),
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        choices = [("", _("non importare"))] + [
            (field.name, f"{field.label} *" if field.required else field.label) for field in target.fields
        ]
        self.places = [place for place in range(len(columns)) if place not in empty]
        for place in self.places:
            column = columns[place]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=mapping.get(str(place), "")
            )

    def mapping(self) -> dict[int, str]:
        """Field name by column place."""
        return {int(name.removeprefix("column_")): value for name, value in self.cleaned_data.items() if value}


class MeaningsForm(forms.Form):
    """For each unknown word of the columns with a code list, what it means; empty leaves its rows refused.

    A field is named by the word it asks for, not by its place: after another check the same answer means the same.
    """

    def __init__(self, *arguments: Any, columns: Sequence[WordColumn], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tables: list[tuple[WordColumn, list[tuple[UnknownWord, forms.BoundField]]]] = []
        self._asked: dict[str, tuple[str, str]] = {}
        for column in columns:
            choices = [("", _("lascia rifiutata")), *column.choices]
            lines = []
            for word in column.words:
                name = f"word_{blake2b(f'{column.field}/{word.key}'.encode(), digest_size=8).hexdigest()}"
                self.fields[name] = forms.ChoiceField(
                    label=word.text, choices=choices, required=False, initial=word.value
                )
                self._asked[name] = (column.field, word.key)
                lines.append((word, self[name]))
            self.tables.append((column, lines))

    def meanings(self) -> Meanings:
        """The values of the words that were asked for, by field name and word key."""
        found: Meanings = {}
        for name, (field, key) in self._asked.items():
            if name in self.data:
                found.setdefault(field, {})[key] = self.cleaned_data[name]
        return found


RULES = (
    (OnKnown.ATTACH.value, _("aggiungi la riga alla persona che c’è già")),
    (OnKnown.NEW.value, _("fanne una persona nuova")),
    (OnKnown.SKIP.value, _("salta la riga")),
)


class KnownForm(forms.Form):
    """What becomes of rows about somebody already there: one rule, and other choices for the rows shown."""

    rule = forms.ChoiceField(
        label=_("Che cosa fare delle righe di persone già presenti"),
        choices=RULES,
        widget=forms.RadioSelect,
        help_text=_("Con lo stesso codice fiscale non può nascere una persona nuova: quelle righe vengono rifiutate."),
    )

    def __init__(
        self, *arguments: Any, rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.lines: list[tuple[Mapping[str, Any], forms.BoundField]] = []
        for row in rows:
            name = f"row_{row['row']}"
            self.fields[name] = forms.ChoiceField(
                label=_("Riga %(row)s") % {"row": row["row"]},
                choices=[("", _("come dice la regola")), *RULES],
                required=False,
                initial=chosen.get(str(row["row"]), ""),
            )
            self.lines.append((row, self[name]))

    def choices(self) -> dict[int, OnKnown | None]:
        """What was chosen for each of the rows shown; None: as the rule says."""
        return {
            row["row"]: OnKnown(value) if (value := self.cleaned_data[field.name]) else None
            for row, field in self.lines
        }


class SheetForm(forms.Form):
    """Another sheet of a file that is here already, and what it contains."""

    sheet = forms.ChoiceField(label=_("Foglio"))
    target = forms.ChoiceField(label=_("Che cosa contiene"))

    def __init__(
        self, *arguments: Any, sheets: Sequence[str], targets: Mapping[str, ImportTarget], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        sheet, target = self.fields["sheet"], self.fields["target"]
        assert isinstance(sheet, forms.ChoiceField)
        assert isinstance(target, forms.ChoiceField)
        sheet.choices = [(name, name) for name in sheets]
        target.choices = [(key, found.label) for key, found in targets.items()]


class StartForm(forms.Form):
    """The last word before rows come in."""

    repeat_confirmed = forms.BooleanField(
        label=_("So che questo file è già stato importato e voglio importarlo di nuovo"), required=False
    )

    def __init__(self, *arguments: Any, repeated: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not repeated:
            del self.fields["repeat_confirmed"]


class ListFilterForm(forms.Form):
    """Filter of the list of imports."""

    stato = forms.ChoiceField(label=_("Stato"), choices=[("", _("tutti")), *BatchState.choices], required=False)


class ProblemFilterForm(forms.Form):
    """Filter of the list of problems: one kind of problem at one column."""

    tipo = forms.ChoiceField(label=_("Problema"), required=False)

    def __init__(self, *arguments: Any, groups: Sequence[ProblemGroup], **options: Any) -> None:
        super().__init__(*arguments, **options)
        kind = self.fields["tipo"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("tutti"))] + [(group.key, f"{group.column}: {group.message}") for group in groups]

    def lookups(self) -> dict[str, Any]:
        """The filter on findings."""
        chosen = self.cleaned_data.get("tipo", "") if self.is_valid() else ""
        if not chosen:
            return {}
        place, _colon, code = chosen.partition(":")
        return {"code": code, "place": int(place)} if place else {"code": code, "place__isnull": True}
