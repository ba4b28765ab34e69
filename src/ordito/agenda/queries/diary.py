# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import ListKey
from ordito.cases.models import Code

if TYPE_CHECKING:
    from ordito.agenda.models import Appointment

DIARY_KINDS = {
    "hearing": "network",
    "plan_review": "team",
    "protected_meeting": "observation",
    "accompaniment": "activity",
    "other": "note",
}
"""The kind of diary entry of each kind of appointment, by their codes; those not here have the same code."""
MINUTE = 60  # seconds


def entry_values(row: Appointment) -> dict[str, Any]:
    """The first values of the entry that tells an appointment: kind, day, how long it was to last, who was there."""
    wanted = DIARY_KINDS.get(row.kind.code, row.kind.code)
    kind = Code.objects.of(ListKey.DIARY_KIND).at(timezone.localdate()).filter(code=wanted).first()
    whom = ", ".join(sorted(one.person.full_name() for one in row.people.all()))
    title = _("%(kind)s con %(whom)s") % {"kind": row.kind.label, "whom": whom} if whom else row.kind.label
    return {
        "kind": kind.pk if kind else None,
        "happened_on": timezone.localdate(row.starts_at),
        "title": title[:160],
        "minutes": int((row.ends_at - row.starts_at).total_seconds() // MINUTE),
    }
