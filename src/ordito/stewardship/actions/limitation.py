# SPDX-License-Identifier: EUPL-1.2
"""Limiting the processing of a record, writing in it all the same for some days, and ending the limitation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.stewardship import rules
from ordito.stewardship.actions.keeping import lock_kept
from ordito.stewardship.enums import ListKey
from ordito.stewardship.models import Limitation, LimitationException

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor
    from ordito.stewardship.models import DataRequest

LONGEST_EXCEPTION = timedelta(days=31)


def limit_processing(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    ground: Code,
    starts_on: date,
    form_key: UUID,
    note: str = "",
    request: DataRequest | None = None,
) -> Limitation:
    """From a day on the record is read and not written (GDPR, article 18). The same form sent twice writes once.

    Raises:
        NotAllowedError: the actor does not follow the record, or does not serve such requests.
        CaseError: limited already, from a day in the future, or a record whose data are gone.
    """
    permit(rules.can_serve(by, case_file))
    known = Limitation.objects.filter(form_key=form_key, case_file=case_file).first()
    if known is not None:
        return known
    check_code(ground, ListKey.LIMITATION_GROUND, at=timezone.localdate(at), field="ground")
    check_not_future(starts_on, at=at, field="starts_on")
    with recorded("stewardship.limit_processing", by=by, at=at) as trace:
        row = Limitation(
            case_file=lock_kept(case_file),
            request=request,
            ground=ground,
            starts_on=starts_on,
            form_key=form_key,
            written_at=at,
            written_by_name=by.actor_name[:160],
        )
        seal_texts(row, note=note.strip())
        _insert(row)
        trace.touches(row, case_file)
    return row


def _insert(row: Limitation) -> None:
    """One stands at a time: the database says so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise CaseError(_("Il trattamento di questa cartella è già limitato.")) from error


def except_from_limitation(
    *, by: Actor, at: datetime, limitation: Limitation, ground: Code, valid_to: date, note: str
) -> LimitationException:
    """From today to a day, at most a month ahead, the service writes in the record (GDPR, article 18.2).

    Raises:
        NotAllowedError: as `limit_processing`.
        CaseError: ended already, no reason, a day gone by or too far.
    """
    permit(rules.can_serve(by, limitation.case_file))
    today = timezone.localdate(at)
    check_code(ground, ListKey.LIMITATION_EXCEPTION, at=today, field="ground")
    check_order(today, valid_to, field="valid_to")
    if valid_to > today + LONGEST_EXCEPTION:
        raise CaseError(_("Al massimo un mese: se serve più tempo, la deroga si rinnova."), field="valid_to")
    if not note.strip():
        raise CaseError(_("Scrivi che cosa succede."), field="note")
    with recorded("stewardship.except_from_limitation", by=by, at=at) as trace:
        row = _standing(limitation)
        made = LimitationException(
            limitation=row,
            ground=ground,
            valid_from=today,
            valid_to=valid_to,
            written_at=at,
            written_by_name=by.actor_name[:160],
        )
        seal_texts(made, note=note.strip())
        made.save(force_insert=True)
        trace.touches(made, row, row.case_file)
    return made


def end_limitation(
    *, by: Actor, at: datetime, limitation: Limitation, version: int, told_on: date, reason: str
) -> Limitation:
    """End a limitation today; the person has to be told before (GDPR, article 18.3).

    Raises:
        NotAllowedError: as `limit_processing`.
        ConflictError: somebody saved meanwhile.
        CaseError: ended already, no reason, or told on a day that cannot be.
    """
    permit(rules.can_serve(by, limitation.case_file))
    check_not_future(told_on, at=at, field="told_on")
    check_order(limitation.starts_on, told_on, field="told_on")
    if not reason.strip():
        raise CaseError(_("Scrivi perché la limitazione finisce."), field="reason")
    with recorded("stewardship.end_limitation", by=by, at=at) as trace:
        row = _standing(limitation, version=version)
        row.ended_on, row.told_on = timezone.localdate(at), told_on
        row.version += 1
        seal_texts(row, end_reason=reason.strip())
        row.save()
        trace.touches(row, row.case_file, fields=["ended_on", "told_on", "end_reason"])
    return row


def _standing(limitation: Limitation, *, version: int | None = None) -> Limitation:
    row = lock(Limitation, limitation.pk, version=version)
    if row.ended_on is not None:
        raise CaseError(_("Questa limitazione è già finita."))
    return row
