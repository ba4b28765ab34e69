# SPDX-License-Identifier: EUPL-1.2
"""What writing a row of a part of a record has in common, whatever app keeps the part: values, codes, versions."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_code
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile, Code
from ordito.core.fields import SealedField, open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class PartValues:
    """What somebody writes in a row; each field is a field of the row, but those of `elsewhere`.

    `action` ends the names of the actions ("protection.add_measure"), `lists` has the code list of each field that
    holds a code, or several.
    """

    action: ClassVar[str]
    lists: ClassVar[Mapping[str, str]]
    elsewhere: ClassVar[frozenset[str]] = frozenset()

    def day(self, at: datetime) -> date:
        """The day on which the codes must be valid."""
        return timezone.localdate(at)

    def check_codes(self, row: Any, *, at: datetime) -> None:
        """Each code is of its list and in force, or what the row says already; None for a new row."""
        day = self.day(at)
        for field, key in self.lists.items():
            value = getattr(self, field)
            for code in [value] if value is None or isinstance(value, Code) else value:
                said = () if row is None else (getattr(row, f"{field}_id", None),)
                check_code(code, key, at=day, field=field, said=said)

    def put(self, row: Any) -> list[str]:
        """Put the values into the row, texts sealed; returns the names of the fields that changed. Does not save."""
        changed = []
        for field in fields(self):
            name, value = field.name, getattr(self, field.name)
            if name in self.elsewhere:
                continue
            if isinstance(row._meta.get_field(name), SealedField):  # noqa: SLF001 - Django's public name
                text = value.strip()
                if open_text(row, name) != text:
                    seal_texts(row, **{name: text})
                    changed.append(name)
            elif row.pk is None or getattr(row, name) != value:
                setattr(row, name, value)
                changed.append(name)
        return changed


def save_next(row: Any) -> None:
    """Save a locked row as its next version."""
    row.version += 1
    row.save()


def check_open(record: CaseFile) -> None:
    """Nothing is written in a closed record."""
    if record.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: riaprila prima di scrivere."))


def check_standing(row: Any) -> None:
    """Nothing is changed in a row that was set aside."""
    if getattr(row, "annulled_at", None) is not None:
        raise CaseError(_("Questa scheda è stata tolta."))
