# SPDX-License-Identifier: EUPL-1.2
"""What the two parts give to the record: moments of its story and blocks of its paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.queries.record_timeline import Moment
from ordito.circumstances.models import Address
from ordito.circumstances.queries.situation import facts_of, situation_of
from ordito.circumstances.queries.words import details_of, headline_of
from ordito.circumstances.rules.kinds import kinds_of
from ordito.core.paper import Facts, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.circumstances.models import Fact
    from ordito.circumstances.queries.situation import FactLine, KindView
    from ordito.circumstances.rules.kinds import Kind
    from ordito.core.access import Actor
    from ordito.core.paper import Block

TABS = {Part.CIRCUMSTANCES: "situation", Part.HEALTH: "health"}


def moments_of(part: Part, actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """When each fact began and ended. A secret address is no moment at all, not even for whoever reads it."""
    for kind in kinds_of(part):
        for fact in facts_of(actor, record.person, kind):
            if not (isinstance(fact, Address) and fact.secret):
                yield from _moments(fact, kind, record, part)


def _moments(fact: Fact, kind: Kind, record: RecordHeader, part: Part) -> Iterator[Moment]:
    tab = TABS[part]
    what = {"kind": kind.label, "what": headline_of(fact, kind)}
    make = partial(Moment, kind=tab, icon=kind.section.icon, url_name=f"circumstances:{tab}", url_args=(record.pk,))
    written = timezone.localdate(fact.recorded_at)
    if fact.valid_from and fact.valid_from <= record.today:
        late = written if written != fact.valid_from else None
        title = _("%(kind)s: %(what)s") % what
        yield make(on=fact.valid_from, title=title, detail=details_of(fact, kind), written_on=late)
    if fact.valid_to and fact.valid_to < record.today:
        yield make(on=fact.valid_to, title=_("%(kind)s, non vale più: %(what)s") % what)


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
