# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world whose figures are agreed on, looked at, and let out; the snapshot is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.core.models import writing
from ordito.indicators.enums import Audience
from ordito.indicators.models import IndicatorComment, IndicatorVersion
from tests.factories.explore import make_dashboard, make_report, make_view
from tests.factories.indicators import PERSONS, make_indicator, make_uptake
from tests.factories.releases import make_out, make_release, wanted

if TYPE_CHECKING:
    from tests.journeys.conftest import World

Pages = dict[str, tuple[Any, ...]]


def figures(world: World) -> Pages:
    """Something on every page of figures."""
    return _indicators(world) | _releases(world) | _kept(world)


def _indicators(world: World) -> Pages:
    """An indicator in use, with a draft, a comment and the Ambito that has taken it up."""
    row = make_indicator("attese", name="Attese lunghe", why="Le famiglie lo chiedono.", direction="lower")
    uptake = make_uptake(row, territory=world.place.ambito)
    with writing():
        IndicatorComment.objects.create(
            indicator=row, text="Serve.", at=row.proposed_at, by_name="Prova", form_key=uuid4()
        )
        IndicatorVersion.objects.create(
            indicator=row, number=2, definition=PERSONS, changes="Prova", by_name="Prova", at=row.proposed_at
        )
    names = ("indicator", "define", "edit", "put_in_use", "discard", "retire", "take_up")
    return {f"indicators:{name}": (row.pk,) for name in names} | {"indicators:withdraw": (row.pk, uptake.pk)}


def _kept(world: World) -> Pages:
    """A view of the worker's on a dashboard and in a report of hers, and a dashboard that comes with Ordito."""
    view = make_view(world.worker)
    board, report = make_dashboard(world.worker, view), make_report(world.worker, view)
    return {
        **dict.fromkeys(("explore:view", "explore:view_delete"), (view.pk,)),
        **dict.fromkeys(("explore:dashboard", "explore:dashboard_change", "explore:dashboard_delete"), (board.pk,)),
        "explore:shipped": ("regione",),
        **dict.fromkeys(
            ("explore:report", "explore:report_edit", "explore:report_approve", "explore:report_delete"), (report.pk,)
        ),
    }


def _releases(world: World) -> Pages:
    """Tables of the Ambito that left for the network and for the outside, and one that waits."""
    ambito = world.place.ambito
    asked = wanted(place_id=ambito.pk)
    within, out = make_out(asked, place=ambito), make_out(asked, audience=Audience.PUBLICATION, place=ambito)
    slug = out.series.slug if out.series else ""
    return {
        "releases:release": (within.pk,),
        "releases:withdraw": (within.pk,),
        "releases:release@ready": (make_release(asked, place=ambito).pk,),
        "releases:dataset": (slug,),
    }
