# SPDX-License-Identifier: EUPL-1.2
"""Where only one fact may hold at a time: what stands in the way of a new one, and what ends the day before it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ordito.cases.actions import CaseError
from ordito.circumstances.models import Address
from ordito.circumstances.queries.words import headline_of, period_of
from ordito.core.dates import format_date

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind


class OverlapError(CaseError):
    """Another fact holds in the same days. With `close_on` it may end on that day, once the writer says so."""

    def __init__(self, message: str, *, close_on: date | None) -> None:
        super().__init__(message, field="valid_from")
        self.close_on = close_on


def rivals_of(fact: Fact, kind: Kind) -> list[Fact]:
    """The facts that hold on some day of `fact` and may not, oldest first; the caller holds the person's lock."""
    if kind.alone is None or _goes_with_others(fact, kind):
        return []
    rows: QuerySet[Fact] = kind.model._default_manager.filter(person=fact.person, annulled_at=None)  # noqa: SLF001 - Django's public name
    rows = rows.filter(**{f"{name}_id": getattr(fact, f"{name}_id") for name in kind.alone}).exclude(pk=fact.pk)
    if fact.valid_from is not None:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=fact.valid_from))
    if fact.valid_to is not None:
        rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=fact.valid_to))
    found = list(rows.order_by("valid_from", "pk"))
    for row in found:
        row.person = fact.person
    return found


def _goes_with_others(fact: Fact, kind: Kind) -> bool:
    """Whether it is one of the entries that may hold together with others of the same kind."""
    if not kind.alone or not kind.alone_codes:
        return False
    return getattr(fact, kind.alone[0]).code not in kind.alone_codes


def make_room(fact: Fact, kind: Kind, *, close_previous: bool) -> Fact | None:
    """The one earlier fact that must end the day before `fact`, None when nothing is in its way.

    Raises:
        OverlapError: something is in the way, and the writer has not said that it ends, or it cannot.
    """
    rivals = rivals_of(fact, kind)
    if not rivals:
        return None
    first = rivals[0]
    close_on = _closing_day(fact, rivals)
    if close_on is not None and close_previous:
        return first
    raise OverlapError(_said(first, kind, close_on), close_on=close_on)


def _closing_day(fact: Fact, rivals: list[Fact]) -> date | None:
    """The day before `fact`, when the only fact in its way began before it and still runs."""
    [first, *others] = rivals
    if others or fact.valid_from is None or first.valid_to is not None:
        return None
    if first.valid_from is not None and first.valid_from >= fact.valid_from:
        return None
    return fact.valid_from - timedelta(days=1)


def _said(rival: Fact, kind: Kind, close_on: date | None) -> str:
    name = _("un indirizzo protetto") if isinstance(rival, Address) and rival.secret else headline_of(rival, kind)
    what = {"what": name, "period": period_of(rival, kind) or _("senza date")}
    if close_on is None:
        return _("Negli stessi giorni c’è già: %(what)s, %(period)s. Correggi le date, o prima quel dato.") % what
    return _("C’è già: %(what)s, %(period)s. Se è finito, chiudilo al %(day)s.") % {
        **what,
        "day": format_date(close_on),
    }
