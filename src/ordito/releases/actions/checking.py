# SPDX-License-Identifier: EUPL-1.2
"""The attack on a table before it leaves, once for each kind of reader; what it finds is frozen with the table."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from importlib.metadata import version
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.indicators.engine.attacker import AuditError, TooLongError, within_seconds
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.query import UnknownColumnError
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.jobs.actions import JobFailedError
from ordito.releases.engine.frozen import HIDDEN_VALUE, CellState, FrozenTable, Wanted, canonical
from ordito.releases.engine.ledger import Case, Finding, TooLargeError
from ordito.releases.engine.pairs import MOST_PAIRS
from ordito.releases.enums import Protection, Refusal, ReleaseState
from ordito.releases.models import Ledger, Release
from ordito.releases.queries.cases import Counter, kindred, related, seen_exactly, threshold_of
from ordito.releases.queries.coarser import coarser, merged
from ordito.releases.queries.data import is_personal, telling_of_people
from ordito.releases.queries.tables import NoPlaceError, draft_of, facets_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.indicators.engine.model import BoolArray, IntArray
    from ordito.jobs.actions import Progress

MOST_PROPOSALS = 4
PROVING = 300
"""Seconds of the processor within which a table must be proven safe, as the words of `Refusal.LONG` say."""
PROPOSING = 120
"""Seconds of the processor after which no more tables are tried to be proposed: each takes as long as the table."""
STEPS = 10
READERS = {
    Audience.PUBLICATION: (Audience.PUBLICATION, Audience.NETWORK),
    Audience.NETWORK: (Audience.NETWORK,),
}
"""Who will hold a table of an audience: what goes outside is read within the network too, beside what is there."""
REFUSED_BY: dict[type[Exception], Refusal] = {
    NoPlaceError: Refusal.EMPTY,
    TooLargeError: Refusal.LARGE,
    BrokenSnapshotError: Refusal.BROKEN,
    UnknownColumnError: Refusal.UNKNOWN,
}


@dataclass(frozen=True, eq=False)
class Passed:
    """A table that may leave, and what each kind of reader can find out of it."""

    table: FrozenTable
    readers: list[dict[str, Any]]

    @property
    def share(self) -> float:
        """The share of cells that are hidden, of those where there are data."""
        return self.table.hidden / max(self.table.told, 1)


@dataclass(frozen=True, eq=False)
class Attack:
    """A table about to leave among what one kind of reader holds: the numbers of those tables, and the case of all."""

    reader: Audience
    threshold: int
    known: tuple[int, ...]
    case: Case

    def told(self, finding: Finding, most_pairs: int | None = None) -> dict[str, Any]:
        """What is kept of the attack: between what every hidden or rounded cell lies for this reader.

        `pairs` are those tried of readers who put what they know exactly together: at most so many.
        """
        apart = int((~self.case.exact.all(axis=1)).sum())
        return {
            "reader": self.reader.value,
            "threshold": self.threshold,
            "known": list(self.known),
            "insiders": len(self.case.exact),
            "pairs": min(comb(apart, 2), comb(apart, 2) if most_pairs is None else most_pairs),
            "targets": finding.targets,
            "unknowns": finding.unknowns,
            "equations": finding.equations,
            "cells": np.flatnonzero(finding.hidden).tolist(),
            "low": finding.low.tolist(),
            "high": finding.high.tolist(),
        }


@dataclass(frozen=True, eq=False)
class Desk:
    """What every check of one job has at hand."""

    snapshot: Snapshot
    counter: Counter
    head: int
    today: date


def check(*, by: Actor, at: datetime, release: Release, progress: Progress) -> dict[str, str]:
    """Count the table, attack it with all that its readers hold, and freeze what may leave; safe to run twice.

    Raises:
        NotAllowedError: the actor does not let figures out.
        JobFailedError: there are no data, or the solver gave up.
    """
    require(by, Verb.RELEASE_FIGURES)
    if release.state != ReleaseState.CHECKING:
        return {"state": release.state}
    snapshot = Snapshot.objects.published()
    if snapshot is None:
        raise JobFailedError(_("Non ci sono ancora dati da contare: aggiorna prima le statistiche."))
    head = Ledger.objects.values_list("last", flat=True).first() or 0
    wanted, began = Wanted.from_json(release.definition), time.process_time()
    desk = Desk(snapshot, Counter.of(snapshot, wanted.dataset), head, timezone.localdate(at))
    progress(1, STEPS)
    try:
        found = passed(desk, wanted, Audience(release.audience), Protection(release.protection), PROVING)
    except AuditError as error:
        raise JobFailedError(_("La verifica non ha trovato una risposta certa: la tabella non può uscire.")) from error
    progress(STEPS // 2, STEPS)
    audit = {
        "solver": f"HiGHS {version('highspy')}",
        "seconds": round(time.process_time() - began, 2),
        "coarser": _proposals(desk, release, wanted, found),
        "exact": not is_personal(wanted.dataset),
    }
    progress(STEPS - 1, STEPS)
    return _freeze(release, found, audit, desk, by=by, at=at)


def passed(desk: Desk, wanted: Wanted, audience: Audience, protection: Protection, seconds: float) -> Passed | Refusal:
    """The table as it may leave, or why it may not: above all when so many seconds are too few to prove it safe."""
    try:
        with within_seconds(seconds):
            return _passed(desk, wanted, audience, protection)
    except TooLongError:
        return Refusal.LONG


def _passed(desk: Desk, wanted: Wanted, audience: Audience, protection: Protection) -> Passed | Refusal:
    """The same, however long it takes. What is about no person leaves as it is."""
    if _telling(wanted):
        return Refusal.PEOPLE
    try:
        draft = draft_of(desk.snapshot, wanted, desk.today)
        readers = READERS[audience] if is_personal(wanted.dataset) else ()
        attacks = [_attack(desk, wanted, reader, draft.table) for reader in readers]
        case = attacks[0].case if attacks else desk.counter.case(draft.table, [])
    except tuple(REFUSED_BY) as error:
        return REFUSED_BY[type(error)]
    if not case.values.any():
        return Refusal.EMPTY
    if not attacks:
        found: Passed | Refusal = _as_it_is(draft.table, case.values)
    elif protection == Protection.ROUNDING:
        found = _rounded(draft.table, attacks)
    else:
        found = _hidden(draft.table, attacks)
    if isinstance(found, Refusal):
        return found
    since = str(draft.since or "")
    covered = {"comuni": draft.comuni, "with_data": draft.with_data, "since": since}
    return replace(found, readers=[reader | covered for reader in found.readers])


def _telling(wanted: Wanted) -> list[str]:
    """The answers by which a table is broken down or filtered that count people."""
    return telling_of_people(wanted.dataset, [*facets_in(wanted), *dict(wanted.where)])


def _as_it_is(table: FrozenTable, values: IntArray) -> Passed:
    """Every cell shown; no reader was tried, as there is nothing to find out of anybody."""
    nothing = np.zeros(values.size, dtype=np.bool_)
    reader = {"reader": Audience.NETWORK.value, "threshold": 0, "known": [], "targets": 0, "cells": []}
    return Passed(_with_cells(table, values, nothing), [reader | {"low": [], "high": []}])


def _attack(desk: Desk, wanted: Wanted, reader: Audience, table: FrozenTable) -> Attack:
    """The table among what one kind of reader holds."""
    known = [*related(wanted, reader, desk.head), *kindred(wanted, reader, desk.head, desk.counter)]
    exact = seen_exactly(desk.counter.places, desk.today) if reader == Audience.NETWORK else None
    old = [(Wanted.from_json(row.definition).dataset, FrozenTable.from_json(row.table)) for row in known]
    case = desk.counter.case(table, old, exact)
    return Attack(reader, threshold_of(reader), tuple(row.number or 0 for row in known), case)


def _hidden(table: FrozenTable, attacks: Sequence[Attack]) -> Passed | Refusal:
    """Cells hidden for one kind of reader after the other: to hide more makes no earlier one less safe."""
    hidden = None
    for attack in attacks:
        hidden = attack.case.protect(attack.threshold, hidden)
        if hidden is None:
            return Refusal.TOLD
    if hidden is None or hidden[(table.states == CellState.SHOWN).ravel()].all():
        return Refusal.HIDDEN
    readers = [attack.told(attack.case.finding(attack.threshold, hidden)) for attack in attacks]
    return Passed(_with_cells(table, attacks[0].case.values, hidden), readers)


def _rounded(table: FrozenTable, attacks: Sequence[Attack]) -> Passed | Refusal:
    """Every cell rounded alike for all readers, wide enough for the strictest of them."""
    strictest = max(attack.threshold for attack in attacks)
    rounded = attacks[0].case.round(strictest)
    if rounded is None or not all(attack.case.withstands(attack.threshold, rounded) for attack in attacks):
        return Refusal.TOLD
    readers = [attack.told(attack.case.finding_rounded(attack.threshold, rounded), MOST_PAIRS) for attack in attacks]
    nothing = np.zeros(rounded.cells.size, dtype=np.bool_)
    frozen = replace(_with_cells(table, rounded.cells, nothing), margin=rounded.margin, base=rounded.base)
    return Passed(frozen, readers)


def _with_cells(table: FrozenTable, values: Any, hidden: BoolArray) -> FrozenTable:
    """The table with the cells that may be seen; where one is hidden, no value stands."""
    away = hidden.reshape(table.shape)
    states = np.where(away, np.int8(CellState.HIDDEN), table.states).astype(np.int8)
    return replace(table, cells=np.where(away, HIDDEN_VALUE, values.reshape(table.shape)), states=states)


def _proposals(desk: Desk, release: Release, wanted: Wanted, found: Passed | Refusal) -> list[dict[str, Any]]:
    """Tables that say less and hide less, or may leave at all, with how many of their cells are hidden."""
    if isinstance(found, Passed) and not found.table.hidden:
        return []
    if found in {Refusal.BROKEN, Refusal.UNKNOWN}:
        return []
    audience, protection = Audience(release.audience), Protection(release.protection)
    better: list[dict[str, Any]] = []
    began = time.process_time()
    for other in (*_merges(desk, wanted, audience), *coarser(wanted)):
        left = began + PROPOSING - time.process_time()
        if len(better) == MOST_PROPOSALS or left <= 0:
            break
        try:
            answer = passed(desk, other, audience, protection, left)
        except AuditError:  # nothing certain can be said of it: it is not offered
            continue
        if isinstance(answer, Passed) and (isinstance(found, Refusal) or answer.share < found.share):
            better.append({"wanted": other.to_json(), "hidden": answer.table.hidden, "cells": answer.table.told})
    return better


def _merges(desk: Desk, wanted: Wanted, audience: Audience) -> list[Wanted]:
    """The table with two classes in one, of those that the rules say would hide less."""
    try:
        draft = draft_of(desk.snapshot, wanted, desk.today)
        values = desk.counter.case(draft.table, []).values
    except (NoPlaceError, TooLargeError):
        return []
    return list(merged(wanted, draft.table, values, max(threshold_of(reader) for reader in READERS[audience])))


def _freeze(
    release: Release, found: Passed | Refusal, audit: dict[str, Any], desk: Desk, *, by: Actor, at: datetime
) -> dict[str, str]:
    with recorded("releases.check", by=by, at=at) as trace:
        row = Release.objects.select_for_update().get(pk=release.pk)
        if row.state != ReleaseState.CHECKING:
            return {"state": row.state}
        row.snapshot_key, row.read_at, row.head = desk.snapshot.key, desk.snapshot.read_at, desk.head
        if isinstance(found, Passed):
            row.state, row.table = ReleaseState.READY, found.table.to_json()
            row.threshold = found.readers[0]["threshold"]
            row.audit = audit | {"readers": found.readers}
            row.sha256 = fingerprint(row)
        else:
            row.state, row.table, row.sha256 = ReleaseState.REFUSED, {}, ""
            row.audit = audit | {"refused": found.value}
        row.save()
        trace.touches(row)
        trace.notes(state=row.state, seconds=audit["seconds"])
    return {"state": row.state}


def stale(release: Release, head: int) -> bool:
    """Whether a checked table must be checked again.

    So it is when another left since, data are newer, a threshold is another, or an answer now counts people.
    """
    snapshot = Snapshot.objects.published()
    attacked = {reader["reader"]: reader["threshold"] for reader in release.audit["readers"]}
    today = {reader.value: threshold_of(reader) for reader in READERS[Audience(release.audience)]}
    if release.audit.get("exact"):
        older = snapshot is None or snapshot.key != release.snapshot_key
        return older or bool(_telling(Wanted.from_json(release.definition)))
    return release.head != head or attacked != today or snapshot is None or snapshot.key != release.snapshot_key


def fingerprint(release: Release) -> str:
    """SHA-256 of what a release says: of what, when, for whom, under which protection, and every cell."""
    said = {
        "definition": release.definition,
        "audience": release.audience,
        "protection": release.protection,
        "threshold": release.threshold,
        "read_at": release.read_at.isoformat(),
        "table": release.table,
    }
    return hashlib.sha256(canonical(said)).hexdigest()
