# SPDX-License-Identifier: EUPL-1.2
"""Where a table that left is used, and which tables of an indicator left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.indicators.enums import Audience
from ordito.indicators.models import Indicator
from ordito.indicators.queries.periods import period_label
from ordito.releases.engine.frozen import Wanted
from ordito.releases.enums import ReleaseState
from ordito.releases.models import Release

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

MOST = 12
ON_CARD = 4


@dataclass(frozen=True)
class Use:
    """One place where a table is found, or what it comes from."""

    label: str
    text: str
    url: str


def uses_of(release: Release) -> list[Use]:
    """The indicator it tells of, its page of open data, and its other periods and versions, the latest first."""
    found = []
    code = release.definition.get("indicator", "")
    indicator = Indicator.objects.filter(code=code).first() if code else None
    if indicator:
        found.append(Use(_("Indicatore"), indicator.name, reverse("indicators:indicator", args=[indicator.pk])))
    if release.series:
        page = reverse("releases:dataset", args=[release.series.slug])
        found.append(Use(_("Dati aperti"), release.series.title, f"{page}#versione-{release.number}"))
        others = Release.objects.out().filter(series=release.series).exclude(pk=release.pk).defer("table", "audit")
        found += [_version(other) for other in others.order_by("-number")[:MOST]]
    return found


def _version(other: Release) -> Use:
    period = period_label(Wanted.from_json(other.definition).period)
    said = {"number": other.number, "period": period, "state": other.get_state_display()}
    text = _("n. %(number)s, %(period)s, %(state)s") % said
    return Use(_("Altra versione"), text, reverse("releases:release", args=[other.pk]))


def released_of(indicator: Indicator, actor: Actor) -> QuerySet[Release]:
    """The tables of an indicator that left, the latest first."""
    rows = Release.objects.visible_to(actor).out().filter(definition__indicator=indicator.code)
    return rows.select_related("place").defer("table", "audit").order_by("-number")[:MOST]


def on_the_card(actor: Actor) -> list[Release]:
    """What is checked and waits to leave, then what left for the outside last."""
    rows = Release.objects.visible_to(actor).defer("table", "audit")
    waiting = list(rows.filter(state=ReleaseState.READY).order_by("-pk")[:ON_CARD])
    out = rows.filter(state=ReleaseState.RELEASED, audience=Audience.PUBLICATION).order_by("-number")
    return [*waiting, *out[: ON_CARD - len(waiting)]]
