# SPDX-License-Identifier: EUPL-1.2
"""The check of a sending: what can go, what cannot and why, what went already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.audit.enums import Kind
from ordito.cases.actions.errors import lock
from ordito.cases.models import CaseFile
from ordito.core.crypto import blind_index
from ordito.flows.actions.runs import permit_run
from ordito.flows.engine.layout import Fault, Flow, Problem, layout_of
from ordito.flows.engine.writing import element
from ordito.flows.enums import ItemState, Operation, Outcome, RunState
from ordito.flows.models import FlowItem, FlowProblem, FlowRun, FlowSender, SocialBenefit
from ordito.flows.queries.mappings import mappings_of
from ordito.flows.queries.psa import benefits_in, psa_records, related
from ordito.flows.queries.sinba import sender_of, sinba_of, takings_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.flows.engine.layout import Node


LIMITED = Problem("Cartella", "Limitazione del trattamento", Fault.LIMITED)


@dataclass(frozen=True)
class Candidate:
    """What a sending may contain. `node` is what would be written, None when nothing can be."""

    case_file: CaseFile
    benefit: SocialBenefit | None
    external_id: str
    operation: Operation
    node: Node | None
    problems: tuple[Problem, ...]
    digest: str = ""
    state: ItemState = ItemState.READY


def check_run(*, by: Actor, at: datetime, run: FlowRun, progress: Callable[[int, int], None]) -> int:
    """Look at every record of the period and write what was found. Safe to run twice: the second finds it done.

    Raises:
        NotAllowedError: the actor does not send for the body.
    """
    permit_run(by, run)
    if run.state != RunState.CHECKING:
        return run.items.count()
    found = list(candidates(run, progress))
    with recorded("flows.check_run", by=by, at=at, kind=Kind.READ) as trace:
        row = lock(FlowRun, run.pk)
        if row.state != RunState.CHECKING:
            return row.items.count()
        items = FlowItem.objects.bulk_create([_item(row, one) for one in found], batch_size=500)
        FlowProblem.objects.bulk_create(
            [
                FlowProblem(item=item, section=problem.section, field=problem.name, fault=problem.fault)
                for item, one in zip(items, found, strict=True)
                for problem in one.problems
            ],
            batch_size=500,
        )
        row.state = RunState.CHECKED
        row.version += 1
        row.save()
        trace.touches(row)
        trace.touches_ids("cases.casefile", sorted({one.case_file.pk for one in found}))
    return len(found)


def _item(run: FlowRun, one: Candidate) -> FlowItem:
    return FlowItem(
        run=run,
        case_file=one.case_file,
        benefit=one.benefit,
        operation=one.operation,
        state=one.state,
        external_id=one.external_id,
        digest=one.digest,
        record_version=one.case_file.version,
    )


def candidates(run: FlowRun, progress: Callable[[int, int], None]) -> Iterator[Candidate]:
    """Everything that the sending is about, each with its state."""
    sender = FlowSender.objects.filter(ambito=run.ambito_id, body=run.body_id).first()
    sent = _sent_before(run)
    made = _minors(run, sender, progress) if run.flow == Flow.SINBA else _benefits(run, sent, progress)
    layout = layout_of(Flow(run.flow))
    common = () if sender else (Problem("Ente", "Codice", Fault.UNSAID),)
    frozen = _frozen(run)
    for one in made:
        limited = one.operation == Operation.INSERT and one.case_file.pk in frozen
        problems = (*one.problems, *common, *((LIMITED,) if limited else ()))
        digest = blind_index(element(layout, one.node), field="flows.digest").hex() if one.node else ""
        last = sent.get((one.case_file.pk, one.benefit.pk if one.benefit else None))
        same = last is not None and last.digest == digest and last.outcome != Outcome.REJECTED
        state = ItemState.BLOCKED if problems else ItemState.SAME if same else ItemState.READY
        yield replace(one, digest=digest, problems=problems, state=state)
    if run.flow == Flow.SINBA:
        yield from (_retracted(item) for item in sent.values() if item.case_file.annulled_at is not None)


def _frozen(run: FlowRun) -> frozenset[int]:
    """Records of which nothing leaves for now; a benefit that went and was annulled is cancelled all the same."""
    rows = CaseFile.objects.filter(ambito=run.ambito_id, body=run.body_id)
    return frozenset(rows.exclude(pk__in=CaseFile.objects.unfrozen().values("pk")).values_list("pk", flat=True))


def _sent_before(run: FlowRun) -> dict[tuple[int, int | None], FlowItem]:
    """The last time that each record or benefit went."""
    rows = FlowItem.objects.sent().filter(run__flow=run.flow, run__ambito=run.ambito_id, run__body=run.body_id)
    rows = rows.select_related("case_file").order_by("run__sent_on", "pk")
    return {(row.case_file_id, row.benefit_id): row for row in rows}


def _retracted(item: FlowItem) -> Candidate:
    """A record that went and was taken away since: the layout has no cancellation, so that INPS is to be told."""
    return Candidate(item.case_file, None, item.external_id, Operation.INSERT, None, (), item.digest, ItemState.RETRACT)


def _minors(run: FlowRun, row: FlowSender | None, progress: Callable[[int, int], None]) -> Iterator[Candidate]:
    sender = sender_of(row, mappings_of(run.ambito_id))
    takings = takings_in(run.ambito_id, run.body_id, run.starts_on, run.ends_on)
    for done, taking in enumerate(takings):
        progress(done, len(takings))
        record = sinba_of(taking, sender, starts_on=run.starts_on, ends_on=run.ends_on)
        yield Candidate(record.case_file, None, record.external_id, Operation.INSERT, record.node, record.problems)


def _benefits(
    run: FlowRun, sent: dict[tuple[int, int | None], FlowItem], progress: Callable[[int, int], None]
) -> Iterator[Candidate]:
    granted = list(benefits_in(run.ambito_id, run.body_id, run.starts_on, run.ends_on))
    gone = [
        item.benefit_id
        for item in sent.values()
        if item.benefit_id and (item.operation == Operation.INSERT) == (item.outcome != Outcome.REJECTED)
    ]
    annulled = list(related(SocialBenefit.objects.filter(pk__in=gone, annulled_at__isnull=False)))
    progress(0, len(granted) + len(annulled))
    for rows, operation in ((granted, Operation.INSERT), (annulled, Operation.CANCEL)):
        for record in psa_records(rows, operation, on=run.ends_on):
            one = record.benefit
            yield Candidate(one.case_file, one, one.request_number, operation, record.node, record.problems)
