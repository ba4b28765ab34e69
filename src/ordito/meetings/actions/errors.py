# SPDX-License-Identifier: EUPL-1.2
"""What an action expects to go wrong, in words for the screen, and the checks that many actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    Row = TypeVar("Row", bound=Model)


class MeetingError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ConflictError(MeetingError):
    """Somebody else saved the row first. `current` is the row as it stands; what was typed stays in the form."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Nel frattempo qualcun altro ha salvato. Confronta i dati e salva di nuovo."))
        self.current = current


class TakenError(MeetingError):
    """A room or somebody is taken at that time: said, and confirmed with `anyway`."""

    def __init__(self, taken: Sequence[str]) -> None:
        words = _("In quelle ore c’è già altro: %(taken)s. Se va bene lo stesso, spunta la casella e salva.")
        super().__init__(words % {"taken": "; ".join(taken)}, field="anyway")


def lock(model: type[Row], pk: int, *, version: int | None = None) -> Row:
    """The row, locked until the transaction ends; `version` is what the form showed.

    Raises:
        ConflictError: the row has another version by now.
    """
    row: Row = model._default_manager.select_for_update(of=("self",)).get(pk=pk)  # noqa: SLF001 - Django's public name
    if version is not None and getattr(row, "version") != version:  # noqa: B009 - not every model has one
        raise ConflictError(row)
    return row
