# SPDX-License-Identifier: EUPL-1.2
"""The new residence of those of a family who moved together, one row for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.models import Code
from ordito.circumstances.actions.facts import add_fact
from ordito.circumstances.enums import ListKey
from ordito.circumstances.models import Address
from ordito.circumstances.rules.kinds import BY_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.territory.models import Territory

ADDRESS, RESIDENCE, DECLARED = "indirizzo", "residence", "declared"


def kept_apart(person_ids: Sequence[int], day: date) -> frozenset[int]:
    """Those who have a secret address on a day: a move of the family says nothing of them."""
    rows = Address.objects.current().at(day).filter(person__in=person_ids, secret=True)
    return frozenset(rows.values_list("person_id", flat=True))


def write_residence(by: Actor, at: datetime, case_file: CaseFile, comune: Territory, street: str, day: date) -> None:  # noqa: PLR0917 - the shape of `AddressKeeper.moved`
    """Write the residence of the person of a record from a day on; the one before ends the day before.

    Raises what `add_fact` raises.
    """
    values = {
        "kind": _code(ListKey.ADDRESS_KIND, RESIDENCE),
        "source": _code(ListKey.FACT_SOURCE, DECLARED),
        "comune": comune,
        "street": street,
        "valid_from": day,
    }
    add_fact(by=by, at=at, case_file=case_file, kind=BY_KEY[ADDRESS], values=values, close_previous=True)


def _code(key: ListKey, code: str) -> Code:
    return Code.objects.select_related("code_list").get(code_list__key=key, code=code)
