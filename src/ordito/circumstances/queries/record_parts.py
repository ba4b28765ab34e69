# SPDX-License-Identifier: EUPL-1.2
"""What the two parts give to the record: moments of its story and blocks of its paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Value
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.queries.record_timeline import Moment
from ordito.circumstances.models import Address
from ordito.circumstances.queries.situation import facts_of, situation_of
from ordito.circumstances.queries.words import details_of, headline_of
from ordito.circumstances.rules.kinds import BY_KEY, kinds_of
from ordito.core.paper import Facts, Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.circumstances.models import Fact
    from ordito.circumstances.queries.situation import FactLine, KindView
    from ordito.circumstances.rules.kinds import Kind
    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.core.paper import Block


TABS = {Part.CIRCUMSTANCES: "situation", Part.HEALTH: "health"}


def moments_of(part: Part, actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """When each fact began and ended. A secret address is no moment at all, not even for whoever reads it.

    One query finds the days in all the tables; the facts of a kind are read when the words of one of them are shown.
    """
    tab, words = TABS[part], _Words(actor, record)
    for key, pk, first, last, recorded_at in _days(part, actor, record):
        make = partial(
            Moment,
            kind=tab,
            icon=BY_KEY[key].section.icon,
            url_name=f"circumstances:{tab}",
            url_args=(record.pk,),
        )
        if first and first <= record.today:
            written = timezone.localdate(recorded_at)
            late = written if written != first else None
            yield make(on=first, title=words.began(key, pk), detail=words.details(key, pk), written_on=late)
        if last and last < record.today:
            yield make(on=last, title=words.ended(key, pk))


def _days(
    part: Part, actor: Actor, record: RecordHeader
) -> QuerySet[Any, tuple[str, int, date | None, date | None, datetime]]:
    """Kind, id, first day, last day and moment of writing of every fact of the part but secret addresses."""

    def of(kind: Kind) -> QuerySet[Any, Any]:
        rows = kind.model._default_manager.visible_to(actor).filter(person=record.person)  # type: ignore[attr-defined]  # noqa: SLF001 - every kind's own query set
        open_rows = rows.filter(secret=False) if kind.model is Address else rows
        return open_rows.order_by().values_list(Value(kind.key), "pk", "valid_from", "valid_to", "recorded_at")  # type: ignore[no-any-return]

    first, *others = (of(kind) for kind in kinds_of(part))
    return first.union(*others, all=True)


def _later(words: Callable[[], str]) -> Text:
    return lazy(words, str)()


class _Words:
    """What facts say, read one kind at a time and only when it is shown."""

    def __init__(self, actor: Actor, record: RecordHeader) -> None:
        self._actor, self._person = actor, record.person
        self._read: dict[str, dict[int, Fact]] = {}

    def began(self, key: str, pk: int) -> Text:
        return _later(lambda: _("%(kind)s: %(what)s") % self._named(key, pk))

    def ended(self, key: str, pk: int) -> Text:
        return _later(lambda: _("%(kind)s, non vale più: %(what)s") % self._named(key, pk))

    def details(self, key: str, pk: int) -> Text:
        return _later(lambda: details_of(self._fact(key, pk), BY_KEY[key]))

    def _named(self, key: str, pk: int) -> dict[str, Text]:
        kind = BY_KEY[key]
        return {"kind": kind.label, "what": headline_of(self._fact(key, pk), kind)}

    def _fact(self, key: str, pk: int) -> Fact:
        if key not in self._read:
            self._read[key] = {row.pk: row for row in facts_of(self._actor, self._person, BY_KEY[key])}
        return self._read[key][pk]


def printed_of(part: Part, actor: Actor, record: RecordHeader) -> list[Block]:
    """What holds today by sections, then what held before; of a secret address paper says only that there is one."""
    blocks: list[Block] = []
    past: list[tuple[str, str, str]] = []
    for section in situation_of(actor, record.person, part, today=record.today):
        pairs = [(str(view.kind.label), _printed(view)) for view in section.kinds]
        blocks.append(Facts(pairs, title=section.section.label))
        past.extend((str(view.kind.label), _line(line), line.period) for view in section.kinds for line in view.past)
    if past:
        heads = (_("Dato"), _("Che cosa"), _("Quando"))
        blocks.append(Grid(heads, past, title=_("Prima")))
    return blocks


def _printed(view: KindView) -> str:
    return "; ".join(" ".join(filter(None, (_line(line), line.period))) for line in view.now)


def _line(line: FactLine) -> str:
    if line.secret:
        return _("indirizzo protetto")
    return ". ".join(filter(None, (line.title, line.details, line.note)))
