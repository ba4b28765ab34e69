# SPDX-License-Identifier: EUPL-1.2
"""Who serves the person's rights, who decides how long records are kept and ends them, who looks at who opened them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ordito.cases import rules as cases_rules
from ordito.cases.models import CaseFile
from ordito.core.access import SystemActor, Verb, can
from ordito.stewardship.enums import DiscardState, WatchKind
from ordito.stewardship.models import Discard
from ordito.stewardship.models.scopes import ambiti_of, held_for

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.stewardship.models import LegalHold, RetentionSeries, SubjectCopy

MOVES: dict[DiscardState, frozenset[DiscardState]] = {
    DiscardState.DRAFT: frozenset({DiscardState.AUTHORISED, DiscardState.WITHDRAWN}),
    DiscardState.AUTHORISED: frozenset({DiscardState.SIGNED, DiscardState.WITHDRAWN}),
    DiscardState.SIGNED: frozenset({DiscardState.DONE}),
    DiscardState.DONE: frozenset(),
    DiscardState.WITHDRAWN: frozenset(),
}
"""The way of a discard, the only table of it; once signed there is no way back."""


SMALLEST_GROUP = 3
"""People in the smallest group that a copy for research may show (as for statistics: never below three)."""


def may_become(state: str, target: DiscardState) -> bool:
    """Whether a discard may go from one state to another."""
    return target in MOVES[DiscardState(state)]


def can_edit_series(actor: Actor, series: RetentionSeries) -> bool:
    """Whoever manages retention in the Ambito; what came with Ordito nobody changes."""
    return series.ambito_id is not None and (isinstance(actor, SystemActor) or series.ambito_id in ambiti_of(actor))


def manages_record(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever manages retention where the record is held; they learn its number, not whose it is."""
    rows = CaseFile.objects.current().filter(held_for(actor, Verb.MANAGE_RETENTION), pk=case_file.pk)
    return isinstance(actor, SystemActor) or rows.exists()


def can_hold(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever writes the record, or manages retention where it is held."""
    return cases_rules.can_write_record(actor, case_file) or manages_record(actor, case_file)


def can_lift(actor: Actor, hold: LegalHold) -> bool:
    """As for placing it."""
    return can_hold(actor, hold.case_file)


def can_prepare(actor: Actor, *, ambito_id: int, body_id: int) -> bool:
    """Whoever manages retention of that body in that Ambito: a discard, or a copy for research."""
    grants = [grant for grant in actor.grants if Verb.MANAGE_RETENTION in grant.verbs]
    return isinstance(actor, SystemActor) or (
        ambito_id in ambiti_of(actor) and any(grant.organisation_id in {None, body_id} for grant in grants)
    )


def can_manage_discard(actor: Actor, discard: Discard) -> bool:
    """Whoever could have prepared it."""
    return can_prepare(actor, ambito_id=discard.ambito_id, body_id=discard.body_id)


def can_sign(actor: Actor, discard: Discard) -> bool:
    """Whoever answers for data protection there, and had no hand in the list or in its authorisation."""
    if actor.actor_id is None or actor.actor_id in {discard.made_by_id, discard.entered_by_id}:
        return False
    return signs_in(actor, discard)


def signs_in(actor: Actor, discard: Discard) -> bool:
    """Whoever answers for data protection where the records are held."""
    return Discard.objects.filter(held_for(actor, Verb.SIGN_DISCARD), pk=discard.pk).exists()


MONTHS_TO_ANSWER = 1
MONTHS_OF_EXTENSION = 2
"""GDPR, article 12.3: within one month of receipt, by two further months where that is necessary."""
NEAR = timedelta(days=7)


@dataclass(frozen=True)
class Watched:
    """Which numbers of a rule a way of opening records uses."""

    minutes: bool = False
    hours: bool = False


WATCHED = {
    WatchKind.MANY_RECORDS: Watched(minutes=True),
    WatchKind.MANY_SEARCHES: Watched(minutes=True),
    WatchKind.OFF_HOURS: Watched(hours=True),
    WatchKind.SAME_SURNAME: Watched(),
    WatchKind.COLLEAGUE: Watched(),
    WatchKind.UNLINKED: Watched(),
    WatchKind.EMERGENCY: Watched(),
    WatchKind.REFUSED: Watched(minutes=True),
    WatchKind.TAKEN_OUT: Watched(),
}


def can_serve(actor: Actor, case_file: CaseFile) -> bool:
    """Receive and answer what the person asks: whoever follows the record and exports it for the person."""
    return can(actor, Verb.EXPORT_PERSON, case_file)


def can_release(actor: Actor, copy: SubjectCopy) -> bool:
    """Let the copy out: as above, once a second person has looked when one was asked."""
    return can_serve(actor, copy.request.case_file) and (not copy.second_look or copy.looked_at is not None)


def can_look(actor: Actor, copy: SubjectCopy) -> bool:
    """Look a second time: not who prepared the copy."""
    mine = actor.actor_id is None or actor.actor_id == copy.asked_by_id
    return not mine and can_serve(actor, copy.request.case_file)


def can_watch(actor: Actor) -> bool:
    """Read who opened records unusually, and say how much is unusual: whoever reads the log."""
    return can(actor, Verb.VIEW_AUDIT)
