# SPDX-License-Identifier: EUPL-1.2
"""The sheet of checks of a campaign: a line for each, with some empty ones to go on writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from ordito.campaigns.queries.warnings import RuleRefusedError, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordito.campaigns.models import WarningRule

EMPTY_LINES = 2
MOST = 100
PARTS = ("name", "expression", "text")


class RuleTable(forms.Form):
    """Checks as lines `name_0`, `expression_0`, `text_0`, …; a line left empty, or emptied, is no check."""

    count = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)

    def __init__(self, data: Any = None, *, kept: Sequence[WarningRule], names: Iterable[str], **options: Any) -> None:
        lines = min(len(kept) + EMPTY_LINES, MOST)
        if data is not None:
            sent = data.get("count", "")
            lines = min(int(sent), MOST) if sent.isdecimal() and sent.isascii() else lines
        initial: dict[str, Any] = {"count": lines}
        for place, rule in enumerate(kept):
            initial |= {f"{part}_{place}": getattr(rule, part) for part in PARTS}
        super().__init__(data, initial=initial, **options)
        self.names = tuple(names)
        self.lines = range(lines)
        for place in self.lines:
            number = place + 1
            self.fields[f"name_{place}"] = forms.CharField(
                label=_("Nome del controllo %(number)s") % {"number": number}, max_length=80, required=False
            )
            self.fields[f"expression_{place}"] = forms.CharField(
                label=_("Quando avvisare"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Avviso a chi compila"), max_length=300, required=False
            )

    def rows(self) -> list[tuple[int, list[Any]]]:
        """The lines to draw: number and fields."""
        return [(place + 1, [self[f"{part}_{place}"] for part in PARTS]) for place in self.lines]

    def clean(self) -> dict[str, Any]:
        """Each line whole, readable, with a name of its own."""
        data = super().clean() or {}
        seen: set[str] = set()
        for place in self.lines:
            values = {part: (data.get(f"{part}_{place}") or "").strip() for part in PARTS}
            if not any(values.values()):
                continue
            for part, value in values.items():
                if not value and f"{part}_{place}" not in self.errors:
                    self.add_error(f"{part}_{place}", _("Manca: completa la riga, oppure svuotala."))
            if values["name"] in seen:
                self.add_error(f"name_{place}", _("C’è già un controllo con questo nome."))
            seen.add(values["name"])
            self._try(place, values["expression"])
        return data

    def _try(self, place: int, expression: str) -> None:
        if not expression:
            return
        try:
            compiled(expression, self.names)
        except RuleRefusedError as error:
            self.add_error(f"expression_{place}", str(error))

    def rules(self) -> list[tuple[str, str, str]]:
        """Name, expression and text of each check, in order."""
        found = []
        for place in self.lines:
            name, expression, text = (self.cleaned_data[f"{part}_{place}"].strip() for part in PARTS)
            if name:
                found.append((name, expression, text))
        return found
