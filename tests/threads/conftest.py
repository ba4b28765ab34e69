# SPDX-License-Identifier: EUPL-1.2
"""Two kinds of thing to tie: places, which all may see, and professionals, seen here only by who manages them."""

from __future__ import annotations

import pytest

from ordito.core.access import Actor, Verb
from ordito.core.declare import Node
from ordito.territory.models import Professional, Territory
from tests.factories.territory import make_territory

PLACE, SECRET = "territory.territory", "territory.professional"


def _seen_professionals(actor: Actor) -> object:
    return Professional.objects.all() if actor.holds(Verb.MANAGE_STAFF) else Professional.objects.none()


NODES = (
    Node(
        PLACE,
        "Luogo",
        "territory.Territory",
        name=str,
        url=lambda place: f"/luoghi-di-prova/{place.pk}/",
        visible=Territory.objects.visible_to,
        state=lambda place: place.get_kind_display(),
        find=lambda actor, text: Territory.objects.visible_to(actor).filter(name__icontains=text).order_by("name"),
    ),
    Node(
        SECRET,
        "Operatore",
        "territory.Professional",
        name=str,
        url=lambda person: f"/operatori-di-prova/{person.pk}/",
        visible=_seen_professionals,  # type: ignore[arg-type] # a query set of either branch
    ),
)


@pytest.fixture(autouse=True)
def _nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    def values(module: str, name: str) -> tuple[Node, ...]:
        return NODES

    monkeypatch.setattr("ordito.core.declare._module_values", values)


@pytest.fixture
def bari() -> Territory:
    return make_territory("Bari")


@pytest.fixture
def lecce() -> Territory:
    return make_territory("Lecce")
