# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from ordito.core.access import NotAllowedError

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.explore.models import Kept

    Row = TypeVar("Row", bound=Kept)


class ExploreError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleError(ExploreError):
    """The row was saved in another window meanwhile; `current` is the row as it stands."""

    def __init__(self, current: Any) -> None:
        super().__init__(
            _("Nel frattempo questa pagina è stata salvata da un’altra finestra. Confronta e salva di nuovo.")
        )
        self.current = current


def owner_of(actor: Actor) -> int:
    """The account that will own something; a rule has said that there is one."""
    if actor.actor_id is None:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    return actor.actor_id


def lock(model: type[Row], pk: int, *, version: int | None = None) -> Row:
    """The row, locked until the transaction ends; `version` is what the form showed.

    Raises:
        StaleError: the row has another version by now.
    """
    row: Row = model._default_manager.select_for_update(of=("self",)).get(pk=pk)  # noqa: SLF001 - Django's public name
    if version is not None and row.version != version:
        raise StaleError(row)
    return row
