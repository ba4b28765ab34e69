# SPDX-License-Identifier: EUPL-1.2
"""What an app declares of the meetings that belong to something of its own, such as the lessons of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare.pages import Text


@dataclass(frozen=True)
class MeetingOwner:
    """A kind of thing that has meetings; a meeting carries the owner's kind and id.

    `seen` gives the ids of the owners whose meetings the actor may see beside those they see anyway (a draft never),
    `kept` the owners, as rows, whose registers the actor may keep when a role gives them the verb; `name` and `url`
    say on the meeting's page what it belongs to.
    """

    kind: str  # the model's label, as "training.edition"
    label: Text
    seen: Callable[[Actor], QuerySet[Any, Any]]
    kept: Callable[[Actor], QuerySet[Any]]
    name: Callable[[int], str]
    url: Callable[[int], str]
