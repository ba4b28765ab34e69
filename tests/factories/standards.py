# SPDX-License-Identifier: EUPL-1.2
"""Training standards for tests: who writes them, a course with its modules, a standard in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.accounts.roles import SOCIAL_WORKER, TRAINING_MANAGER
from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.territory.enums import TerritoryKind
from ordito.training.actions import standards as actions
from ordito.training.enums import CourseState
from ordito.training.models import CertificateType, Course, CourseModule
from tests.factories.accounts import make_user
from tests.factories.supervision import moment
from tests.factories.territory import make_organisation, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.territory.models import Organisation, Territory
    from ordito.training.models import TrainingStandard

HOUSE = SystemActor("prova")
AT = moment(date(2026, 2, 2), 10)


@dataclass
class School:
    """A region with who manages its training and who only learns, and a course of two modules, eight hours."""

    region: Territory
    body: Organisation
    manager: User
    learner: User
    course: Course


def make_school() -> School:
    """The manager for the whole region, the learner of a body there."""
    region = make_territory("Regione della scuola", kind=TerritoryKind.REGION)
    body = make_organisation("Ufficio formazione di prova", seat=region)
    manager = make_user(role=TRAINING_MANAGER, territory=region, full_name="Marta Formazione")
    learner = make_user(role=SOCIAL_WORKER, organisation=body, professional=True)
    return School(region, body, manager, learner, make_course(region, body))


def make_course(region: Territory, body: Organisation, title: str = "Lavorare insieme") -> Course:
    """A course of eight hours in two modules."""
    with writing():
        kind, _made = CertificateType.objects.get_or_create(code="prova", defaults={"name": "Attestato di prova"})
        course = Course.objects.create(
            title=title, organiser=body, territory=region, hours=Decimal(8), certificate_type=kind,
            state=CourseState.OFFERED, form_key=uuid7(), teachers="Docente di prova",
        )  # fmt: skip
        for position, (name, hours) in enumerate([("Norme", 3), ("Équipe", 5)], start=1):
            CourseModule.objects.create(course=course, position=position, title=name, hours=Decimal(hours))
    return course


def make_standard(school: School, *, in_use: bool = True, title: str = "", **values: Any) -> TrainingStandard:
    """A standard of ten hours on two contents."""
    said = {
        "title": title or "Standard di prova",
        "organiser": school.body,
        "territory": school.region,
        "hours": Decimal(10),
        "competences": ["Legge una norma", "Lavora in équipe"],
        "contents": [("Norme", Decimal(4)), ("Scrivere insieme", Decimal(2))],
        "teachers": "Cinque anni di servizio",
        **values,
    }
    row = actions.start_standard(by=HOUSE, at=AT, values=actions.StandardValues(**said), form_key=uuid7())
    if in_use:
        actions.put_in_use(by=HOUSE, at=AT, draft=row.versions.get())
    return row
