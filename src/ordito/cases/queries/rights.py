# SPDX-License-Identifier: EUPL-1.2
"""Who reads and writes which part of a record, role by role and ground by ground: what the rules themselves say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.accounts.roles import ROLES
from ordito.cases.enums import Part
from ordito.cases.rules import Ground, role_reads, role_writes

if TYPE_CHECKING:
    from ordito.core.declare import Text


@dataclass(frozen=True)
class RightLine:
    """A role on one ground: what it may do with each part, in the order of the columns."""

    role: Text
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RightGroup:
    """A ground, with the roles that may stand on it."""

    ground: Text
    lines: tuple[RightLine, ...]


def record_rights() -> tuple[tuple[Part, ...], list[RightGroup]]:
    """The parts, and the grounds with their roles; a role that reads no record on any ground is left out."""
    parts = tuple(Part)
    roles = [role for role in ROLES.values() if any(role_reads(role, ground) for ground in Ground)]
    groups = [
        RightGroup(
            ground.label,
            tuple(
                RightLine(role.label, (_word(role_reads(role, ground), role_writes(role, ground)),) * len(parts))
                for role in roles
            ),
        )
        for ground in Ground
    ]
    return parts, groups


def _word(reads: bool, writes: bool) -> str:  # noqa: FBT001 - two answers, in this order
    if writes:
        return _("legge e scrive")
    return _("legge") if reads else _("no")
