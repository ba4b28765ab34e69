# SPDX-License-Identifier: EUPL-1.2
"""The file of a sending: sealed while it is made, kept for some days, every download in the log."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from ordito.audit.actions import recorded
from ordito.audit.enums import Kind
from ordito.cases.actions.errors import lock
from ordito.files.actions import FileGoneError, store_made
from ordito.flows import rules
from ordito.flows.actions.checking import candidates
from ordito.flows.actions.runs import permit_run
from ordito.flows.engine.layout import Flow, Node, layout_of
from ordito.flows.engine.writing import xml_pieces
from ordito.flows.enums import ItemState, RunState
from ordito.flows.models import FlowItem, FlowRun, FlowSender
from ordito.flows.queries.psa import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.files.models import StoredFile

NAMES = {Flow.SINBA: "SINBA", Flow.PSA: "PSA"}


def write_file(*, by: Actor, at: datetime, run: FlowRun, progress: Callable[[int, int], None]) -> int:
    """Make the file of what was ready at the check and has not changed since; returns how many records it has.

    A record that changed meanwhile is left for the next sending. Safe to run twice: the second file replaces the first.

    Raises:
        NotAllowedError: the actor does not send for the body.
        FileNotKeptError: there is no room for the file.
    """
    permit_run(by, run)
    if not rules.may_move(run.state, RunState.FILED):
        return 0
    flow = Flow(run.flow)
    wanted = {(one.case_file_id, one.benefit_id): one for one in run.items.filter(state=ItemState.READY)}
    ready = [
        (one, wanted[key])
        for one in candidates(run, progress)
        if (key := (one.case_file.pk, one.benefit.pk if one.benefit else None)) in wanted
        and one.state == ItemState.READY
        and one.digest == wanted[key].digest
    ]
    nodes: Iterable[Node] = (one.node for one, _item in ready if one.node is not None)
    records = joined(nodes) if flow == Flow.PSA else nodes
    pieces = xml_pieces(layout_of(flow), _head(run), records)
    expires_at = at + timedelta(days=rules.KEPT_DAYS)
    file = store_made(pieces, name=_name(run), kind="text", owner=run, by=by, at=at, expires_at=expires_at)
    _finish(run, file, [item for _one, item in ready], by=by, at=at)
    return len(ready)


def _finish(run: FlowRun, file: StoredFile, items: list[FlowItem], *, by: Actor, at: datetime) -> None:
    with recorded("flows.write_file", by=by, at=at, kind=Kind.EXPORT) as trace:
        row = lock(FlowRun, run.pk)
        if not rules.may_move(row.state, RunState.FILED):
            return
        changed = row.items.filter(state=ItemState.READY).exclude(pk__in=[item.pk for item in items])
        left = list(changed.values_list("case_file_id", flat=True))
        changed.update(state=ItemState.BLOCKED)
        row.file, row.sha256, row.state = file, file.sha256, RunState.FILED
        row.version += 1
        row.save()
        trace.touches(row)
        trace.touches_ids("cases.casefile", sorted({item.case_file_id for item in items}))
        trace.notes(records=len(items), left=len(left))


def _head(run: FlowRun) -> Node:
    sender = FlowSender.objects.select_related("body").get(ambito=run.ambito_id, body=run.body_id)
    body = Node(
        "Ente",
        {
            "Codice": [sender.code],
            "Denominazione": [sender.body.name[:100]],
            "Indirizzo": [sender.seat_code],
            "CFOperatore": [sender.operator_code],
        },
    )
    return Node("IdentificazioneFlusso", {"Nome": [NAMES[Flow(run.flow)]]}, [body])


def _name(run: FlowRun) -> str:
    stem = f"{run.flow}-{run.starts_on:%Y%m%d}-{run.ends_on:%Y%m%d}-{run.pk}"
    return f"{stem}-dati-inventati.xml" if settings.DEMONSTRATION else f"{stem}.xml"


def read_file(*, by: Actor, at: datetime, run: FlowRun) -> StoredFile:
    """The file, for a download: it leaves the house, and the log of each record says so.

    Raises:
        NotAllowedError: the actor does not send for the body.
        FileGoneError: there is none, or it is no longer kept.
    """
    permit_run(by, run)
    file = run.file
    if file is None or file.discarded_at is not None:
        raise FileGoneError
    with recorded("flows.read_file", by=by, at=at, kind=Kind.EXPORT) as trace:
        trace.touches(run)
        sent = run.items.filter(state=ItemState.READY).order_by("case_file_id")
        trace.touches_ids("cases.casefile", sent.values_list("case_file_id", flat=True).distinct())
    return file
