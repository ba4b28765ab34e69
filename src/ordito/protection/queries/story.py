# SPDX-License-Identifier: EUPL-1.2
"""The protection of a record in its story and on its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.queries.record_timeline import Moment
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.core.paper import Facts, Grid, Prose
from ordito.core.text import in_sentence
from ordito.protection.enums import FosterState, MeetingState
from ordito.protection.models import EmergencyStep, FosterCare, FosterStep, ProtectedMeeting, SemestralCard
from ordito.protection.queries.emergencies import dated_steps
from ordito.protection.queries.facts import facts_of, line_of, prose_of, rows_of
from ordito.protection.queries.overview import SECTIONS
from ordito.protection.queries.words import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block

KEY = "protection"
CARD_TITLES = {
    "parents": gettext_lazy("Residenza dei genitori"),
    "relations": gettext_lazy("Rapporti con la famiglia"),
    "condition": gettext_lazy("Condizioni psicofisiche"),
    "school": gettext_lazy("Scuola e tempo libero"),
    "prospects": gettext_lazy("Progetto e prospettive"),
}


def moments_of(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Beginnings and ends of what stands, steps of foster cares, and protected meetings held or missed.

    One query says of which kinds there is something: most records have few of them.
    """
    kept = _kept(actor, record)
    for section in SECTIONS:
        if section.page not in kept:
            continue
        for row in rows_of(section.model).visible_to(actor).filter(case_file=record.case_file):
            line = line_of(row, record.today)
            page = (f"protection:{section.page}", (record.pk, row.pk))
            if line.on <= record.today and section.model is not FosterCare:
                yield Moment(line.on, KEY, line.title, section.icon, line.detail, *page)
            ended = line.until if line.over and line.until != line.on else None
            if ended is not None and section.model is not FosterCare:
                title = _("Finisce: %(what)s") % {"what": line.title}
                yield Moment(ended, KEY, title, section.icon, line.badge, *page)
    if "foster" in kept:
        yield from _foster_moments(actor, record)
    if "meeting_plan" in kept:
        yield from _meeting_moments(actor, record)


def _kept(actor: Actor, record: RecordHeader) -> frozenset[str]:
    """The pages of the kinds of which the record has something."""
    first, *others = (
        rows_of(section.model)
        .visible_to(actor)
        .filter(case_file=record.case_file)
        .select_related(None)
        .prefetch_related(None)
        .order_by()
        .values_list(Value(section.page), flat=True)
        for section in SECTIONS
    )
    return frozenset(first.union(*others))


def _foster_moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    steps = FosterStep.objects.visible_to(actor).filter(foster__case_file=record.case_file, foster__annulled_at=None)
    for step in steps:
        title = _("Affidamento familiare: %(state)s") % {"state": FosterState(step.state).label}
        yield Moment(step.on, KEY, title, "it-user", "", "protection:foster", (record.pk, step.foster_id))


def _meeting_moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    met = ProtectedMeeting.objects.visible_to(actor).filter(plan__case_file=record.case_file, plan__annulled_at=None)
    for row in met.exclude(state=MeetingState.PLANNED).select_related("plan__meets", "missed_reason"):
        title = _("Incontro protetto %(state)s: %(who)s") % {
            "state": row.get_state_display(),
            "who": in_sentence(row.plan.meets),
        }
        page = ("protection:meeting_plan", (record.pk, row.plan_id))
        day = timezone.localdate(row.planned_at)
        yield Moment(day, KEY, title, "it-calendar", str(row.missed_reason or ""), *page)


def printed_of(actor: Actor, record: RecordHeader) -> list[Block]:
    """Every row with all that it says, the clocks as tables, cards and observations as texts."""
    blocks: list[Block] = []
    for section in SECTIONS:
        rows = rows_of(section.model).visible_to(actor).filter(case_file=record.case_file)
        dated = sorted(((line_of(row, record.today), row) for row in rows), key=lambda pair: (pair[0].on, pair[0].pk))
        blocks.extend(Facts([*facts_of(row), *prose_of(row)], title=line.title) for line, row in dated)
    return [*blocks, *_clocks(actor, record), *_cards(actor, record), *_observations(actor, record)]


def _clocks(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    steps = EmergencyStep.objects.visible_to(actor).filter(
        placement__case_file=record.case_file, placement__annulled_at=None
    )
    heads = [_("Adempimento"), _("A chi spetta"), _("Entro"), _("Fatto"), _("Protocollo")]
    for dated in dated_steps(steps.select_related("rule", "placement")).values():
        rows = [
            (
                one.step.rule.name,
                one.step.rule.get_holder_display(),
                _("subito") if one.at_once else moment_text(one.due_at),
                moment_text(one.step.done_at) if one.step.done_at else "",
                one.step.protocol_number,
            )
            for one in dated
        ]
        started = dated[0].step.placement.started_at
        yield Grid(heads, rows, title=_("Termini dell’allontanamento del %(day)s") % {"day": moment_text(started)})


def _cards(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    cards = SemestralCard.objects.visible_to(actor).filter(
        placement__case_file=record.case_file, placement__annulled_at=None, filled_at__isnull=False
    )
    for card in cards.select_related("placement__case_file__person").order_by("due_on", "pk"):
        title = _("Scheda semestrale n. %(number)s") % {"number": card.number}
        sent = _("inviata il %(day)s") % {"day": format_date(card.sent_on)} if card.sent_on else _("non ancora inviata")
        texts = ((label, open_text(card, name)) for name, label in CARD_TITLES.items())
        yield Prose("\n\n".join(f"{label}. {text}" for label, text in texts if text), title=title, detail=sent)


def _observations(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    met = ProtectedMeeting.objects.visible_to(actor).filter(
        plan__case_file=record.case_file, plan__annulled_at=None, state=MeetingState.HELD
    )
    for row in met.select_related("plan__meets", "plan__case_file__person").order_by("planned_at", "pk"):
        title = _("Incontro protetto: %(who)s") % {"who": in_sentence(row.plan.meets)}
        detail = f"{moment_text(row.planned_at)}, {row.observed_by_name}"
        yield Prose(open_text(row, "observation"), title=title, detail=detail)
