# SPDX-License-Identifier: EUPL-1.2
"""Seniority and tracks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from ordito.training.engine.seniority import Seniority
    from ordito.training.models import Track


def seniority_words(seniority: Seniority) -> str:
    """As "2 anni e 364 giorni di servizio"."""
    years = ngettext("%(n)d anno", "%(n)d anni", seniority.years) % {"n": seniority.years}
    days = ngettext("%(n)d giorno", "%(n)d giorni", seniority.days) % {"n": seniority.days}
    if not seniority.days:
        return _("%(years)s di servizio") % {"years": years}
    if not seniority.years:
        return _("%(days)s di servizio") % {"days": days}
    return _("%(years)s e %(days)s di servizio") % {"years": years, "days": days}


def track_words(track: Track) -> str:
    """The limits of a track, both ends told: "da 3 anni compiuti a 10 anni esatti"."""
    start = end = ""
    if track.from_years is not None:
        words = _("da %(years)s anni compiuti") if track.from_included else _("oltre %(years)s anni")
        start = words % {"years": track.from_years}
    if track.to_years is not None:
        words = _("fino a %(years)s anni esatti") if track.to_included else _("meno di %(years)s anni")
        end = words % {"years": track.to_years}
    return ", ".join(filter(None, (start, end))) or _("senza limiti")
