# SPDX-License-Identifier: EUPL-1.2
"""What the person's own row says and no dated fact repeats: written when they were registered, or by an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.circumstances.queries.groups import ITALY
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.cases.models import Person
    from ordito.circumstances.queries.situation import SectionView


@dataclass(frozen=True)
class Carried:
    """Something known without a date, that one click turns into a dated fact."""

    key: str
    label: str
    words: str


def carried_of(person: Person, sections: Iterable[SectionView]) -> tuple[Carried, ...]:
    """What only the person's row says, for the kinds of which no fact was ever written."""
    empty = {view.kind.key for section in sections for view in section.kinds if not view.now and not view.past}
    found = (
        Carried("indirizzo", _("Residenza"), _residence(person)),
        Carried("cittadinanza", _("Cittadinanza"), person.citizenship.label if person.citizenship else ""),
        Carried("dove-vive", _("Dove vive"), _("senza dimora") if person.no_fixed_abode else ""),
        Carried(
            "attenzione", _("Attenzione"), _("minore straniero non accompagnato") if person.unaccompanied_minor else ""
        ),
    )
    return tuple(one for one in found if one.words and one.key in empty)


def _residence(person: Person) -> str:
    comune = person.residence.name if person.residence else ""
    return ", ".join(filter(None, (open_text(person, "street"), comune)))


def initial_of(person: Person, key: str) -> dict[str, Any]:
    """What the person's row already says, as the first values of a form: `entries` of code lists by their code."""
    if key == "indirizzo":
        return {"street": open_text(person, "street"), "comune": person.residence_id, "kind": "residence"}
    if key == "cittadinanza" and person.citizenship is not None and person.citizenship.code == "italian":
        return {"country": ITALY}
    if key == "dove-vive" and person.no_fixed_abode:
        return {"kind": "homeless"}
    if key == "attenzione" and person.unaccompanied_minor:
        return {"kind": "unaccompanied_minor"}
    return {}
