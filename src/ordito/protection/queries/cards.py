# SPDX-License-Identifier: EUPL-1.2
"""What the home page and the board of a caseload say of terms that run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, maybe_readable, readable_records
from ordito.core.access import Verb
from ordito.core.declare import CardContent, CardItem
from ordito.protection.queries.deadlines import SOON, deadlines, most_pressing, of_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.protection.queries.deadlines import Deadline

LINES = 6


def running_out(actor: Actor, _today: date) -> CardContent | None:
    """The terms that are late or near, in the records whose protection the actor reads; none: no card."""
    if not actor.holds(Verb.VIEW_RECORD):
        return None
    near = maybe_readable(actor, Part.PROTECTION)
    running = deadlines(lambda rows: rows.filter(near(rows.path)), now=timezone.now(), ahead=SOON)
    mine = readable_records(actor, Part.PROTECTION, {one.case_file_id for one in running})
    found = most_pressing(one for one in running if one.case_file_id in mine)
    if not found:
        return None
    shown = found[:LINES]
    files = CaseFile.objects.select_related("person").in_bulk({one.case_file_id for one in shown})
    items = [
        CardItem(files[one.case_file_id].person.full_name(), address(one), f"{one.title}: {one.countdown}", one.late)
        for one in shown
    ]
    named = [thing for case_file in files.values() for thing in (case_file, case_file.person)]
    return CardContent(items, count=len(found), named=named)


def signs(ids: Sequence[int], _today: date) -> Mapping[int, CardItem]:
    """Of each record the most urgent term that is late or near."""
    found = deadlines(of_records(ids), now=timezone.now(), ahead=SOON)
    first: dict[int, Deadline] = {}
    for one in found:
        first.setdefault(one.case_file_id, one)
    return {pk: CardItem(one.title, address(one), one.countdown, one.late) for pk, one in first.items()}


def address(one: Deadline) -> str:
    """The page where a term is met."""
    return reverse(one.url_name, args=[one.case_file_id, one.url_pk])
