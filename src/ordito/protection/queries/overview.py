# SPDX-License-Identifier: EUPL-1.2
"""The protection of a record on one page: what stands, what is over, where the other children of the family live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.models import CaseFile, FamilyMembership
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.protection.enums import FosterState, FosterStay
from ordito.protection.models import (
    CareLeaverProject,
    EmergencyPlacement,
    FosterCare,
    OutOfHomePlacement,
    Proceeding,
    ProtectedMeetingPlan,
    ProtectiveMeasure,
    ReportDue,
)
from ordito.protection.queries.facts import line_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.protection.models import ProtectionRow
    from ordito.protection.queries.facts import Line


@dataclass(frozen=True)
class Section:
    """One kind of rows: the name of its pages, its title, its icon, and what "add one" says."""

    page: str
    model: type[ProtectionRow]
    title: Text
    icon: str
    add: Text


SECTIONS = (
    Section(
        "emergency",
        EmergencyPlacement,
        gettext_lazy("Allontanamenti d’urgenza"),
        "it-warning-circle",
        gettext_lazy("Allontanamento d’urgenza (403)"),
    ),
    Section(
        "measure",
        ProtectiveMeasure,
        gettext_lazy("Provvedimenti"),
        "it-file",
        gettext_lazy("Provvedimento"),
    ),
    Section(
        "placement",
        OutOfHomePlacement,
        gettext_lazy("Collocamenti fuori famiglia"),
        "it-pa",
        gettext_lazy("Collocamento fuori famiglia"),
    ),
    Section(
        "foster", FosterCare, gettext_lazy("Affidamento familiare"), "it-user", gettext_lazy("Affidamento familiare")
    ),
    Section(
        "meeting_plan",
        ProtectedMeetingPlan,
        gettext_lazy("Incontri protetti"),
        "it-calendar",
        gettext_lazy("Incontri protetti"),
    ),
    Section(
        "report",
        ReportDue,
        gettext_lazy("Relazioni all’autorità"),
        "it-mail",
        gettext_lazy("Relazione o segnalazione"),
    ),
    Section("proceeding", Proceeding, gettext_lazy("Procedimenti"), "it-folder", gettext_lazy("Procedimento")),
    Section(
        "leaver",
        CareLeaverProject,
        gettext_lazy("Progetto di autonomia (care leaver)"),
        "it-check-circle",
        gettext_lazy("Progetto di autonomia"),
    ),
)


@dataclass(frozen=True)
class Group:
    """The rows of a section: those that stand and those that are over, latest first."""

    section: Section
    now: list[Line]
    before: list[Line]


def groups_of(actor: Actor, case_file: CaseFile, *, today: date) -> list[Group]:
    """Every section that has rows; a constant number of queries."""
    found = []
    for section in SECTIONS:
        rows = rows_of(section.model).visible_to(actor).filter(case_file=case_file)
        lines = sorted((line_of(row, today) for row in rows), key=lambda line: (line.on, line.pk), reverse=True)
        if lines:
            now = [line for line in lines if not line.over]
            found.append(Group(section, now, [line for line in lines if line.over]))
    return found


@dataclass(frozen=True)
class SiblingStay:
    """Where another member of the family lives, out of the family."""

    name: str
    where: str
    since: str
    case_file: CaseFile


def sibling_stays(actor: Actor, case_file: CaseFile) -> list[SiblingStay]:
    """Members of the person's family units who live out of the family today, of records that the actor reads."""
    units = FamilyMembership.objects.filter(person=case_file.person_id, unit__annulled_at=None).values("unit_id")
    members = FamilyMembership.objects.filter(unit__in=units).exclude(person=case_file.person_id).values("person_id")
    stays = _open_stays(actor, members, OutOfHomePlacement.objects.filter(ends_on=None))
    fosters = FosterCare.objects.filter(state=FosterState.STARTED, stay=FosterStay.RESIDENTIAL)
    found = [_stay(row) for row in (*stays, *_open_stays(actor, members, fosters))]
    return sorted(found, key=lambda one: one.name)


def _open_stays(actor: Actor, members: Any, rows: Any) -> Sequence[Any]:
    visible = rows.visible_to(actor).filter(annulled_at=None, case_file__person__in=members)
    related = ("case_file__person", "kind", "service") if rows.model is OutOfHomePlacement else ("case_file__person",)
    return list(visible.select_related(*related))


def _stay(row: Any) -> SiblingStay:
    if isinstance(row, OutOfHomePlacement):
        where, since = f"{row.kind}, {row.service or open_text(row, 'place')}", row.starts_on
    else:
        where, since = _("famiglia affidataria"), row.started_on
    return SiblingStay(row.case_file.person.full_name(), where, format_date(since), row.case_file)
