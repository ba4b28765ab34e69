# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that is read: a public material with two versions, words of the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.library.actions.downloads import hand_out
from ordito.library.enums import Visibility
from tests.factories.library import NOW, make_material, make_term, make_version

if TYPE_CHECKING:
    from tests.journeys.conftest import World

MATERIAL = ("material", "edit", "renew", "withdraw", "downloads", "download")
WORD = ("term", "term_edit", "term_history")


def shelve(world: World) -> dict[str, tuple[Any, ...]]:
    """Something on every page of the library."""
    word = make_term(synonyms=["affido"], see_also=[make_term("Adozione")])
    material = make_material(
        by=world.regional, visibility=Visibility.PUBLIC, description="L’affido passo passo: a chi serve l’adozione."
    )
    make_version(material, by=world.regional)
    hand_out(by=world.worker, at=NOW, version=material.versions.get(number=2))
    return {
        **{f"library:{name}": (material.pk,) for name in MATERIAL},
        **{f"library:{name}": (word.slug,) for name in WORD},
        "library:version": (material.pk, 1),
    }
