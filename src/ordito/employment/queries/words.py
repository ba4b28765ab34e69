# SPDX-License-Identifier: EUPL-1.2
"""Days and months in the words of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from datetime import date


def day_text(due: date, today: date) -> str:
    """``oggi``, ``tra 12 giorni``, ``in ritardo di 3 giorni``."""
    days = (due - today).days
    if days == 0:
        return _("oggi")
    if days < 0:
        return ngettext("in ritardo di %(count)s giorno", "in ritardo di %(count)s giorni", -days) % {"count": -days}
    return ngettext("tra %(count)s giorno", "tra %(count)s giorni", days) % {"count": days}


def months_text(months: int) -> str:
    """``a 1 mese``, ``a 6 mesi``: after the first day of a placement."""
    return ngettext("a %(count)s mese", "a %(count)s mesi", months) % {"count": months}


def hours_text(hours: object) -> str:
    """``20 ore alla settimana``; the number comes in words."""
    return _("%(hours)s ore alla settimana") % {"hours": hours}
