# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext as _

from ordito.core.access import NotAllowedError


class ReleaseError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def permit(allowed: bool) -> None:  # noqa: FBT001 - the answer of a rule
    """Refuse what a rule does not allow."""
    if not allowed:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
