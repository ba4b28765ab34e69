# SPDX-License-Identifier: EUPL-1.2
"""Erasing what the person asked to have erased (GDPR, article 17), passage by passage.

A whole record ends by a discard, which destroys its key (`wiping`): what a public body has to keep it keeps until then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.stewardship import rules
from ordito.stewardship.engine.passages import MARK, without
from ordito.stewardship.enums import RequestKind
from ordito.stewardship.models import DataRequest, Erasure, LegalHold
from ordito.stewardship.queries.erasing import records_beside, texts_with

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.stewardship.queries.erasing import StandingText


def erase_texts(
    *, by: Actor, at: datetime, request: DataRequest, words: list[str], chosen: Collection[str], whole: bool
) -> list[Erasure]:
    """Erase the `chosen` texts (`StandingText.key`) among those in which `words` stand: the words alone, or all of it.

    What stood there is nowhere in the database afterwards; copies of the database made before have it until they go.

    Raises:
        NotAllowedError: the actor does not follow the record, or does not serve such requests.
        CaseError: another kind of request or one with an answer, nothing chosen, a text that changed since it was
            shown, or a record that somebody has to keep as it is.
    """
    permit(rules.can_serve(by, request.case_file))
    if request.kind != RequestKind.ERASURE:
        raise CaseError(_("Si cancella quando la persona lo ha chiesto: registra prima la richiesta."))
    if not chosen:
        raise CaseError(_("Scegli almeno un testo."))
    holds = LegalHold.objects.standing(timezone.localdate(at))
    if holds.filter(case_file__in=records_beside(request.case_file)).exists():
        raise CaseError(_("La cartella è bloccata per un procedimento: non si cancella niente finché il blocco dura."))
    with recorded("stewardship.erase_texts", by=by, at=at) as trace:
        row = lock(DataRequest, request.pk)
        if row.answered_on is not None:
            raise CaseError(_("A questa richiesta è già stato risposto."))
        record = lock(CaseFile, row.case_file_id)
        found = {one.key: one for one in texts_with(by, record, words)}
        if set(chosen) - found.keys():
            raise CaseError(_("Qualcosa è cambiato mentre sceglievi: cerca di nuovo."))
        made = [_erase(found[key], row, words, whole=whole, by=by, at=at) for key in sorted(set(chosen))]
        for key in chosen:
            trace.touches(found[key].row)
        trace.touches(*made, row, record)
        trace.notes(texts=len(made), whole=whole)
    return made


def _erase(
    one: StandingText, request: DataRequest, words: list[str], *, whole: bool, by: Actor, at: datetime
) -> Erasure:
    row = lock(type(one.row), one.row.pk)
    text = open_text(row, one.field)
    if text != one.text:
        raise CaseError(_("Qualcosa è cambiato mentre sceglievi: cerca di nuovo."))
    seal_texts(
        row, **{one.field: f"{MARK} {_('cancellato su richiesta della persona')}" if whole else without(text, words)}
    )
    if hasattr(row, "version"):
        row.version += 1
    row.save()
    return Erasure.objects.create(
        request=request,
        kind=one.kind,
        row_id=row.pk,
        field=one.field,
        whole=whole,
        erased_at=at,
        erased_by_name=by.actor_name[:160],
    )
