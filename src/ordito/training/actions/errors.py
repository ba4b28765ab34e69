# SPDX-License-Identifier: EUPL-1.2
"""What an action expects to go wrong, in words for the screen, and the checks that many actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    Row = TypeVar("Row", bound=Model)


class TrainingError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ConflictError(TrainingError):
    """Somebody else saved the row first. `current` is the row as it stands; what was typed stays in the form."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _(
                "Nel frattempo qualcun altro ha salvato. Quello che hai scritto è ancora qui: confrontalo con la "
                "versione salvata, poi salva di nuovo per sostituirla."
            )
        )
        self.current = current


def lock(row: Row) -> Row:
    """The row as it stands, locked until the transaction ends."""
    rows = type(row)._default_manager.select_for_update(of=("self",))  # noqa: SLF001 - Django's public name
    found: Row = rows.get(pk=row.pk)
    return found


def put(row: Any, values: Mapping[str, Any], version: int) -> list[str]:
    """Write plain columns on a locked row and count its version up; returns what changed, nothing when all is equal.

    Raises:
        ConflictError: there is something to change and the row has another version than the form showed.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return []
    if row.version != version:
        raise ConflictError(row)
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    return changed
