# SPDX-License-Identifier: EUPL-1.2
"""A path to work on one page: where it stands, how somebody does area by area, where they work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.models import Code
from ordito.cases.queries.record_family import period_text
from ordito.cases.queries.record_interventions import number_words
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.employment import rules
from ordito.employment.enums import SLUGS, AppraisalKind, ListKey
from ordito.employment.models import Appraisal, JobPlacement, StageStep, WorkPath
from ordito.employment.queries.facts import facts_of, prose_of, rows_of, workplace
from ordito.employment.queries.words import hours_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Stage:
    """A stage of the way: come to, standing, or still ahead."""

    label: str
    state: str


@dataclass(frozen=True)
class Step:
    """A step through the stages, with why when it went back."""

    label: str
    on: date
    by_name: str
    reason: str


@dataclass(frozen=True)
class PlacementLine:
    """A placement in one line."""

    pk: int
    title: str
    detail: str
    badge: str
    tone: str
    over: bool


@dataclass(frozen=True)
class AreaLine:
    """An area with its level, the level of the time before when it was another, and the note."""

    area: str
    level: str
    before: str
    note: str


@dataclass(frozen=True)
class AppraisalView:
    """A profile or an assessment of employability, whole."""

    row: Appraisal
    title: str
    detail: str
    areas: Sequence[AreaLine]
    summary: str


@dataclass(frozen=True)
class AppraisalGroup:
    """All of one kind, the latest first; `slug` says the kind in addresses."""

    kind: str
    slug: str
    label: str
    latest: AppraisalView | None
    earlier: Sequence[AppraisalView]


@dataclass(frozen=True)
class PathView:
    """A path with all that its page shows."""

    row: WorkPath
    facts: Sequence[tuple[str, str]]
    prose: Sequence[tuple[str, str]]
    stages: Sequence[Stage]
    steps: Sequence[Step]
    placements: Sequence[PlacementLine]
    groups: Sequence[AppraisalGroup]
    hours: str
    """The hours in a week of placements that go on together, when they are more than a week of work has."""


def paths_of(actor: Actor, case_file: CaseFile) -> list[WorkPath]:
    """The paths of a record, the open one first, then the latest."""
    rows = rows_of(WorkPath).visible_to(actor).filter(case_file=case_file)
    return sorted(rows, key=lambda row: (row.ended_on is None, row.started_on, row.pk), reverse=True)


def path_view(actor: Actor, path: WorkPath, today: date) -> PathView:
    """A path as its page shows it; the number of queries does not depend on what is in it."""
    placements = rows_of(JobPlacement).visible_to(actor).filter(work_path=path)
    ordered = sorted(placements, key=lambda row: (row.ends_on is None, row.starts_on, row.pk), reverse=True)
    return PathView(
        row=path,
        facts=facts_of(path),
        prose=prose_of(path),
        stages=_stages(path),
        steps=_steps(actor, path),
        placements=[line_of(row) for row in ordered],
        groups=appraisal_groups(actor, path),
        hours=hours_together(ordered, today),
    )


def _stages(path: WorkPath) -> list[Stage]:
    """The stages of the list in order; one that is no longer in force is shown while the path stands there."""
    stages = [
        stage
        for stage in Code.objects.of(ListKey.STAGE)
        if stage.pk == path.stage_id or stage.valid_to is None or stage.valid_to >= path.started_on
    ]
    current = [stage.pk for stage in stages].index(path.stage_id)
    done = path.ended_on is not None
    states = [
        "done" if place < current or done else "current" if place == current else "later"
        for place in range(len(stages))
    ]
    return [Stage(stage.label, state) for stage, state in zip(stages, states, strict=True)]


def _steps(actor: Actor, path: WorkPath) -> list[Step]:
    rows = StageStep.objects.visible_to(actor).filter(work_path=path).select_related("stage").order_by("-on", "-pk")
    steps = []
    for row in rows:
        row.work_path = path
        steps.append(Step(row.stage.label, row.on, row.by_name, open_text(row, "reason")))
    return steps


def line_of(row: JobPlacement) -> PlacementLine:
    """A placement in one line."""
    said = [str(row.kind), period_text(row.starts_on, row.ends_on), hours_text(number_words(row.weekly_hours))]
    over = row.ends_on is not None
    badge, tone = (str(row.end_reason), "neutral") if over else (_("in corso"), "success")
    return PlacementLine(row.pk, workplace(row), ", ".join(said), badge, tone, over)


def hours_together(placements: Sequence[JobPlacement], today: date) -> str:
    """The most hours in a week that placements still going on ask for together, when no week of work has so many."""
    running = [row for row in placements if row.ends_on is None]

    def goes_on(row: JobPlacement, day: date) -> bool:
        planned = row.planned_end_on
        return row.starts_on <= day and (planned is None or planned < today or planned >= day)

    totals = [sum((row.weekly_hours for row in running if goes_on(row, one.starts_on)), Decimal(0)) for one in running]
    most = max(totals, default=Decimal(0))
    return number_words(most) if len(running) > 1 and most > rules.FULL_WEEK else ""


def hours_in(actor: Actor, path: WorkPath, today: date) -> str:
    """The same of a path; one query."""
    return hours_together(list(JobPlacement.objects.visible_to(actor).running().filter(work_path=path)), today)


def appraisal_groups(actor: Actor, path: WorkPath) -> list[AppraisalGroup]:
    """Profiles and assessments of employability of a path, each beside the one before."""
    rows = rows_of(Appraisal).visible_to(actor).filter(work_path=path).order_by("held_on", "pk")
    views: dict[str, list[AppraisalView]] = {kind: [] for kind in AppraisalKind.values}
    last: dict[str, Appraisal] = {}
    for row in rows:
        row.work_path = path
        views[row.kind].insert(0, _view(row, last.get(row.kind)))
        last[row.kind] = row
    return [
        AppraisalGroup(kind, SLUGS[kind], str(kind.label), next(iter(views[kind]), None), views[kind][1:])
        for kind in AppraisalKind
    ]


def _view(row: Appraisal, before: Appraisal | None) -> AppraisalView:
    was = {level.area_id: level.level for level in before.levels.all()} if before is not None else {}
    areas = []
    for level in sorted(row.levels.all(), key=lambda one: (one.area.position, one.pk)):
        level.appraisal = row
        earlier = was.get(level.area_id)
        changed = str(earlier) if earlier is not None and earlier.pk != level.level_id else ""
        areas.append(AreaLine(level.area.label, level.level.label, changed, open_text(level, "note")))
    detail = ", ".join(filter(None, [format_date(row.held_on), row.present]))
    title = _("%(what)s del %(day)s") % {"what": row.get_kind_display(), "day": format_date(row.held_on)}
    return AppraisalView(row, title, detail, areas, open_text(row, "summary"))


def latest_levels(actor: Actor, path: WorkPath, kind: str) -> dict[str, int]:
    """The levels of the last time as a form has them, without notes: what explained them then may hold no longer."""
    rows = Appraisal.objects.visible_to(actor).current().filter(work_path=path, kind=kind)
    last = rows.order_by("-held_on", "-pk").first()
    if last is None:
        return {}
    return {f"level_{area}": level for area, level in last.levels.values_list("area_id", "level_id")}


def next_stage(path: WorkPath, today: date) -> Code | None:
    """The stage that follows in the order of the list; None at the last one."""
    stages = list(Code.objects.of(ListKey.STAGE).at(today))
    place = [stage.pk for stage in stages].index(path.stage_id) if path.stage in stages else -1
    return stages[place + 1] if place + 1 < len(stages) else None


def going_path(actor: Actor, case_file: CaseFile) -> WorkPath | None:
    """The path of a record that goes on; one query."""
    rows = WorkPath.objects.visible_to(actor).going().filter(case_file=case_file)
    return rows.select_related("stage").first()
