# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that learns: needs, plans, courses, editions and who enrols."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.accounts.models import User
from ordito.accounts.roles import TRAINING_MANAGER
from ordito.training.actions import plans
from ordito.training.enums import MessageKey, TermKey
from ordito.training.models import CreditRule
from ordito.training.rules import token_of
from tests.factories.accounts import make_membership
from tests.factories.cases import staff
from tests.factories.training import School, applicant, make_school, teach, track

if TYPE_CHECKING:
    from ordito.training.models import Edition
    from tests.journeys.conftest import World

COURSE = ("course", "edit_course", "modules", "new_accreditation", "offer_course", "end_course", "new_edition")
EDITION = (
    "edit_edition", "clone", "open_edition", "cancel_edition", "new_lesson", "register", "people", "enrol_by_office",
    "enrol_oneself", "enrol_staff", "public_edition",
)  # fmt: skip
PLAN = ("plan", "edit_plan", "new_line", "share", "adopt", "reopen")


def offer(world: World, manager: User) -> dict[str, tuple[Any, ...]]:
    """Something on every page from a need to an enrolment, in the region of the small world."""
    school = _school(world, manager)
    edition = teach(school, people=2)
    own = school.enrol(edition, staff(world.worker))
    asked = school.enrol(edition, applicant())
    return {
        **{f"training:{name}": (edition.course_id,) for name in COURSE},
        **{f"training:{name}": (edition.pk,) for name in EDITION},
        **_needs(school, edition),
        **_plans(school),
        "training:edit_accreditation": (edition.course_id, edition.course.accreditations.get().pk),
        **{f"training:{name}": (own.pk,) for name in ("withdraw", "admit", "refuse")},
        **{f"training:{name}": (staff(world.worker).pk,) for name in ("person", "experience")},
        "training:own_enrolment": (asked.pk, token_of(asked.pk)),
        "training:edit_track": (track("start-up").pk,),
        "training:edit_letter": (MessageKey.ENROLLED.value,),
        "training:edit_credit_rule": (CreditRule.objects.get().pk,),
        "training:edit_term": (TermKey.ADDRESS.value,),
    }


def _school(world: World, manager: User) -> School:
    """The office of training in the small world's region; `manager` works there too."""
    now = timezone.now()
    school = make_school(now=now, starts=timezone.localdate(now) + timedelta(days=30))
    make_membership(manager, role=TRAINING_MANAGER, territory=world.region)
    school.manager = User.objects.get(pk=manager.pk)  # with this membership
    school.region, school.ambito, school.comune = world.region, world.place.ambito, world.place.comune
    school.worker = world.worker
    return school


def _needs(school: School, edition: Edition) -> dict[str, tuple[Any, ...]]:
    loose = school.need("Scrivere relazioni che la famiglia capisce")
    line = edition.course.plan_line
    theme = line.theme_id if line is not None else None
    return {
        **{f"training:{name}": (loose.pk,) for name in ("need", "edit_need")},
        "training:edit_theme": (theme,),
    }


def _plans(school: School) -> dict[str, tuple[Any, ...]]:
    """One open to comments, with a comment, and one adopted."""
    shared, adopted = school.plan(title="Piano aperto"), school.plan(title="Piano adottato")
    for plan in (shared, adopted):
        plans.share_plan(plan=plan, comments_until=None, by=school.manager, at=school.now)
    today = timezone.localdate(school.now)
    plans.adopt_plan(plan=adopted, act="Delibera 1", adopted_on=today, by=school.manager, at=school.now)
    line = shared.lines.get()
    return {
        **{f"training:{name}": (shared.pk,) for name in PLAN},
        **{f"training:{name}": (shared.pk, line.pk) for name in ("edit_line", "remove_line")},
        "training:plan_version": (adopted.pk, 1),
    }
