# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator

from ordito.cases.enums import ConcernState
from ordito.cases.models import ConcernReport, Contact
from ordito.cases.queries.terms import Deadline, next_deadline, term_rules
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

EXCERPT = 120
CONCERN_TEXTS = (
    *("content", "reporter", "reporter_role", "reporter_body", "reporter_contact"),
    *("answer", "sent_to", "note"),
)
CONCERN_TONES = {
    ConcernState.RECEIVED: "warning",
    ConcernState.ACCEPTED: "success",
    ConcernState.FILED: "neutral",
}


@dataclass(frozen=True)
class ContactLine:
    """A contact in the list, readable."""

    pk: int
    happened_on: date
    who: str
    request: str
    desk: str
    channel: str
    outcome: str
    comune: str


@dataclass(frozen=True)
class ConcernLine:
    """A concern report in the list."""

    pk: int
    received_on: date
    name: str
    reporter: str
    urgency: str
    state: str
    tone: str
    comune: str
    deadline: Deadline | None
    """The regulation's term that runs out next."""


def contacts_of(actor: Actor, values: Mapping[str, Any]) -> QuerySet[Contact]:
    """The contacts of the actor's front desks that the filter asks for."""
    rows = Contact.objects.visible_to(actor).select_related("person", "desk", "channel", "outcome", "comune")
    if first := values.get("dal"):
        rows = rows.filter(happened_on__gte=first)
    if last := values.get("al"):
        rows = rows.filter(happened_on__lte=last)
    if outcome := values.get("esito"):
        rows = rows.filter(outcome=outcome)
    if desk := values.get("sportello"):
        rows = rows.filter(desk=desk)
    return rows


def contact_lines(rows: Iterable[Contact]) -> list[ContactLine]:
    """Contacts, ready to be listed."""
    return [
        ContactLine(
            row.pk,
            row.happened_on,
            row.person.full_name() if row.person else open_text(row, "who"),
            Truncator(open_text(row, "request")).chars(EXCERPT),
            row.desk.label if row.desk else "",
            row.channel.label,
            row.outcome.label if row.outcome else "",
            row.comune.name,
        )
        for row in rows
    ]


def concerns_of(actor: Actor, *, waiting: bool = False) -> QuerySet[ConcernReport]:
    """The concern reports the actor may read, as lists show them; with `waiting`, those nobody goes on with yet."""
    rows = ConcernReport.objects.visible_to(actor)
    if waiting:
        rows = rows.waiting()
    return rows.select_related("person", "reporter_kind", "urgency", "comune", "taking")


def concern_lines(rows: Iterable[ConcernReport], *, today: date) -> list[ConcernLine]:
    """Concern reports, ready to be listed, with their next term counted to `today`."""
    rules = term_rules()
    return [
        ConcernLine(
            row.pk,
            row.received_on,
            row.person.full_name(),
            row.reporter_kind.label,
            row.urgency.label,
            row.get_state_display(),
            CONCERN_TONES[ConcernState(row.state)],
            row.comune.name,
            next_deadline(row, rules, today=today),
        )
        for row in rows
    ]


def concern_texts(row: ConcernReport) -> dict[str, str]:
    """Everything written about a concern report, readable, by the names of its fields."""
    return {name: open_text(row, name) for name in CONCERN_TEXTS}
