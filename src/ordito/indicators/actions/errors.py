# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from ordito.indicators.models import Indicator


class IndicatorError(Exception):
    """Something cannot be done with an indicator; nothing was written. `field` is the form's field, "" all of it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class IndicatorConflictError(IndicatorError):
    """Somebody else saved the indicator first; `current` is the row as it stands."""

    def __init__(self, current: Indicator, message: str = "") -> None:
        super().__init__(
            message
            or _(
                "Nel frattempo qualcun altro ha salvato questo indicatore. Quello che hai scritto è ancora qui: "
                "confrontalo con la versione salvata, poi salva di nuovo per sostituirla."
            )
        )
        self.current = current
