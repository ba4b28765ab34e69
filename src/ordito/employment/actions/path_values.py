# SPDX-License-Identifier: EUPL-1.2
"""What is written of a path and of how somebody functions, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order
from ordito.core.dates import format_date
from ordito.core.fields import seal_texts
from ordito.employment import rules
from ordito.employment.actions.rows import RowValues
from ordito.employment.enums import AREAS, LEVELS, AppraisalKind, ListKey
from ordito.employment.models import Appraisal, AreaLevel, JobPlacement, StageStep, WorkPath

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from ordito.cases.models import CaseFile, Code, TakingInCharge
    from ordito.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class PathValues(RowValues):
    """A path to work; which stage it is at changes by `move_path`, but for the one that it starts from."""

    model = WorkPath
    action = "path"
    parent = "case_file"
    lists: ClassVar[Mapping[str, str]] = {"origin": ListKey.PATH_ORIGIN, "stage": ListKey.STAGE}
    elsewhere = frozenset({"stage"})

    taking: TakingInCharge
    started_on: date
    stage: Code | None = None
    """Of a new path: where it starts from."""
    origin: Code | None = None
    listed_on: date | None = None
    aims: str = ""

    def day(self, at: datetime) -> date:
        """Codes are those of the first day."""
        del at
        return self.started_on

    def check(self, parent: CaseFile, *, at: datetime, row: Any) -> None:
        """One at a time, of somebody alive and of age, in a taking in charge for it, before all that came of it."""
        check_not_future(self.started_on, at=at, field="started_on")
        check_not_future(self.listed_on, at=at, field="listed_on")
        self._check_person(parent, row)
        self._check_taking(parent, row)
        if row is not None:
            self._check_before_the_rest(row)
        elif self.stage is None or self.stage.code == rules.CONCLUDED:
            raise CaseError(_("Scegli da quale fase parte il percorso."), field="stage")

    def _check_person(self, record: CaseFile, row: Any) -> None:
        person = record.person
        check_alive(person, self.started_on, field="started_on")
        if row is None and person.deceased_on is not None:
            words = _("Questa persona è deceduta il %(day)s: non si apre un percorso.")
            raise CaseError(words % {"day": format_date(person.deceased_on)})
        if not rules.is_of_age_for_work(person, self.started_on):
            words = _("Il percorso comincia dai %(age)s anni compiuti.")
            raise CaseError(words % {"age": rules.FIRST_AGE}, field="started_on")
        going = WorkPath.objects.going().filter(case_file__person=person, case_file__ambito=record.ambito_id)
        if row is None and going.exists():
            raise CaseError(_("C’è già un percorso aperto: continua quello, o concludilo prima di aprirne un altro."))

    def _check_taking(self, record: CaseFile, row: Any) -> None:
        if row is not None and row.taking_id == self.taking.pk:
            return
        if self.taking.case_file_id != record.pk or self.taking.annulled_at is not None:
            raise CaseError(_("Scegli una voce dell’elenco."), field="taking")
        if self.taking.closed_on is not None:
            raise CaseError(_("Questa presa in carico è chiusa."), field="taking")
        if self.taking.area.code not in rules.AREAS:
            raise CaseError(
                _("Il percorso si segue nelle aree disabilità, adulti, dipendenze e salute mentale."), field="taking"
            )

    def _check_before_the_rest(self, row: WorkPath) -> None:
        later = [
            *row.steps.order_by("on", "pk").values_list("on", flat=True)[1:2],
            *JobPlacement.objects.current().filter(work_path=row).values_list("starts_on", flat=True),
            *Appraisal.objects.current().filter(work_path=row).values_list("held_on", flat=True),
        ]
        if later and self.started_on > min(later):
            words = _("Nel percorso c’è già qualcosa al %(day)s: non può cominciare dopo.")
            raise CaseError(words % {"day": format_date(min(later))}, field="started_on")

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """The first step of its stages, on the first day."""
        if new:
            step = StageStep(work_path=row, stage=row.stage, on=self.started_on, by_name=by.actor_name, written_at=at)
            step.save(force_insert=True)
            return [step]
        first = row.steps.order_by("on", "pk")[0]
        if first.on == self.started_on:
            return ()
        first.on = self.started_on
        first.save()
        return [first]

    def prepare(self, row: Any) -> None:
        """A new path is at the stage that it starts from."""
        if row.pk is None:
            row.stage = self.stage


@dataclass(frozen=True)
class AreaValue:
    """The level of one area, and what explains it."""

    area: Code
    level: Code
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class AppraisalValues(RowValues):
    """A functional profile or an assessment of employability; areas that were not looked at are left out."""

    model = Appraisal
    action = "appraisal"
    parent = "work_path"
    lists: ClassVar[Mapping[str, str]] = {}
    elsewhere = frozenset({"levels"})

    kind: str
    held_on: date
    levels: Sequence[AreaValue]
    present: str = ""
    summary: str = ""

    def day(self, at: datetime) -> date:
        """Codes are those of the day on which it was done."""
        del at
        return self.held_on

    def check(self, parent: WorkPath, *, at: datetime, row: Any) -> None:
        """It was done, within the path, and says something."""
        check_not_future(self.held_on, at=at, field="held_on")
        check_order(parent.started_on, self.held_on, field="held_on")
        check_alive(parent.case_file.person, self.held_on, field="held_on")
        if not self.levels and not self.summary.strip():
            raise CaseError(_("Scegli il livello di almeno un’area, o scrivi la sintesi."))
        kind = AppraisalKind(self.kind)
        kept = set(row.levels.values_list("area_id", "level_id")) if row is not None else set()
        for value in self.levels:
            if (value.area.pk, value.level.pk) not in kept:
                check_code(value.area, AREAS[kind], at=self.held_on, field=f"level_{value.area.pk}")
                check_code(value.level, LEVELS[kind], at=self.held_on, field=f"level_{value.area.pk}")

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """Its areas as rows."""
        del by, at, new
        row.levels.all().delete()
        rows = []
        for value in self.levels:
            level = AreaLevel(appraisal=row, area=value.area, level=value.level)
            seal_texts(level, note=value.note.strip())
            rows.append(level)
        AreaLevel.objects.bulk_create(rows)
        return rows
