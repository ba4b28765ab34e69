# SPDX-License-Identifier: EUPL-1.2
"""From which things a need may come: those of threads that anybody looks for by name, except places and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordito.threads.queries import end_of, kind_of
from ordito.threads.rules import node_of
from ordito.training.enums import NeedOrigin
from ordito.training.queries.needs import KIND

if TYPE_CHECKING:
    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.threads.queries import End

WHERE = frozenset({"territory.territory", "territory.organisation", "territory.service"})
"""A need is felt there: its form asks for it."""
ANSWERS = frozenset({KIND, "training.course", "training.trainingstandard"})
"""Needs themselves, and what already answers them."""
ORIGINS = {
    "meetings.opennode": NeedOrigin.OPEN_NODE,
    "campaigns.campaign": NeedOrigin.ANSWER,
    "questionnaires.questionnaire": NeedOrigin.ANSWER,
}


@dataclass(frozen=True)
class Source:
    """What a need comes from, and how its form begins."""

    end: End

    @property
    def place(self) -> tuple[str, int]:
        """Kind and id, as a thread names it."""
        return self.end.kind, self.end.object_id

    @property
    def initial(self) -> dict[str, Any]:
        """The form filled in: what the thing says, and what it is."""
        return {
            "text": self.end.name,
            "origin": ORIGINS.get(self.end.kind, NeedOrigin.OTHER),
            "origin_text": str(self.end.kind_label),
        }


def source_kind(row: Model) -> str | None:
    """The kind under which a row may become a need, None when it may not: records, for one, are found by nobody."""
    kind = kind_of(row)
    return kind if kind is not None and is_source(kind) else None


def is_source(kind: str) -> bool:
    """Whether things of a kind may become a need."""
    node = node_of(kind)
    return node is not None and node.find is not None and kind not in WHERE | ANSWERS


def source_of(actor: Actor, kind: str, object_id: str) -> Source | None:
    """What an address names, when there is such a thing and the reader sees it."""
    if not is_source(kind) or not object_id.isdecimal() or len(object_id) > len(str(2**63)) - 1:
        return None
    end = end_of(actor, kind, int(object_id))
    return Source(end) if end is not None else None
