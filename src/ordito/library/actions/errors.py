# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ordito.library.models import GlossaryTerm, Material


class LibraryError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class LibraryConflictError(LibraryError):
    """Somebody else saved first; `current` is the row as it stands."""

    def __init__(self, current: Material | GlossaryTerm) -> None:
        super().__init__(_("Nel frattempo qualcun altro ha salvato. Confronta le due versioni e salva di nuovo."))
        self.current = current
