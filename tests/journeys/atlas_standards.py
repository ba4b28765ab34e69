# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that is held against a standard, ends, and is supervised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.training.actions import standards as actions
from ordito.training.actions.closing import close_edition
from ordito.training.actions.supervision import close_cycle
from tests.factories.cases import staff
from tests.factories.closing import attend, enrol, make_edition
from tests.factories.standards import AT, HOUSE, School, make_course, make_standard
from tests.factories.supervision import Office, make_cycle, make_sitting

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.journeys.conftest import World

CYCLE = ("supervision_cycle", "supervision_edit", "supervision_group", "supervision_meeting", "supervision_close")


def hold_up(world: World, manager: User) -> dict[str, tuple[Any, ...]]:
    """A standard in use with a course and a draft, an edition to close and one that ended, a cycle with hours."""
    body, region = world.place.body, world.region
    school = School(region, body, manager, world.worker, make_course(region, body, "Corso con uno standard"))
    standard = make_standard(school)
    link = actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)
    actions.start_draft(by=HOUSE, at=AT, standard=standard)
    return {
        **{f"training:{name}": (standard.pk,) for name in ("standard", "standard_edit")},
        **{f"training:standard_{name}": (standard.pk, 1) for name in ("version", "link", "evidence")},
        **{f"training:standard_step@{name}": (standard.pk, name) for name in ("in-uso", "ritira", "elimina")},
        **{f"training:{name}": (link.pk,) for name in ("standard_course", "standard_unlink")},
        **_ended(world, school),
        **{f"training:{name}": (_supervised(world),) for name in CYCLE},
        "training:supervision_reopen": (_supervised(world, over=True),),
    }


def _ended(world: World, school: School) -> dict[str, tuple[Any, ...]]:
    going, over = make_edition(school), make_edition(school, name="Edizione 2")
    for edition in (going, over):
        attend(enrol(edition, staff(world.worker), body=world.place.body), [240, 200])
    close_edition(by=HOUSE, at=timezone.now(), edition=over, summary="Che cosa si è fatto.")
    return {
        "training:closing@going": (going.pk,),
        "training:closing": (over.pk,),
        "training:closing_open": (over.pk,),
    }


def _supervised(world: World, *, over: bool = False) -> int:
    office = Office(world.place.ambito, world.place.body, world.officer, world.worker, [staff(world.worker)])
    cycle = make_cycle(office)
    make_sitting(cycle, cycle.starts_on + timedelta(days=7), attended=[120])
    if over:
        close_cycle(by=HOUSE, at=AT, cycle=cycle)
    return cycle.pk
