# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import TakingInCharge, TeamMember, TeamShare
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Professional


def add_team_member(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    professional: Professional,
    organisation: Organisation,
    shares: Iterable[Part],
    writes: Iterable[Part] = (),
    purpose: Code | None = None,
    deputy: bool = False,
    valid_from: date,
    valid_to: date | None,
) -> TeamMember:
    """Bring somebody into the team, who reads the parts in `shares`, and writes those in `writes`, until `valid_to`.

    A `deputy` does the whole of what the responsible worker does, and needs no shares.

    Raises:
        NotAllowedError: the actor may not assign in this record.
        CaseError: closed, already in the team, a deputy of another body or who is responsible already, or somebody of
            another body without purpose or expiry.
    """
    permit(rules.can_assign_worker(by, taking.case_file))
    check_order(valid_from, valid_to, field="valid_to")
    check_code(purpose, ListKey.SHARING_PURPOSE, at=valid_from, field="purpose")
    _check_guest(taking, organisation, deputy=deputy, purpose=purpose, valid_to=valid_to)
    with recorded("cases.add_team_member", by=by, at=at) as trace:
        row = lock(TakingInCharge, taking.pk)
        if row.closed_on is not None:
            raise CaseError(_("Questa presa in carico è chiusa: l’équipe non cambia più."))
        _check_free(row, professional, deputy=deputy, valid_from=valid_from)
        member = TeamMember(taking=row, professional=professional, organisation=organisation, deputy=deputy)
        member.purpose, member.valid_from, member.valid_to = purpose, valid_from, valid_to
        member.save(force_insert=True)
        _share(member, reads=frozenset(shares), writes=frozenset(writes))
        trace.touches(member, row, row.case_file)
    return member


def _check_free(row: TakingInCharge, professional: Professional, *, deputy: bool, valid_from: date) -> None:
    """Nobody deputises for themselves, or is in the team twice at once."""
    if deputy and row.worker_id == professional.pk:
        raise CaseError(_("È già chi segue: scegli chi lo sostituisce."), field="role")
    same = row.team.filter(professional=professional, stopped_on__isnull=True)
    if same.not_ended(valid_from).exists():
        raise CaseError(
            _("Questo operatore fa già parte dell’équipe: cambia le sue parti o la sua scadenza."), field="role"
        )


def _check_following(row: TeamMember, valid_to: date | None) -> None:
    """Nobody's time in the team is made to last into another one of theirs."""
    following = row.taking.team.filter(
        professional=row.professional_id, stopped_on__isnull=True, valid_from__gt=row.valid_from
    )
    if row.stopped_on is None and (following if valid_to is None else following.filter(valid_from__lte=valid_to)):
        raise CaseError(_("Da allora questo operatore fa già parte dell’équipe."), field="valid_to")


def _check_guest(
    taking: TakingInCharge, organisation: Organisation, *, deputy: bool, purpose: Code | None, valid_to: date | None
) -> None:
    """Somebody of another body sees for a purpose and until a day, and deputises for nobody."""
    if organisation.pk == taking.body_id:
        return
    if deputy:
        raise CaseError(_("Chi sostituisce chi segue lavora nello stesso ente."), field="deputy")
    if valid_to is None:
        raise CaseError(_("Per un operatore di un altro ente indica fino a quando può vedere."), field="valid_to")
    if purpose is None:
        raise CaseError(_("Per un operatore di un altro ente indica perché condividi."), field="purpose")


def _share(member: TeamMember, *, reads: frozenset[Part], writes: frozenset[Part]) -> None:
    if member.deputy:
        return
    TeamShare.objects.bulk_create(
        TeamShare(member=member, part=part, writes=part in writes) for part in Part if part in reads | writes
    )


def edit_team_member(
    *,
    by: Actor,
    at: datetime,
    member: TeamMember,
    version: int | None,
    shares: Iterable[Part],
    writes: Iterable[Part] = (),
    purpose: Code | None = None,
    valid_to: date | None,
) -> TeamMember:
    """Change what somebody of the team reads and writes, why, and until when; the audit keeps that it changed.

    Raises:
        NotAllowedError: the actor may not assign in this record.
        ConflictError: somebody saved meanwhile.
        CaseError: the taking in charge is closed, somebody of another body without purpose or expiry, or an expiry
            after which they are in the team already.
    """
    permit(rules.can_assign_worker(by, member.taking.case_file))
    check_order(member.valid_from, valid_to, field="valid_to")
    check_code(purpose, ListKey.SHARING_PURPOSE, at=member.valid_from, field="purpose")
    with recorded("cases.edit_team_member", by=by, at=at) as trace:
        taking = lock(TakingInCharge, member.taking_id)
        row = lock(TeamMember, member.pk, version=version)
        if taking.closed_on is not None:
            raise CaseError(_("Questa presa in carico è chiusa: l’équipe non cambia più."))
        _check_guest(taking, row.organisation, deputy=row.deputy, purpose=purpose, valid_to=valid_to)
        _check_following(row, valid_to)
        row.purpose, row.valid_to = purpose, valid_to
        row.version += 1
        row.save()
        row.shares.all().delete()
        _share(row, reads=frozenset(shares), writes=frozenset(writes))
        trace.touches(row, taking, taking.case_file, fields=["shares", "purpose", "valid_to"])
    return row


def end_team_member(*, by: Actor, at: datetime, member: TeamMember, valid_to: date) -> TeamMember:
    """End somebody's time in the team; `valid_to` is the last day, yesterday at the earliest to stop at once.

    Of a taking in charge that is closed too, when they still read.

    Raises:
        NotAllowedError: the actor may not assign in this record.
        CaseError: already ended before that day.
    """
    permit(rules.can_assign_worker(by, member.taking.case_file))
    with recorded("cases.end_team_member", by=by, at=at) as trace:
        row = lock(TeamMember, member.pk)
        if row.valid_to is not None and row.valid_to < valid_to:
            raise CaseError(_("La partecipazione termina già prima di questa data."), field="valid_to")
        today = timezone.localdate(at)
        if valid_to < today:
            row.stopped_on, row.reads_to = today, None
        row.valid_to = max(valid_to, row.valid_from)
        row.version += 1
        row.save()
        trace.touches(row, row.taking, row.taking.case_file, fields=["valid_to", "stopped_on"])
    return row
