# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.enums import ListKey, Protection
from ordito.cases.models import Code
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import Person


@dataclass(frozen=True)
class Identity:
    """What is known of somebody, readable; what is not known is empty."""

    birth: str
    sex: str
    fiscal_code: str
    citizenship: str
    residence: str
    phone: str
    email: str
    notes: tuple[str, ...]


def identity_of(person: Person, *, full: bool) -> Identity:
    """The person's card; without `full` (a team member) only birth and sex."""
    if not full:
        return Identity(_birth(person), person.get_sex_display(), "", "", "", "", "", ())
    street, residence = open_text(person, "street"), person.residence.name if person.residence else ""
    notes = [
        (person.no_fixed_abode, _("Senza dimora")),
        (person.unaccompanied_minor, _("Minore straniero non accompagnato")),
        (person.protection == Protection.ADDRESS, _("Indirizzo segreto")),
        (person.protection == Protection.ADOPTION, _("Identità adottiva")),
    ]
    return Identity(
        _birth(person),
        person.get_sex_display(),
        open_text(person, "fiscal_code"),
        person.citizenship.label if person.citizenship else "",
        ", ".join(filter(None, (street, residence))),
        open_text(person, "phone"),
        open_text(person, "email"),
        tuple(label for holds, label in notes if holds),
    )


def _birth(person: Person) -> str:
    day = day_of_life(person, person.birth_date) if person.birth_date else ""
    return ", ".join(filter(None, (day, birth_place_name(person.birth_place) if person.birth_place else "")))


def day_of_life(person: Person, day: date) -> str:
    """``03/04/2019``; ``04/2019`` of somebody whose data were discarded, of whom no day is known."""
    return f"{day:%m/%Y}" if person.discarded else format_date(day)


def birth_place_name(code: str) -> str:
    """The name of the Comune or foreign state with this cadastral code, or the code itself (another region)."""
    if code.startswith("Z"):
        named = Code.objects.of(ListKey.BIRTH_STATE).filter(code=code)
        return named.values_list("label", flat=True).first() or code
    found = Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).filter(cadastral_code=code)
    return found.values_list("name", flat=True).first() or code
