# SPDX-License-Identifier: EUPL-1.2
"""What a print takes of the chapters of a record: how much it weighs, and their content as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.queries import record_paper
from ordito.cases.queries.record_chapters import chapters_of
from ordito.core.dates import format_date
from ordito.handovers.queries.dossier import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.queries.record_paper import Span
    from ordito.core.access import Actor
    from ordito.core.paper import Block


def weight_of(actor: Actor, record: RecordHeader, keys: Collection[str], span: Span) -> int:
    """How many entries of the diary a print opens: what makes it long."""
    if not {"diary", "timeline"} & set(keys):
        return 0
    return record_paper.printed_entries(actor, record, span).count()


def content_of(
    actor: Actor, record: RecordHeader, keys: Collection[str], span: Span, count: Callable[[int], None]
) -> list[dict[str, Any]]:
    """The chapters with these keys as plain values for the template; `count` hears of each block as it is read."""
    chosen = [chapter for chapter in chapters_of(record) if chapter.key in keys]
    return printable([(str(one.title), _counted(one.blocks(actor, record, span), count)) for one in chosen])


def _counted(blocks: Iterable[Block], count: Callable[[int], None]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        count(1)
    return found


def span_words(span: Span) -> str:
    """The period of diary and timeline in words; empty when there is none."""
    if span.since and span.until:
        return _("diario e cronologia dal %(first)s al %(last)s") % {
            "first": format_date(span.since),
            "last": format_date(span.until),
        }
    if span.since:
        return _("diario e cronologia dal %(day)s") % {"day": format_date(span.since)}
    return _("diario e cronologia fino al %(day)s") % {"day": format_date(span.until)} if span.until else ""
