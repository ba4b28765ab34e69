# SPDX-License-Identifier: EUPL-1.2
"""Materials and words for tests, made by the actions that make real ones."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.library.actions import glossary, materials
from ordito.library.actions.glossary import TermValues
from ordito.library.actions.materials import MaterialValues, Upload
from ordito.library.enums import MaterialKind, TermState, Visibility

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.library.actions.materials import Holder
    from ordito.library.models import GlossaryTerm, Material

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
SYSTEM = SystemActor("prova")
PDF = b"%%PDF-1.7\ndispensa %d\n"
_numbers = count(1)


def material_values(**values: Any) -> MaterialValues:
    """What is said of a material."""
    usual: dict[str, Any] = {
        "title": "Dispensa sull’affidamento",
        "description": "Per chi comincia.",
        "kind": MaterialKind.HANDOUT,
        "visibility": Visibility.NETWORK,
    }
    return MaterialValues(**{**usual, **values})


def pdf() -> Upload:
    """A small file, other each time."""
    return Upload(io.BytesIO(PDF % next(_numbers)), "dispensa.pdf")


def make_material(
    *, by: Actor = SYSTEM, source: Upload | str | None = None, holder: Holder | None = None, **values: Any
) -> Material:
    """A material with its first version, a file unless `source` is a link."""
    said = material_values(**values)
    return materials.add_material(said, source or pdf(), by=by, at=NOW, form_key=uuid4(), holder=holder)


def make_version(material: Material, **values: Any) -> None:
    """A newer version of a material."""
    material.refresh_from_db()
    usual: dict[str, Any] = {"by": SYSTEM, "at": NOW, "version": material.version, "note": "Corretta."}
    materials.renew_material(pdf(), material=material, form_key=uuid4(), **{**usual, **values})
    material.refresh_from_db()


def keep_for(material: Material, **home: Any) -> Material:
    """Make a material one of a place (`territory`) or of a body (`organisation`)."""
    with writing():
        for name, value in home.items():
            setattr(material, name, value)
        material.save()
    return material


def term_values(term: str = "Affidamento familiare", **values: Any) -> TermValues:
    """What a word says."""
    usual: dict[str, Any] = {
        "definition": "Un bambino è accolto per un periodo da un’altra famiglia.",
        "sources": "Legge 4 maggio 1983, n. 184, art. 2",
        "synonyms": [],
        "see_also": [],
        "state": TermState.PUBLISHED,
        "verified": False,
    }
    return TermValues(term, **{**usual, **values})


def make_term(term: str = "Affidamento familiare", **values: Any) -> GlossaryTerm:
    """A word of the glossary, published unless said otherwise."""
    return glossary.add_term(term_values(term, **values), by=SYSTEM, at=NOW, form_key=uuid4())
