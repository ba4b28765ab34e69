# SPDX-License-Identifier: EUPL-1.2
"""Words that the templates of the record need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.queries.hours import hours_words
from ordito.cases.queries.record_interventions import number_words
from ordito.cases.queries.record_tabs import tabs_of
from ordito.cases.queries.record_timeline import intervention_name
from ordito.core.access import actor_of
from ordito.core.declare import RecordMark, RecordTool, declared
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from ordito.cases.models import Intervention, TeamMember
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.queries.record_timeline import Moment

register = template.Library()


@register.filter
def what_is_done(intervention: Intervention) -> str:
    """The intervention in words."""
    return intervention_name(intervention)


@register.filter
def sealed(row: Any, field: str) -> str:
    """The text of a sealed column, for a page whose reader was let through."""
    return open_text(row, field)


@register.filter
def shared_words(member: TeamMember) -> str:
    """Which parts of the record a team member sees; a deputy sees all of it, who was stopped writes none."""
    if member.deputy:
        return _("legge e scrive tutta la cartella")
    shares = {share.part: share.writes and member.stopped_on is None for share in member.shares.all()}
    words = [
        _("%(part)s (anche per scrivere)") % {"part": part.label.lower()} if shares[part] else part.label.lower()
        for part in Part
        if part in shares
    ]
    return ", ".join(words) or _("nessuna parte condivisa")


@register.filter
def at_key(values: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key; nothing when it is not there."""
    return values.get(key, ())


@register.filter
def runs_on(row: Any, day: date) -> bool:
    """Whether a dated row is in force on a day, or will be."""
    return row.valid_to is None or row.valid_to >= day


@register.filter
def in_team(member: TeamMember, day: date) -> bool:
    """Whether somebody sees the record through the team on a day, or will."""
    stopped = member.stopped_on is not None and (member.reads_to is None or member.reads_to < day)
    return runs_on(member, day) and not stopped


@register.filter
def amount(value: Decimal) -> str:
    """A quantity without idle zeros: 2,5 and 1.200."""
    return number_words(value)


@register.filter
def hours(minutes: int) -> str:
    """Minutes as hours with one decimal: 12,5."""
    return hours_words(minutes)


@register.simple_tag
def moment_url(moment: Moment) -> str:
    """The page of a moment of the timeline; empty when it has none."""
    return reverse(moment.url_name, args=moment.url_args) if moment.url_name else ""


@register.inclusion_tag("cases/record/tabs.html")
def record_tabs(record: RecordHeader, active: str) -> dict[str, Any]:
    """The tabs of the record: only the parts that the reader may open."""
    return {"tabs": tabs_of(record, active)}


@register.simple_tag(takes_context=True)
def record_marks(context: Mapping[str, Any], record: RecordHeader, active: str) -> SafeString:
    """Draw what stands on the record, as the apps above say it on the tab that is open."""
    marks = sorted((mark for mark in declared(RecordMark) if mark.key in record.marks), key=lambda mark: mark.order)
    drawn = [mark.draw(context["request"], record, active) for mark in marks]
    return mark_safe("".join(drawn))  # noqa: S308 - rendered from our own templates


@register.inclusion_tag("cases/record/tools.html", takes_context=True)
def record_tools(context: Mapping[str, Any], record: RecordHeader, active: str) -> dict[str, Any]:
    """What the apps above offer to do with the part that is open."""
    actor = actor_of(context["request"])
    tools = [
        tool for tool in declared(RecordTool) if actor.holds(tool.verb) and (not tool.code or tool.code in record.parts)
    ]
    return {
        "tools": [
            {
                "label": tool.label,
                "icon": tool.icon,
                "url": f"{reverse(tool.url_name, args=[record.pk])}?parte={active}",
            }
            for tool in sorted(tools, key=lambda tool: tool.order)
        ]
    }
