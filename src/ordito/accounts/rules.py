# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import SystemActor, Verb, can

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.accounts.roles import Role
    from ordito.core.access import Actor

# A membership with one of these on no place and no body would reach the records of everybody.
NEEDS_A_PLACE = frozenset({Verb.SEARCH_PERSON, Verb.VIEW_RECORD, Verb.VIEW_WORKLIST, Verb.IMPORT_DATA})
# Who holds one of these enters with a second factor.
# Managing accounts is among them: who gives passwords and roles can enter as anybody.
NEEDS_SECOND_FACTOR = frozenset(
    {Verb.VIEW_RECORD, Verb.IMPORT_DATA, Verb.SEARCH_PERSON, Verb.VIEW_AUDIT, Verb.MANAGE_ACCOUNTS}
)


def can_manage_account(actor: Actor, user: User) -> bool:
    """Whether `actor` may change how `user` enters and what they are: the verb, and never on oneself."""
    return can(actor, Verb.MANAGE_ACCOUNTS) and (isinstance(actor, SystemActor) or actor.actor_id != user.pk)


def needs_place(role: Role) -> bool:
    """Whether a membership in this role must say on which place or within which body."""
    return bool(role.verbs & NEEDS_A_PLACE)


def needs_second_factor(actor: Actor) -> bool:
    """Whether `actor` reads records or the audit log, or manages accounts."""
    return any(verb in NEEDS_SECOND_FACTOR for grant in actor.grants for verb in grant.verbs)
