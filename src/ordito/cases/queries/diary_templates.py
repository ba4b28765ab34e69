# SPDX-License-Identifier: EUPL-1.2
"""The models of text that somebody uses or decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.cases import rules
from ordito.cases.models import DiaryTemplate
from ordito.core.access import Verb
from ordito.territory.enums import Hierarchy
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor


@dataclass(frozen=True)
class TemplateLine:
    """A model in the list; `ambito` is empty for one's own."""

    pk: int
    title: str
    kind: str
    ambito: str
    text: str
    editable: bool


def templates_seen(actor: Actor) -> QuerySet[DiaryTemplate]:
    """One's own, and those of the Ambiti where the actor writes records or decides the settings."""
    places = {grant.territory_id for grant in actor.grants if Verb.WRITE_RECORD in grant.verbs and grant.territory_id}
    above = TerritoryLink.objects.filter(child__in=places, hierarchy=Hierarchy.AMBITO).values("parent_id")
    shared = Q(ambito__in=places) | Q(ambito__in=above) | Q(ambito__in=rules.settings_of(actor))
    own = Q(owner_id=actor.actor_id, owner_id__isnull=False)
    return DiaryTemplate.objects.in_use().filter(own | shared).select_related("kind", "ambito")


def template_lines(actor: Actor) -> list[TemplateLine]:
    """The models that the actor sees: their own first, then by Ambito and name; one query."""
    rows = templates_seen(actor).order_by("ambito__name", "title", "pk")
    lines = [
        TemplateLine(
            row.pk,
            row.title,
            str(row.kind or ""),
            row.ambito.name if row.ambito else "",
            row.text,
            rules.can_edit_template(actor, row),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.ambito != "")
