# SPDX-License-Identifier: EUPL-1.2
"""The person's own row repeats what holds today, so that pages and figures below this floor need not look here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ordito.cases.actions.errors import lock
from ordito.cases.enums import ListKey, Protection
from ordito.cases.models import Code, Person
from ordito.circumstances.models import Address, Citizenship, LivingPlace, Vulnerability
from ordito.circumstances.queries.groups import citizenship_group
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.circumstances.models import Fact

RESIDENCES = ("residence", "virtual")
HOMELESS = "homeless"
UNACCOMPANIED = "unaccompanied_minor"
KEPT = "protection"
"""The entry of `Person.citizenship` that says more than a State does, and stays."""


def keep_in_step(fact: Fact, trace: Trace, *, today: date, at: datetime) -> None:
    """Bring `Person` in step after a write of one of the kinds that it repeats; the caller holds its lock."""
    wanted = _WANTED.get(type(fact))
    if wanted is None:
        return
    person = lock(Person, fact.person_id)
    street = open_text(person, "street")
    values = wanted(person, today)
    changed = [
        name for name, value in values.items() if (street if name == "street" else getattr(person, name)) != value
    ]
    if not changed:
        return
    for name in changed:
        if name == "street":
            seal_texts(person, street=values["street"])
        else:
            setattr(person, name, values[name])
    person.version += 1
    person.updated_at = at
    person.save()
    trace.touches(person, fields=changed)


def _address(person: Person, today: date) -> dict[str, Any]:
    """The residence; and whoever has a secret address is kept from search, matching, merge and export."""
    values = _residence(person, today)
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    secret = Address.objects.current().filter(lasting, person=person, secret=True)
    if person.protection == Protection.NONE and secret.exists():
        values["protection"] = Protection.ADDRESS
    return values


def _residence(person: Person, today: date) -> dict[str, Any]:
    """Of a secret residence the person's row says nothing at all."""
    rows = Address.objects.current().filter(person=person, kind__code__in=RESIDENCES)
    row = rows.at(today).select_related("comune").order_by("-secret", "-valid_from", "-pk").first()
    if row is None:
        return {} if not rows.exists() else {"residence": None, "street": ""}
    if row.secret:
        return {"residence": None, "street": ""}
    row.person = person
    return {"residence": row.comune, "street": open_text(row, "street")}


def _citizenship(person: Person, today: date) -> dict[str, Any]:
    rows = Citizenship.objects.current().filter(person=person).at(today)
    group = citizenship_group(rows.values_list("country__code", flat=True))
    if not group or (person.citizenship is not None and person.citizenship.code == KEPT and group == "non_eu"):
        return {}
    return {"citizenship": Code.objects.of(ListKey.CITIZENSHIP).filter(code=group).first()}


def _abode(person: Person, today: date) -> dict[str, Any]:
    rows = LivingPlace.objects.current().filter(person=person)
    homeless = rows.at(today).filter(kind__code=HOMELESS).exists()
    return {"no_fixed_abode": homeless} if rows.exists() else {}


def _unaccompanied(person: Person, today: date) -> dict[str, Any]:
    rows = Vulnerability.objects.filter(person=person, kind__code=UNACCOMPANIED)
    return {"unaccompanied_minor": rows.current().at(today).exists()} if rows.exists() else {}


_WANTED: dict[type[Fact], Callable[[Person, date], dict[str, Any]]] = {
    Address: _address,
    Citizenship: _citizenship,
    LivingPlace: _abode,
    Vulnerability: _unaccompanied,
}
