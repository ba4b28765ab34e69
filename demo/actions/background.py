# SPDX-License-Identifier: EUPL-1.2
"""What the offices outside the demonstration's own wrote of the people they follow: enough for every figure to be one.

Reports, interviews, plans, assessments, stays out of the family, fostering, paths to work: rows at once, as an import
writes them, in one transaction with one audit entry that names the records. The records that somebody opens in the
demonstration are left alone: those are filled one by one, through the actions of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from demo.actions.accounts import ELSEWHERE, HOME
from demo.actions.people import read_codes
from demo.engine.change import first_scores, next_scores
from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Assessment, Instrument, Score, SubDimension
from ordito.audit.actions import recorded
from ordito.cases.enums import ConcernState, InterventionState
from ordito.cases.models import ConcernReport, Contact, DiaryEntry, Intervention, TakingInCharge
from ordito.core import crypto
from ordito.core.dates import completed_years
from ordito.core.fields import SealedField, seal_texts, uuid7
from ordito.core.models import insert_new
from ordito.employment.models import StageStep, WorkPath
from ordito.plans.enums import PlanState
from ordito.plans.models import PlanBeneficiary, SupportPlan
from ordito.protection.enums import Form, FosterNature, FosterState, FosterStay, FosterTime
from ordito.protection.models import FosterCare, FosterStep, OutOfHomePlacement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor

ADULT = 18
ORDER: tuple[type[Model], ...] = (
    Contact,
    ConcernReport,
    DiaryEntry,
    Intervention,
    SupportPlan,
    PlanBeneficiary,
    OutOfHomePlacement,
    FosterCare,
    FosterStep,
    Assessment,
    Score,
    WorkPath,
    StageStep,
)
"""Rows that others hang on come first."""
HANGS: dict[type[Model], str] = {
    PlanBeneficiary: "plan",
    FosterStep: "foster",
    Score: "assessment",
    StageStep: "work_path",
}
"""What a row hangs on that has its id only once it is stored."""
WHO = "Operatrice Inventata"
REPORTERS = ("school", "family_member", "paediatrician", "police", "juvenile_court", "health")
HOMES = ("educational_community", "family_community", "relatives", "parent_child")
LEAVES = ("home", "home", "other_community", "foster", "autonomy")
RETURNS = ("home", "home", "other_family", "adopted", "autonomy")
JOBS = ("fixed_term_job", "permanent_job", "training", "not_now", "gave_up")


def write_background(*, only: Iterable[str], seed: int, by: Actor, at: datetime) -> None:
    """Fill the records of some Ambiti, by code."""
    codes = set(only) - {HOME, ELSEWHERE}
    takings = TakingInCharge.objects.current().filter(case_file__ambito__code__in=codes)
    chosen = list(takings.select_related("case_file__person").order_by("pk"))
    with recorded("demo.write_background", by=by, at=at) as trace:
        writer = Writer(at, Random(f"{seed}/background"))  # noqa: S311 - invented data
        for taking in chosen:
            writer.fill(taking)
        writer.save()
        trace.touches_ids("cases.casefile", sorted({taking.case_file_id for taking in chosen}))
        trace.touches_ids("cases.person", sorted({taking.case_file.person_id for taking in chosen}))


@dataclass
class Writer:
    """Makes rows in memory, then writes them model by model."""

    at: datetime
    random: Random
    rows: dict[type[Model], list[Any]] = field(default_factory=lambda: {model: [] for model in ORDER})

    def __post_init__(self) -> None:
        self.today = timezone.localdate(self.at)
        self.codes = read_codes().one
        self.instrument = Instrument.objects.select_related("scheme").get(key="mondo_del_bambino", territory=None)
        self.lines = {
            line.code: line.pk
            for line in SubDimension.objects.filter(dimension__scheme=self.instrument.scheme).order_by("pk")
        }
        self.away: set[int] = set()
        """Records of who is away from the family now, or has been: once is enough."""

    def fill(self, taking: TakingInCharge) -> None:
        """What stands in a record besides the taking in charge."""
        birth = taking.case_file.person.birth_date
        if birth is not None and completed_years(birth, taking.opened_on) >= ADULT:
            self._maybe(0.5, self._work, taking)
            return
        self._maybe(0.5, self._report, taking)
        self._maybe(0.1, self._contact, taking)
        self._maybe(0.35, self._plan, taking)
        self._maybe(0.2, self._request, taking)
        self._maybe(0.1, self._assess, taking)
        if taking.case_file_id not in self.away:
            self._maybe(0.12, self._away, taking)

    def save(self) -> None:
        """Write all, in the order in which rows hang on each other."""
        for model in ORDER:
            if name := HANGS.get(model):
                for row in self.rows[model]:
                    setattr(row, name, getattr(row, name))
            insert_new(self.rows[model])

    def _maybe(self, chance: float, write: Any, taking: TakingInCharge) -> None:
        if self.random.random() < chance:
            write(taking)

    def _add(self, model: type[Model], **values: Any) -> Any:
        """A row with its texts sealed."""
        names = {one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)}  # noqa: SLF001 - public API of the framework
        texts = {name: str(values.pop(name)) for name in names & values.keys()}
        row: Any = model(**values)
        if texts:
            seal_texts(row, **texts)
        self.rows[model].append(row)
        return row

    def _code(self, key: str, code: str) -> int:
        return self.codes[key, code]

    def _days(self, usual: float, spread: float, most: int) -> int:
        """So many days as waits take: most about as usual, some much longer."""
        return min(most, max(0, round(usual * self.random.lognormvariate(0, spread))))

    def _within(self, taking: TakingInCharge, day: date) -> bool:
        return day <= min(taking.closed_on or self.today, self.today)

    # --- how it began ------------------------------------------------------------------------------------------------

    def _report(self, taking: TakingInCharge) -> None:
        """Somebody signalled; most were met within weeks, some still wait."""
        record, birth = taking.case_file, taking.case_file.person.birth_date or date.min
        received = max(birth, taking.opened_on - timedelta(days=self._days(18, 0.8, 150)))
        self._add(
            ConcernReport,
            person=record.person,
            **self._place(taking),
            received_on=received,
            reporter_kind_id=self._code("reporter_kind", self.random.choice(REPORTERS)),
            urgency_id=self._code("urgency", self.random.choice(("ordinary", "ordinary", "high"))),
            content="Segnalazione inventata per la dimostrazione.",
            state=ConcernState.ACCEPTED,
            outcome_id=self._code("concern_outcome", "taken"),
            weighed_on=min(taking.opened_on, received + timedelta(days=3)),
            taking=taking,
            recorded_by_name=WHO,
            recorded_at=self.at,
        )
        self._interview(taking, received + timedelta(days=self._days(22, 0.9, 240)))

    def _contact(self, taking: TakingInCharge) -> None:
        """The family came to the front desk and was given an appointment."""
        public_id = uuid7()
        wrapped, _key = crypto.fresh_data_key(owner=str(public_id))
        birth = taking.case_file.person.birth_date or date.min
        came = max(birth, taking.opened_on - timedelta(days=self._days(12, 0.7, 90)))
        self._add(
            Contact,
            public_id=public_id,
            wrapped_key=wrapped,
            person=taking.case_file.person,
            **self._place(taking),
            happened_on=came,
            channel_id=self._code("access_channel", "in_person"),
            outcome_id=self._code("contact_outcome", "appointment"),
            recorded_by_name=WHO,
            recorded_at=self.at,
        )
        self._interview(taking, came + timedelta(days=self._days(15, 0.8, 120)))

    def _interview(self, taking: TakingInCharge, day: date) -> None:
        if day > self.today:
            return
        self._add(
            DiaryEntry,
            case_file=taking.case_file,
            kind_id=self._code("diary_kind", "interview"),
            happened_on=day,
            written_at=self.at,
            title="Primo colloquio",
            text="Colloquio inventato per la dimostrazione.",
            author_name=WHO,
        )

    def _place(self, taking: TakingInCharge) -> dict[str, int]:
        record = taking.case_file
        return {"body_id": record.body_id, "comune_id": record.comune_id, "ambito_id": record.ambito_id}

    # --- what was agreed and given -----------------------------------------------------------------------------------

    def _plan(self, taking: TakingInCharge) -> None:
        agreed = taking.opened_on + timedelta(days=self._days(70, 0.6, 300))
        if not self._within(taking, agreed):
            return
        plan = self._add(
            SupportPlan,
            case_file=taking.case_file,
            taking=taking,
            kind_id=self._code("plan_kind", "framework"),
            title="Progetto quadro",
            reasons="Progetto inventato per la dimostrazione.",
            starts_on=agreed,
            state=PlanState.AGREED,
            agreed_on=agreed,
            created_at=self.at,
            created_by_name=WHO,
            updated_at=self.at,
        )
        self._add(PlanBeneficiary, plan=plan, case_file=taking.case_file)

    def _request(self, taking: TakingInCharge) -> None:
        """Home education, asked for and given after a while, or still waited for."""
        asked = taking.opened_on + timedelta(days=self._days(30, 0.5, 120))
        starts = asked + timedelta(days=self._days(35, 0.7, 200))
        if not self._within(taking, asked):
            return
        begun = self._within(taking, starts)
        if not begun and taking.closed_on is not None:
            return
        ended = taking.closed_on if begun else None
        self._add(
            Intervention,
            taking=taking,
            kind_id=self._code("intervention_kind", "home_education"),
            state=InterventionState.CLOSED
            if ended
            else InterventionState.ACTIVE
            if begun
            else InterventionState.REQUESTED,
            requested_on=asked,
            priority_id=self._code("waiting_priority", self.random.choice(("ordinary", "high"))),
            starts_on=starts if begun else None,
            ends_on=ended,
        )

    def _assess(self, taking: TakingInCharge) -> None:
        """T0, and T2 where the path has lasted long enough."""
        scores: dict[str, int] | None = None
        for time, after in (("t0", 25), ("t2", 340)):
            held = taking.opened_on + timedelta(days=after)
            if not self._within(taking, held):
                return
            scores = next_scores(self.random, scores) if scores else first_scores(self.random, sorted(self.lines))
            row = self._add(
                Assessment,
                case_file=taking.case_file,
                taking=taking,
                instrument=self.instrument,
                time_id=self._code("assessment_time", time),
                held_on=held,
                state=AssessmentState.COMPLETED,
                main=True,
                author_name=WHO,
                written_at=self.at,
                completed_at=self.at,
            )
            for code, value in scores.items():
                self._score(row, code, value)

    def _score(self, row: Assessment, code: str, value: int) -> None:
        self._add(
            Score,
            assessment=row,
            sub_dimension_id=self.lines[code],
            viewpoint_id=self._code("assessment_viewpoint", "operators"),
            value=value,
            saved_at=self.at,
            saved_by_name=WHO,
        )

    # --- away from the family ----------------------------------------------------------------------------------------

    def _away(self, taking: TakingInCharge) -> None:
        start = taking.opened_on + timedelta(days=self._days(60, 0.8, 400))
        if not self._within(taking, start):
            return
        self.away.add(taking.case_file_id)
        end: date | None = start + timedelta(days=self._days(320, 0.6, 1400))
        if end is not None and not self._within(taking, end):
            end = taking.closed_on
        form = self.random.choice((Form.JUDICIAL, Form.JUDICIAL, Form.CONSENSUAL))
        (self._fostered if self.random.random() < 0.4 else self._housed)(taking, start, end, form)  # noqa: PLR2004 - two in five

    def _housed(self, taking: TakingInCharge, start: date, end: date | None, form: Form) -> None:
        outcome = self._code("out_of_home_outcome", self.random.choice(LEAVES)) if end else None
        self._add(
            OutOfHomePlacement,
            case_file=taking.case_file,
            **self._written(),
            kind_id=self._code("out_of_home_kind", self.random.choice(HOMES)),
            reason_id=self._code("out_of_home_reason", "neglect"),
            place="Comunità inventata",
            form=form,
            starts_on=start,
            ends_on=end,
            outcome_id=outcome,
        )

    def _fostered(self, taking: TakingInCharge, start: date, end: date | None, form: Form) -> None:
        state = FosterState.ENDED if end else FosterState.STARTED
        row = self._add(
            FosterCare,
            case_file=taking.case_file,
            **self._written(),
            state=state,
            form=form,
            nature=self.random.choice((FosterNature.OUTSIDE_FAMILY, FosterNature.WITHIN_FAMILY)),
            time=FosterTime.FULL,
            stay=FosterStay.RESIDENTIAL,
            requested_on=taking.opened_on,
            started_on=start,
            ended_on=end,
            outcome_id=self._code("foster_outcome", self.random.choice(RETURNS)) if end else None,
        )
        self._add(FosterStep, foster=row, state=state, on=end or start, by_name=WHO)

    # --- work --------------------------------------------------------------------------------------------------------

    def _work(self, taking: TakingInCharge) -> None:
        start = taking.opened_on + timedelta(days=self._days(25, 0.6, 200))
        if not self._within(taking, start):
            return
        end = taking.closed_on
        stage = self._code("work_stage", "concluded" if end else self.random.choice(("reception", "placement")))
        row = self._add(
            WorkPath,
            case_file=taking.case_file,
            taking=taking,
            **self._written(),
            stage_id=stage,
            started_on=start,
            ended_on=end,
            outcome_id=self._code("work_path_outcome", self.random.choice(JOBS)) if end else None,
        )
        self._add(StageStep, work_path=row, stage_id=stage, on=end or start, by_name=WHO, written_at=self.at)

    def _written(self) -> dict[str, Any]:
        return {"form_key": uuid4(), "written_at": self.at, "written_by_name": WHO}
