# SPDX-License-Identifier: EUPL-1.2
"""The story of a record in one list: what each part tells, for whoever reads that part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.enums import Part
from ordito.cases.models import Closure, ConcernReport, Document, FamilyMembership, Intervention
from ordito.cases.queries.record_diary import diary_of
from ordito.core.declare import RecordPart, declared
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.declare import Text

OWN_KINDS = [
    ("taking", gettext_lazy("Prese in carico")),
    ("intervention", gettext_lazy("Interventi")),
    ("diary", gettext_lazy("Diario")),
    ("family", gettext_lazy("Nucleo")),
    ("document", gettext_lazy("Documenti")),
    ("concern", gettext_lazy("Segnalazioni")),
]


A_YEAR = timedelta(days=365)


def kinds() -> list[tuple[str, Text]]:
    """Every kind of moment with its name, those of the apps above among them."""
    return [*OWN_KINDS, *((part.key, part.label) for part in declared(RecordPart))]


@dataclass(frozen=True)
class Moment:
    """One dated thing; with its own page when `url_name` is there, and the day it was written when that came late.

    Words that cost a query may be lazy: most moments of a long story are counted and not shown.
    """

    on: date
    kind: str
    title: Text
    icon: str
    detail: Text = ""
    url_name: str = ""
    url_args: tuple[int, ...] = ()
    written_on: date | None = None


@dataclass(frozen=True)
class Choice:
    """A kind of moment that the reader may choose, with how many there are in the period shown."""

    key: str
    label: Text
    count: int
    active: bool


@dataclass(frozen=True)
class Story:
    """What the page of the story shows: the moments, latest first, and how many stand before `since` (None: none)."""

    moments: list[Moment]
    choices: list[Choice]
    kind: str
    since: date | None
    earlier: int


def story_of(actor: Actor, record: RecordHeader, *, kind: str, whole: bool) -> Story:
    """The last twelve months and what is planned, or the `whole` story; of one `kind` when it is a known one."""
    found = timeline_of(actor, record)
    since = None if whole else record.today - A_YEAR
    period = [moment for moment in found if since is None or moment.on >= since]
    names = dict(kinds())
    kind = kind if kind in names else ""
    counts = Counter(moment.kind for moment in period)
    choices = [
        Choice(key, label, counts[key], key == kind) for key, label in names.items() if counts[key] or key == kind
    ]
    earlier = sum(since is not None and moment.on < since and kind in {"", moment.kind} for moment in found)
    return Story([moment for moment in period if kind in {"", moment.kind}], choices, kind, since, earlier)


def timeline_of(actor: Actor, record: RecordHeader) -> list[Moment]:
    """What happened, latest first; only the parts the actor reads."""
    sources: dict[str, tuple[bool, Callable[[Actor, RecordHeader], Iterable[Moment]]]] = {
        "taking": (True, _takings),
        "intervention": (Part.INTERVENTIONS in record.parts, _interventions),
        "diary": (True, _diary),
        "family": (Part.FAMILY in record.parts, _family),
        "document": (Part.DOCUMENTS in record.parts, _documents),
        "concern": (record.whole, _concerns),
        **{part.key: (record.shows(part.code), part.moments) for part in declared(RecordPart)},
    }
    found = [moment for readable, source in sources.values() if readable for moment in source(actor, record)]
    return sorted(found, key=lambda moment: moment.on)[::-1]  # of the same day, what begins stands below


def _takings(_actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    yield Moment(record.case_file.opened_on, "taking", _("Cartella aperta"), "it-folder")
    takings = record.case_file.takings.current().select_related("mode", "worker")
    for taking in takings:
        who = str(taking.worker) if taking.worker else ""
        yield Moment(
            taking.opened_on,
            "taking",
            _("Presa in carico"),
            "it-check-circle",
            f"{taking.mode}. {who}",
            written_on=_late(taking.written_at, taking.opened_on),
        )
    closures = Closure.objects.filter(taking__in=takings).select_related("outcome", "reason", "reopening_reason")
    for closure in closures:
        detail = f"{closure.outcome}: {closure.reason}" if record.whole else ""
        yield Moment(closure.closed_on, "taking", _("Presa in carico chiusa"), "it-close-circle", detail)
        if closure.reopened_on:
            again = str(closure.reopening_reason or "") if record.whole else ""
            yield Moment(closure.reopened_on, "taking", _("Presa in carico riaperta"), "it-refresh", again)


def _interventions(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    rows = Intervention.objects.of(record.case_file, actor)
    related = rows.select_related("kind", "service_type", "service", "provider", "end_reason").prefetch_related("steps")
    for row in related:
        written = {step.on: step.written_at for step in sorted(row.steps.all(), key=lambda step: step.pk)}
        first = min(written.values(), default=None)
        what, who, page = intervention_name(row), str(row.provider or ""), (record.pk, row.pk)
        found = (
            (row.requested_on, _("Richiesto: %(what)s"), who),
            (row.starts_on, _("Inizia: %(what)s"), who),
            (row.ends_on, _("Finisce: %(what)s"), str(row.end_reason or "")),
        )
        for day, title, detail in found:
            if day:
                late = _late(written.get(day, first), day)
                yield Moment(
                    day, "intervention", title % {"what": what}, "it-list", detail, "cases:intervention", page, late
                )


def _late(written_at: datetime | None, day: date) -> date | None:
    """The day when something was written, when that was after it happened."""
    written = timezone.localdate(written_at) if written_at else None
    return written if written and written > day else None


def intervention_name(row: Intervention) -> str:
    """What is done, in words: the intervention, else the type of service."""
    return str(row.kind or row.service_type or "")


def _diary(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    for entry in diary_of(actor, record.case_file):
        title = open_text(entry, "title") or entry.kind.label
        yield Moment(
            entry.happened_on,
            "diary",
            title,
            "it-pencil",
            _("%(name)s, nota riservata") % {"name": entry.author_name} if entry.private else entry.author_name,
            "cases:diary_entry",
            (record.pk, entry.pk),
            written_on=_late(entry.written_at, entry.happened_on),
        )


def _family(_actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    units = FamilyMembership.objects.filter(person=record.person).values("unit_id")
    rows = FamilyMembership.objects.filter(unit__in=units, unit__annulled_at__isnull=True)
    for row in rows.select_related("person", "relation"):
        name, relation = row.person.full_name(), row.relation.label
        began = ", ".join(filter(None, (relation, str(row.get_began_by_display()))))
        yield Moment(row.valid_from, "family", _("Nel nucleo: %(name)s") % {"name": name}, "it-user", began)
        if row.valid_to:
            ended = ", ".join(filter(None, (relation, str(row.get_ended_by_display()))))
            yield Moment(row.valid_to, "family", _("Esce dal nucleo: %(name)s") % {"name": name}, "it-user", ended)


def _documents(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    rows = Document.objects.visible_to(actor).filter(case_file=record.case_file)
    for row in rows.select_related("kind", "case_file__person"):
        day = row.dated or timezone.localdate(row.added_at)
        yield Moment(day, "document", open_text(row, "title"), "it-file", row.kind.label)


def _concerns(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    rows = ConcernReport.objects.visible_to(actor).filter(person=record.person)
    for row in rows.select_related("reporter_kind", "outcome"):
        detail = f"{row.reporter_kind}. {row.get_state_display()}"
        title = _("Segnalazione ricevuta")
        yield Moment(row.received_on, "concern", title, "it-horn", detail, "cases:concern", (row.pk,))
