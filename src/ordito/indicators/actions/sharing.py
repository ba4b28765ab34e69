# SPDX-License-Identifier: EUPL-1.2
"""Indicators that come as text: from another Region, or with Ordito."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.indicators.engine.exchange import Entry, read_text
from ordito.indicators.enums import IndicatorState, Origin
from ordito.indicators.models import Indicator, IndicatorVersion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor

SHIPPED = Path(__file__).resolve().parents[1] / "seeds" / "indicators.yaml"


class Came(StrEnum):
    """What an indicator of a file is to those that are here."""

    NEW = "new"
    CHANGED = "changed"  # the card, the recipe, or both
    SAME = "same"
    RETIRED = "retired"  # it is here, retired: it stays so


@dataclass(frozen=True)
class Arrival:
    """An indicator of a file, and what bringing it in does; `recipe` when a new version would be drafted."""

    entry: Entry
    came: Came
    recipe: bool = False


def look_at(entries: Sequence[Entry]) -> list[Arrival]:
    """What bringing them in would do; nothing is written."""
    rows = Indicator.objects.filter(code__in=[entry.code for entry in entries]).select_related("current")
    known = {row.code: row for row in rows}
    drafts = {
        draft.indicator_id: draft
        for draft in IndicatorVersion.objects.filter(indicator__in=known.values(), in_use_from=None)
    }
    return [_arrival(entry, known.get(entry.code), drafts) for entry in entries]


def _arrival(entry: Entry, row: Indicator | None, drafts: dict[int, IndicatorVersion]) -> Arrival:
    if row is None:
        return Arrival(entry, Came.NEW, recipe=True)
    if row.state == IndicatorState.RETIRED:
        return Arrival(entry, Came.RETIRED)
    last = drafts.get(row.pk) or row.current
    recipe = last is None or last.recipe != entry.definition
    card = any(getattr(row, name) != value for name, value in entry.card().items())
    return Arrival(entry, Came.CHANGED if recipe or card else Came.SAME, recipe)


def bring_in(*, entries: Sequence[Entry], source: str, by: Actor, at: datetime) -> list[Arrival]:
    """Bring indicators in: new ones as proposals with a draft, changed ones as a draft beside the version in use.

    No figure changes by it: who manages indicators reads the draft and puts it in use. `source` says where from.
    """
    require(by, Verb.MANAGE_INDICATORS)
    with recorded("indicators.bring_in", by=by, at=at) as trace:
        found = look_at(entries)
        for arrival in found:
            if arrival.came in {Came.NEW, Came.CHANGED}:
                row = _write(arrival, source, by=by, at=at)
                row.version += 1
                row.save()
                trace.touches(row)
        trace.notes(**{came.value: sum(one.came == came for one in found) for came in Came})
    return found


@dataclass(frozen=True)
class Shipment:
    """How many of the indicators that come with Ordito were put in use; `taken` are codes of people's own ones."""

    loaded: int
    taken: Sequence[str] = ()


def load_shipped(*, by: Actor, at: datetime) -> Shipment:
    """Put in use the indicators that come with Ordito; those that people proposed, changed or retired stay as they are.

    Safe to run at every start. One that nobody changed and that now reads otherwise gets its next version.
    """
    require(by, Verb.MANAGE_INDICATORS)
    entries = read_text(SHIPPED.read_text(encoding="utf-8"))
    with recorded("indicators.load_shipped", by=by, at=at) as trace:
        changed = [one for one in look_at(entries) if one.came in {Came.NEW, Came.CHANGED}]
        touched, taken = _of_people([one.entry.code for one in changed])
        position = {entry.code: number for number, entry in enumerate(entries)}
        ours = [one for one in changed if one.entry.code not in {*touched, *taken}]
        for arrival in ours:
            row = _write(arrival, _("fornito con Ordito"), by=by, at=at)
            row.position = position[row.code]
            _use(row, at)
            trace.touches(row)
        trace.notes(loaded=len(ours), taken=taken)
    return Shipment(len(ours), taken)


def _of_people(codes: Sequence[str]) -> tuple[list[str], list[str]]:
    """Which of the codes people have changed since they came with Ordito, and which are of indicators of their own."""
    touched, taken = [], []
    for row in Indicator.objects.filter(code__in=codes).order_by("code"):
        if row.origin != Origin.CATALOGUE or row.proposed_by_id is not None:
            taken.append(row.code)
        elif row.version > 1:
            touched.append(row.code)
    return touched, taken


def _write(arrival: Arrival, source: str, *, by: Actor, at: datetime) -> Indicator:
    entry = arrival.entry
    row = Indicator.objects.select_for_update(of=("self",)).select_related("current").filter(code=entry.code).first()
    if row is None:
        row = Indicator(
            code=entry.code,
            origin=Origin.CATALOGUE,
            origin_text=source[:300],
            proposed_at=at,
            proposed_by_id=by.actor_id,
            proposed_by_name=by.actor_name[:160],
            position=Indicator.objects.count(),
        )
    for name, value in entry.card().items():
        setattr(row, name, value)
    row.save()
    if arrival.recipe:
        _draft(row, entry, source, by=by, at=at)
    return row


def _draft(row: Indicator, entry: Entry, source: str, *, by: Actor, at: datetime) -> None:
    draft = row.versions.filter(in_use_from=None).first()
    if draft is None:
        number = 1 + max(row.versions.values_list("number", flat=True), default=0)
        draft = IndicatorVersion(indicator=row, number=number)
    draft.definition, draft.by_id, draft.by_name, draft.at = entry.definition.to_data(), by.actor_id, by.actor_name, at
    draft.changes = _("Definizione ricevuta: %(source)s.") % {"source": source[:300]} if row.current_id else ""
    draft.breaks_series = row.current is not None and not row.current.recipe.counts_like(entry.definition)
    draft.save()


def _use(row: Indicator, at: datetime) -> None:
    draft = row.versions.filter(in_use_from=None).first()
    if draft is not None:
        row.versions.filter(in_use_from__isnull=False, in_use_until=None).update(in_use_until=at)
        draft.in_use_from = at
        draft.save()
        row.current = draft
        row.state = IndicatorState.IN_USE
    row.save()
