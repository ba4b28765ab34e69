# SPDX-License-Identifier: EUPL-1.2
"""What answers are for: the declarations of the apps above, and what they say of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.declare import AnswerOwner, declared

if TYPE_CHECKING:
    from ordito.questionnaires.models import Draft, Submission


def owners() -> dict[str, AnswerOwner]:
    """The declared kinds of owner."""
    return {owner.kind: owner for owner in declared(AnswerOwner)}


def owner_of(kind: str) -> AnswerOwner:
    """The declaration of a kind; raises `KeyError` for one that nobody declares."""
    return owners()[kind]


def name_of_owner(row: Submission | Draft) -> str:
    """What the answers are for, in words."""
    owner = owners().get(row.owner_kind)
    return owner.name(row.owner_id) if owner else ""
