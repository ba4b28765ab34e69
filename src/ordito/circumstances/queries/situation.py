# SPDX-License-Identifier: EUPL-1.2
"""The page of a person's circumstances: what holds today by sections, what held before, what nobody has said yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.circumstances.models import Address, FactRevision
from ordito.circumstances.queries.words import details_of, headline_of, is_hidden, period_of
from ordito.circumstances.rules.kinds import SECTIONS, Kind, Section, kinds_of
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordito.cases.enums import Part
    from ordito.cases.models import Person
    from ordito.circumstances.models import Fact
    from ordito.core.access import Actor

SOON = timedelta(days=60)
LATE = timedelta(days=7)


@dataclass(frozen=True)
class FactLine:
    """One fact as a line of the page. Of a secret address that the reader is not told nothing else is there."""

    pk: int
    title: str
    details: str
    period: str
    source: str
    note: str
    badge: str
    tone: str
    hidden: bool = False
    secret: bool = False
    ends: bool = False
    """Whether it still runs, so that its end can be written."""


@dataclass(frozen=True)
class KindView:
    """One kind of fact: what holds today or will, and what held before."""

    kind: Kind
    now: tuple[FactLine, ...]
    past: tuple[FactLine, ...]


@dataclass(frozen=True)
class SectionView:
    """One section of the page."""

    section: Section
    kinds: tuple[KindView, ...]

    @property
    def past_count(self) -> int:
        """How many facts its history holds."""
        return sum(len(view.past) for view in self.kinds)


def facts_of(actor: Actor, person: Person, kind: Kind) -> list[Fact]:
    """The facts of one kind, latest first; one query."""
    manager: QuerySet[Fact] = kind.model._default_manager.visible_to(actor)  # type: ignore[attr-defined]  # noqa: SLF001 - every kind's own query set
    places = ("comune",) if kind.model is Address else ()
    rows = manager.filter(person=person).select_related(*kind.lists, *places)
    found = list(rows.order_by(F("valid_from").desc(nulls_last=True), "-pk"))
    for row in found:
        row.person = person  # its key is unwrapped from here
    return found


def told_addresses(actor: Actor, person: Person) -> frozenset[int]:
    """The ids of the person's secret addresses that the actor wrote or is named for."""
    rows = Address.objects.visible_to(actor).filter(person=person, secret=True)
    return frozenset(rows.told_to(actor).values_list("pk", flat=True))


def situation_of(actor: Actor, person: Person, part: Part, *, today: date) -> tuple[SectionView, ...]:
    """The sections of one part; a query a kind, and one for the secret addresses."""
    told = told_addresses(actor, person) if any(kind.model is Address for kind in kinds_of(part)) else frozenset()
    views = [_kind_view(kind, facts_of(actor, person, kind), told, today) for kind in kinds_of(part)]
    return tuple(
        SectionView(section, tuple(view for view in views if view.kind.section is section))
        for section in SECTIONS
        if section.part == part
    )


def _kind_view(kind: Kind, facts: Iterable[Fact], told: frozenset[int], today: date) -> KindView:
    lines = [(fact, fact_line(fact, kind, told=told, today=today)) for fact in facts]
    past = [is_past(fact, today) for fact, _line in lines]
    return KindView(
        kind,
        tuple(line for (_fact, line), over in zip(lines, past, strict=True) if not over),
        tuple(line for (_fact, line), over in zip(lines, past, strict=True) if over),
    )


def is_past(fact: Fact, today: date) -> bool:
    """Whether it held once and does not any more."""
    return fact.valid_to is not None and fact.valid_to < today


def fact_line(fact: Fact, kind: Kind, *, told: frozenset[int], today: date) -> FactLine:
    """One fact in words, as its reader may see it."""
    if is_hidden(fact, told):
        return FactLine(fact.pk, _("Indirizzo protetto"), "", "", "", "", "", "", hidden=True, secret=True)
    badge, tone = _badge(fact, today)
    return FactLine(
        fact.pk,
        headline_of(fact, kind),
        details_of(fact, kind),
        period_of(fact, kind),
        _source(fact),
        open_text(fact, "note"),
        badge,
        tone,
        secret=isinstance(fact, Address) and fact.secret,
        ends=kind.lasting and not is_past(fact, today),
    )


def _badge(fact: Fact, today: date) -> tuple[str, str]:
    if fact.valid_from is not None and fact.valid_from > today:
        return _("dal %(day)s") % {"day": format_date(fact.valid_from)}, "info"
    if fact.valid_to is not None and today <= fact.valid_to <= today + SOON:
        return _("fino al %(day)s") % {"day": format_date(fact.valid_to)}, "warning"
    return "", ""


def _source(fact: Fact) -> str:
    """Where it is known from and, of a late entry, the day it was written."""
    written = timezone.localdate(fact.recorded_at)
    source = str(fact.source)
    if fact.valid_from is None or written - fact.valid_from <= LATE:
        return source
    return _("%(source)s, scritto il %(day)s") % {"source": source, "day": format_date(written)}


@dataclass(frozen=True)
class RevisionLine:
    """What a fact said before."""

    text: str
    day: date
    who: str


def revisions_of(fact: Fact, kind: Kind) -> list[RevisionLine]:
    """What a fact said before each correction, latest first; for a reader who was let through to the fact."""
    rows = FactRevision.objects.filter(kind=kind.key, fact_id=fact.pk, person=fact.person).order_by("-number")
    found = []
    for row in rows:
        row.person = fact.person
        found.append(RevisionLine(open_text(row, "text"), timezone.localdate(row.replaced_at), row.replaced_by_name))
    return found
