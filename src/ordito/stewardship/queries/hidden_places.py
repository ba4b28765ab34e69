# SPDX-License-Identifier: EUPL-1.2
"""Where people live who must not be found: of the person of a record and of the people near them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ordito.cases.enums import Protection
from ordito.circumstances.models import Address
from ordito.core.crypto import CryptoError
from ordito.core.fields import open_text
from ordito.protection.models import EmergencyPlacement, OutOfHomePlacement
from ordito.stewardship.engine.passages import name_words
from ordito.stewardship.queries.walk import same_person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.cases.models import Person

_NUMBER = re.compile(r"\d.*", re.DOTALL)
_TWO = 2
STREETS = frozenset(
    {"via", "viale", "vicolo", "piazza", "piazzale", "corso", "largo", "strada", "contrada", "località"}
)
"""Words of many addresses, which tell nothing of one."""


def secret_addresses(people: Iterable[Person]) -> frozenset[str]:
    """Streets and places of the secret addresses that stand, also past ones; a street also without its number."""
    rows = Address.objects.current().filter(secret=True, person__in=people).select_related("person")
    written = {value for row in rows for name in ("street", "place") if (value := opened(row, name))}
    bare = {_NUMBER.sub("", street).strip(" ,.") for street in written}
    return frozenset(written | {street for street in bare if len(street.split()) >= _TWO})


def words_of(addresses: Iterable[str]) -> frozenset[str]:
    """The words by which an address is recognised."""
    parted = (re.sub("['’]", " ", address) for address in addresses)
    return frozenset(word for address in parted for word in name_words(address)) - STREETS


def placements(person: Person, *, hidden: bool) -> frozenset[str]:
    """Where a person was placed out of home, when nobody may find them: protected, or `hidden` by a secret address."""
    if person.protection == Protection.NONE and not hidden:
        return frozenset()
    found: set[str] = set()
    for model in (OutOfHomePlacement, EmergencyPlacement):
        rows: Any = model.objects.filter(annulled_at=None, case_file__person__in=same_person(person.pk))
        for row in rows.select_related("service", "case_file__person"):
            found.update(filter(None, (opened(row, "place"), str(row.service or ""))))
    return frozenset(found)


def opened(row: Any, field: str) -> str:
    """A sealed value; empty when the key was destroyed by a discard."""
    try:
        return open_text(row, field)
    except CryptoError:
        return ""
