# SPDX-License-Identifier: EUPL-1.2
"""Terms in the words of a page: how long is left, how late it is."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.core.dates import format_date
from ordito.protection.engine.clock import ROME, remaining

if TYPE_CHECKING:
    from datetime import date

    from ordito.protection.engine.clock import Remaining

HOURS_SAID_WITH_MINUTES = 12
DAYS_SAID_IN_HOURS = 4
"""Up to three days a term in hours is said in hours: 72 hours are not "tre giorni" to who counts them."""


def moment_text(moment: datetime) -> str:
    """``12/03/2026 alle 14:30``, in Italian time."""
    local = moment.astimezone(ROME)
    return _("%(day)s alle %(hour)s") % {"day": format_date(local.date()), "hour": f"{local:%H:%M}"}


def clock_text(due: datetime, now: datetime) -> str:
    """``ancora 5 ore e 20 minuti``, ``scaduto da 2 giorni``: for terms that run by the hour."""
    left = remaining(due, now)
    if not (left.days or left.hours or left.minutes):
        return _("scaduto adesso") if left.late else _("manca meno di un minuto")
    return (_("scaduto da %(time)s") if left.late else _("ancora %(time)s")) % {"time": _spoken(left)}


def _spoken(left: Remaining) -> str:
    hours = left.days * 24 + left.hours
    if left.days >= DAYS_SAID_IN_HOURS:
        return _days(left.days)
    said = [ngettext("%(count)s ora", "%(count)s ore", hours) % {"count": hours}] if hours else []
    if left.minutes and hours < HOURS_SAID_WITH_MINUTES:
        said.append(ngettext("%(count)s minuto", "%(count)s minuti", left.minutes) % {"count": left.minutes})
    return _(" e ").join(said)


def day_text(due: date, today: date) -> str:
    """``oggi``, ``tra 12 giorni``, ``in ritardo di 3 giorni``: for terms that run by the day."""
    days = (due - today).days
    if days == 0:
        return _("scade oggi")
    if days < 0:
        return _("in ritardo di %(time)s") % {"time": _days(-days)}
    return _("domani") if days == 1 else _("tra %(time)s") % {"time": _days(days)}


def _days(count: int) -> str:
    return ngettext("%(count)s giorno", "%(count)s giorni", count) % {"count": count}


def end_of(day: date) -> datetime:
    """The last moment of a day, so that terms by the day stand in line with those by the hour."""
    return datetime.combine(day, time(23, 59, 59), ROME)
