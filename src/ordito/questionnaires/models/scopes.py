# SPDX-License-Identifier: EUPL-1.2
"""Who reaches what: the conditions from which every `visible_to` of this app is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.core.access import SystemActor, Verb
from ordito.core.crypto import open_sealed, seal
from ordito.core.declare import AnswerOwner, declared
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from ordito.core.access import Actor

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


def designed(actor: Actor, *, prefix: str = "") -> Q:
    """Questionnaires that the actor designs: of the places where the verb is held, those within them included.

    A membership on no place and no body reaches all, also those of no place. `prefix` leads to the questionnaire.
    """
    if isinstance(actor, SystemActor):
        return EVERYTHING
    verb = Verb.DESIGN_QUESTIONNAIRE
    grants = [grant for grant in actor.grants if verb in grant.verbs and grant.organisation_id is None]
    if any(grant.territory_id is None for grant in grants):
        return EVERYTHING
    found = TerritoryLink.objects.within(grant.territory_id for grant in grants if grant.territory_id is not None)
    return Q(**{f"{prefix}territory__in": found}) if found else NOTHING


def may_read_forms(actor: Actor) -> bool:
    """Whether the actor reads questionnaires at all."""
    return actor.holds(Verb.VIEW_QUESTIONNAIRES) or actor.holds(Verb.DESIGN_QUESTIONNAIRE)


def owned(actor: Actor, *, prefix: str = "") -> Q:
    """Answers for the owners that the actor may read; `prefix` leads to the row with the owner's kind and id."""
    if isinstance(actor, SystemActor):
        return EVERYTHING
    reached = NOTHING
    for owner in declared(AnswerOwner):
        ids = {f"{prefix}owner_kind": owner.kind, f"{prefix}owner_id__in": owner.visible(actor)}
        reached |= Q(**ids)
    return reached


def seal_text(text: str, place: str) -> bytes:
    """Text sealed for one place ("table.field/public id"), empty bytes when there is none."""
    return seal(text.encode(), context=place.encode()) if text else b""


def open_text(sealed: bytes, place: str) -> str:
    """The text that `seal_text` sealed for the same place."""
    return open_sealed(bytes(sealed), context=place.encode()).decode() if sealed else ""
