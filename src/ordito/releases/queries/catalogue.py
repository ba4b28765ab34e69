# SPDX-License-Identifier: EUPL-1.2
"""The catalogue of open data, from what left for the outside: the latest version of each period, and all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.indicators.enums import Audience
from ordito.indicators.queries.periods import period_label
from ordito.releases.engine import dcat, files
from ordito.releases.engine.frozen import FrozenTable, Wanted
from ordito.releases.enums import ReleaseState
from ordito.releases.models import OpenSeries, Release
from ordito.releases.queries.pages import column_labels, wanted_words, words_of
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation
from ordito.territory.queries import first_region

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ordito.territory.models import Territory

PAGE_SIZE = 50
NUMBERS = {"valore": "number", "persone": "integer", "residenti": "integer"}


def publisher(absolute: Callable[[str], str]) -> dcat.Publisher:
    """Who publishes: the Region as a body of the network, else the place itself; written to at the house's address."""
    body = Organisation.objects.filter(kind=OrganisationKind.REGION, active=True).order_by("pk").first()
    region = first_region()
    name = body.name if body else region.name if region else _("Ente che pubblica")
    identifier = (
        (body.ipa_code or body.fiscal_code if body else "") or (region.istat_code if region else "") or "ordito"
    )
    email = (body.email if body else "") or settings.DEFAULT_FROM_EMAIL
    return dcat.Publisher(absolute(reverse("releases:catalogue")) + "#ente", name, identifier, email)


def versions_of(series: Sequence[OpenSeries]) -> dict[int, list[Release]]:
    """By series, everything that left, the latest first, without the cells."""
    found: dict[int, list[Release]] = {row.pk: [] for row in series}
    rows = Release.objects.out().filter(series__in=series).select_related("series", "place").defer("table", "audit")
    for release in rows.order_by("-number"):
        found[release.series_id or 0].append(release)
    return found


def standing(releases: Sequence[Release]) -> list[Release]:
    """The latest version of each period that is not withdrawn, the latest period first."""
    found: dict[str, Release] = {}
    for release in releases:
        if release.state == ReleaseState.RELEASED:
            found.setdefault(release.period, release)
    return sorted(found.values(), key=lambda release: release.period, reverse=True)


def dataset_of(
    series: OpenSeries, releases: Sequence[Release], absolute: Callable[[str], str], region: Territory | None
) -> dcat.Dataset:
    """A series for harvesters; without a standing table it has no files and the periods of what was withdrawn.

    `region` is where a table is of that says no place.
    """
    latest = standing(releases)
    periods = [Wanted.from_json(release.definition).period for release in latest or releases]
    changes = [moment for release in releases for moment in (release.released_at, release.withdrawn_at) if moment]
    place = releases[0].place or region
    return dcat.Dataset(
        url=absolute(reverse("releases:dataset", args=[series.slug])),
        identifier=series.slug,
        title=series.title,
        description=series.description,
        quarterly=series.quarterly,
        issued=timezone.localtime(series.started_at),
        modified=timezone.localtime(max(changes)),
        first=min(period.first for period in periods),
        last=max(period.last for period in periods),
        place=place.name if place else "",
        version=str(len(releases)),
        distributions=tuple(_distribution(release, absolute) for release in latest),
    )


def _distribution(release: Release, absolute: Callable[[str], str]) -> dcat.Distribution:
    slug = release.series.slug if release.series else ""
    where = reverse("releases:open_csv", args=[slug, release.number])
    return dcat.Distribution(
        page=absolute(reverse("releases:dataset", args=[slug])) + f"#versione-{release.number}",
        download=absolute(where),
        title=title_of(release),
        description=wanted_words(Wanted.from_json(release.definition)),
        issued=timezone.localtime(release.released_at or release.prepared_at),
        bytes=release.csv_bytes,
        sha256=release.sha256,
    )


def title_of(release: Release) -> str:
    """A version in words."""
    period = period_label(Wanted.from_json(release.definition).period)
    day = format_date(timezone.localdate(release.released_at)) if release.released_at else ""
    return _("%(title)s, %(period)s (pubblicata il %(day)s)") % {"title": release.title, "period": period, "day": day}


def csv_of(release: Release) -> bytes:
    """The file for machines, from the frozen cells."""
    return files.to_csv(FrozenTable.from_json(release.table), words_of(release))


def csvw_of(release: Release, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The metadata that CSV on the Web looks for beside a file."""
    by = publisher(absolute)
    names = files.names_of(FrozenTable.from_json(release.table))
    labels = dict(column_labels())
    slug = release.series.slug if release.series else ""
    about: dict[str, Any] = {
        "dc:license": {"@id": str(dcat.LICENCE)},
        "dc:publisher": by.name,
        "dc:modified": timezone.localdate(release.released_at or release.prepared_at).isoformat(),
        "dc:identifier": release.sha256,
    }
    return dcat.csvw(
        absolute(reverse("releases:open_csv", args=[slug, release.number])),
        title_of(release),
        [(name, labels[name], NUMBERS.get(name, "string")) for name in names],
        about,
    )


def datasets_on(number: int, absolute: Callable[[str], str]) -> tuple[list[dcat.Dataset], int]:
    """The datasets of a page of the catalogue (from 1) that have a standing file, and how many there are in all."""
    rows = OpenSeries.objects.filter(releases__state=ReleaseState.RELEASED).distinct().order_by("title", "pk")
    chosen = list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    versions, region = versions_of(chosen), first_region()
    return [dataset_of(row, versions[row.pk], absolute, region) for row in chosen], rows.count()


def edition() -> str:
    """What the catalogue says changes with this: the last number that left for the outside, and what was withdrawn."""
    out = Release.objects.known_to(Audience.PUBLICATION)
    said = out.aggregate(last=Max("number"), withdrawn=Count("pk", filter=Q(state=ReleaseState.WITHDRAWN)))
    return f"{said['last'] or 0}-{said['withdrawn']}"
