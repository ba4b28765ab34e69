# SPDX-License-Identifier: EUPL-1.2
"""Opening a record that one does not follow, in an emergency ("break the glass"): with a reason, an end, and a trace.

Source of the rule: need-to-know with an exception that is always visible (GDPR, articles 5 and 32). Who answers for
the record is told in the same transaction, and may end it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, lock
from ordito.cases.actions.notices import notify
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, EmergencyAccess
from ordito.cases.queries.staff import holders_over, responsible_for
from ordito.core.access import Verb, permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor

LONGEST_HOURS = 24
USUAL_HOURS = 4


def break_glass(
    *, by: Actor, at: datetime, case_file: CaseFile, reason: Code, note: str, hours: int = USUAL_HOURS
) -> EmergencyAccess:
    """Let the actor read the whole record for so many hours; the responsible workers and the coordinators are told.

    Raises:
        NotAllowedError: the record is not of the actor's service, they read it anyway, or the person is protected.
        CaseError: no word on what happens, a code out of its list, or more hours than a day has.
    """
    permit(rules.can_break_glass(by, case_file))
    check_code(reason, ListKey.EMERGENCY_REASON, at=timezone.localdate(at), field="reason")
    if not note.strip():
        raise CaseError(_("Scrivi in breve che cosa succede: chi segue la persona lo leggerà."), field="note")
    if not 1 <= hours <= LONGEST_HOURS:
        raise CaseError(_("Al massimo 24 ore: se non bastano, chiedi a chi segue la cartella."), field="hours")
    reader = by.actor_id or 0  # the rule has let through somebody with an account
    lasting = EmergencyAccess.objects.filter(reader_id=reader, case_file=case_file).lasting(at).first()
    if lasting is not None:  # the same form posted twice
        return lasting
    with recorded("cases.break_glass", by=by, at=at, purpose=reason.label) as trace:
        record = lock(CaseFile, case_file.pk)
        access = EmergencyAccess(
            case_file=record,
            reader_id=reader,
            reader_name=by.actor_name[:160],
            reason=reason,
            starts_at=at,
            ends_at=at + timedelta(hours=hours),
        )
        seal_texts(access, note=note.strip())
        access.save(force_insert=True)
        _tell(access, record, by=by, at=at)
        trace.touches(access, record, record.person)
        trace.notes(hours=hours)
    return access


def _tell(access: EmergencyAccess, record: CaseFile, *, by: Actor, at: datetime) -> None:
    today = timezone.localdate(at)
    who = [*responsible_for(record, on=today), *holders_over(record, Verb.APPROVE_WORK, on=today)]
    notify(
        who,
        lambda: (
            _("La cartella %(number)s è stata aperta in emergenza") % {"number": record.number},
            _("L’ha aperta %(who)s: %(reason)s. Può leggerla fino alle %(hour)s del %(day)s; puoi terminare prima.")
            % {
                "who": by.actor_name,
                "reason": access.reason.label.lower(),
                "hour": f"{timezone.localtime(access.ends_at):%H:%M}",
                "day": f"{timezone.localtime(access.ends_at):%d/%m/%Y}",
            },
        ),
        url=reverse("cases:accesses", args=[record.pk]),
        about=record,
        by=by,
        at=at,
    )


def end_emergency(*, by: Actor, at: datetime, access: EmergencyAccess) -> EmergencyAccess:
    """End it now: by who opened it, or by who answers for the record.

    Raises:
        NotAllowedError: the actor neither opened it nor follows the record.
        CaseError: it is over already.
    """
    permit(rules.can_end_emergency(by, access))
    with recorded("cases.end_emergency", by=by, at=at) as trace:
        row = lock(EmergencyAccess, access.pk)
        if row.ends_at <= at:
            raise CaseError(_("Questo accesso è già terminato."))
        row.ends_at, row.ended_by_name = at, by.actor_name[:160]
        row.save()
        trace.touches(row, row.case_file, fields=["ends_at"])
    return row
