# SPDX-License-Identifier: EUPL-1.2
"""What is running out in the protection of one or many records, in one list; as many queries for one as for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile
from ordito.core.dates import format_date
from ordito.core.text import in_sentence
from ordito.protection import rules
from ordito.protection.enums import FosterState, MeetingState
from ordito.protection.models import (
    CareLeaverProject,
    EmergencyStep,
    FosterCare,
    Proceeding,
    ProtectedMeeting,
    ProtectiveMeasure,
    ReportDue,
    SemestralCard,
)
from ordito.protection.queries.emergencies import dated_steps
from ordito.protection.queries.words import clock_text, day_text, end_of, moment_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.protection.queries.emergencies import DatedStep

    Narrow = Callable[[Any], Any]

SOON = timedelta(days=14)
"""From here on a term by the day is shown as near."""


@dataclass(frozen=True)
class Deadline:
    """One term: the moment, what, how long in words, the page where it is met."""

    case_file_id: int
    due_at: datetime
    title: str
    countdown: str
    when: str
    late: bool
    near: bool
    url_name: str
    url_pk: int
    by_clock: bool = False
    """Of the clock of art. 403: shown before anything else."""
    ours: bool = True
    """Whether the service must act, or somebody else whose act it waits for."""
    if_missed: str = ""


def deadlines(narrow: Narrow, *, now: datetime, ahead: timedelta | None = None) -> list[Deadline]:
    """Terms of the rows that `narrow` leaves of a query set, first what the clock of art. 403 runs for, then by day.

    `narrow` limits rows to a reader or to records. With `ahead` only what is late or due within it. Eight queries.
    """
    today = timezone.localdate(now)
    last = today + ahead if ahead is not None else None
    return _in_line(one for source in SOURCES.values() for one in source(narrow, now, last))


def deadlines_of(actor: Actor, case_file: CaseFile, *, now: datetime) -> list[Deadline]:
    """Terms of one record that the actor reads; one query for a record without protection, one more for each kind."""
    names: dict[str, Any] = {f"has_{model.__name__.lower()}": model for model in SOURCES}
    there: Any = {name: Exists(_rows_in(model, OuterRef("pk"))) for name, model in names.items()}
    found: Any = CaseFile.objects.filter(pk=case_file.pk).values(**there).get()

    def narrow(rows: Any) -> Any:
        return rows.visible_to(actor).filter(**{rows.path: case_file})

    present = (SOURCES[model] for name, model in names.items() if found[name])
    return _in_line(one for source in present for one in source(narrow, now, None))


def most_pressing(found: Iterable[Deadline]) -> list[Deadline]:
    """The terms for where there is little room: of each clock, what the service must do and the next act of others."""
    kept, waited_for = [], set()
    for one in found:
        clock = (one.case_file_id, one.url_pk)
        if one.by_clock and not one.ours:
            if clock in waited_for:
                continue
            waited_for.add(clock)
        kept.append(one)
    return kept


def of_records(ids: Sequence[int]) -> Narrow:
    """Rows of these records, for who was let through already."""
    return lambda rows: rows.filter(**{f"{rows.path}__in": ids})


def _rows_in(model: Any, case_file: Any) -> Any:
    rows = model.objects.all()
    return rows.filter(**{rows.path: case_file})


def _in_line(found: Iterable[Deadline]) -> list[Deadline]:
    return sorted(found, key=lambda one: (not one.by_clock, one.due_at, one.title, one.url_pk))


def _by(name: str, last: date | None) -> Q:
    return Q(**{f"{name}__lte": last}) if last is not None else Q(**{f"{name}__isnull": False})


def _steps(narrow: Narrow, now: datetime, _last: date | None) -> Iterator[Deadline]:
    running = EmergencyStep.objects.filter(placement__ended_on=None, placement__annulled_at=None)
    steps = narrow(running.select_related("rule", "placement"))
    for one in (one for dated in dated_steps(steps).values() for one in dated if not one.done):
        yield _of_step(one, now)


def _of_step(one: DatedStep, now: datetime) -> Deadline:
    placement = one.step.placement
    late = now > one.due_at
    countdown = _("subito") if one.at_once else clock_text(one.due_at, now)
    when = _("entro il %(moment)s") if one.firm else _("al più tardi il %(moment)s")
    return Deadline(
        case_file_id=placement.case_file_id,
        due_at=one.due_at,
        title=one.step.rule.name,
        countdown=countdown,
        when=when % {"moment": moment_text(one.due_at)},
        late=late,
        near=True,
        url_name="protection:emergency",
        url_pk=placement.pk,
        by_clock=True,
        ours=one.ours,
        if_missed=one.step.rule.consequence if one.ours or late else "",
    )


def _daily(row: Any, due: date, today: date, title: str, page: str, **more: Any) -> Deadline:
    return Deadline(
        case_file_id=more.pop("case_file_id", None) or row.case_file_id,
        due_at=end_of(due),
        title=title,
        countdown=day_text(due, today),
        when=(_("il %(day)s") if more.pop("on_the_day", False) else _("entro il %(day)s")) % {"day": format_date(due)},
        late=due < today,
        near=due <= today + SOON,
        url_name=f"protection:{page}",
        url_pk=more.pop("url_pk", row.pk),
        **more,
    )


def _reports(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    waiting = ReportDue.objects.current().filter(_by("due_on", last), sent_on=None, dropped_on=None)
    for row in narrow(waiting.select_related("recipient", "content")):
        title = _("%(content)s a: %(recipient)s") % {"content": row.content, "recipient": row.recipient}
        yield _daily(row, row.due_on, today, title, "report")


def _cards(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    waiting = SemestralCard.objects.filter(_by("due_on", last), sent_on=None, placement__annulled_at=None)
    standing = waiting.filter(Q(placement__ends_on=None) | Q(filled_at__isnull=False))
    for row in narrow(standing.select_related("placement")):
        title = _("Scheda semestrale n. %(number)s alla procura minorile") % {"number": row.number}
        case_file_id, url_pk = row.placement.case_file_id, row.placement_id
        yield _daily(row, row.due_on, today, title, "placement", case_file_id=case_file_id, url_pk=url_pk)


def _measures(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    rows = ProtectiveMeasure.objects.current().filter(_by("until", last), ended_on=None)
    for row in narrow(rows.select_related("kind")):
        yield _daily(row, row.until, today, _("Scade: %(measure)s") % {"measure": row.kind}, "measure", on_the_day=True)


def _hearings(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    rows = Proceeding.objects.current().filter(_by("next_hearing_on", last), closed_on=None, next_hearing_on__gte=today)
    for row in narrow(rows.select_related("office")):
        yield _daily(
            row,
            row.next_hearing_on,
            today,
            _("Udienza: %(office)s") % {"office": row.office},
            "proceeding",
            on_the_day=True,
        )


def _fosters(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    rows = FosterCare.objects.current().exclude(state__in=(FosterState.ENDED, FosterState.GIVEN_UP))
    for row in narrow(rows):
        limit = rules.foster_limit(row)
        if limit is not None and (last is None or limit <= last):
            yield _daily(row, limit, today, _("Termine dell’affidamento familiare"), "foster")
        if row.review_on is not None and (last is None or row.review_on <= last):
            yield _daily(row, row.review_on, today, _("Verifica dell’affidamento familiare"), "foster")


def _meetings(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    rows = ProtectedMeeting.objects.filter(state=MeetingState.PLANNED, plan__annulled_at=None)
    for row in narrow(rows.select_related("plan__meets")):
        day = timezone.localdate(row.planned_at)
        if last is not None and day > last:
            continue
        passed = row.planned_at < now
        title = _("Da annotare: incontro protetto, %(who)s") if passed else _("Incontro protetto, %(who)s")
        yield Deadline(
            case_file_id=row.plan.case_file_id,
            due_at=row.planned_at,
            title=title % {"who": in_sentence(row.plan.meets)},
            countdown=day_text(day, timezone.localdate(now)) if not passed else _("già passato"),
            when=moment_text(row.planned_at),
            late=day < timezone.localdate(now),
            near=day <= timezone.localdate(now) + SOON,
            url_name="protection:meeting_plan",
            url_pk=row.plan_id,
        )


def _leavers(narrow: Narrow, now: datetime, last: date | None) -> Iterator[Deadline]:
    today = timezone.localdate(now)
    rows = CareLeaverProject.objects.current().filter(_by("review_on", last), outcome=None)
    for row in narrow(rows):
        yield _daily(row, row.review_on, today, _("Verifica del progetto di autonomia"), "leaver")


SOURCES: Mapping[Any, Callable[[Narrow, datetime, date | None], Iterator[Deadline]]] = {
    EmergencyStep: _steps,
    ReportDue: _reports,
    SemestralCard: _cards,
    ProtectiveMeasure: _measures,
    Proceeding: _hearings,
    FosterCare: _fosters,
    ProtectedMeeting: _meetings,
    CareLeaverProject: _leavers,
}
"""Where terms come from, by the table that is asked."""
