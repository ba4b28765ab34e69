# SPDX-License-Identifier: EUPL-1.2
"""Dated facts for tests and pictures, made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.cases.models import Code
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from tests.factories.cases import NOW, make_codes

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.cases.models import Person
    from ordito.circumstances.models import Fact

SITUATION: tuple[tuple[str, dict[str, Any]], ...] = (
    ("indirizzo", {"kind": "residence", "street": "Via dei Tigli 4", "valid_from": date(2019, 5, 2)}),
    ("indirizzo", {"kind": "residence", "street": "Via Vecchia 9", "valid_from": None, "valid_to": date(2019, 5, 1)}),
    ("dove-vive", {"kind": "own_family"}),
    ("alloggio", {"kind": "flat", "tenure": "rent", "eviction": "started", "monthly_cost": Decimal("480.00")}),
    ("cittadinanza", {"country": "380"}),
    ("cittadinanza", {"country": "008"}),
    ("soggiorno", {"kind": "family", "state": "renewing", "number": "I00000000", "valid_to": date(2026, 12, 20)}),
    ("lingua", {"language": "it", "level": "good"}),
    ("lingua", {"language": "sq", "level": "mother", "mediator": True}),
    (
        "scuola",
        {
            "year": 2026,
            "level": "primary",
            "grade": 5,
            "school": "I.C. Collodi",
            "support_teacher": True,
            "plan": "pei",
            "valid_from": date(2026, 9, 1),
            "valid_to": date(2027, 8, 31),
        },
    ),
    (
        "scuola",
        {
            "year": 2025,
            "level": "primary",
            "grade": 4,
            "outcome": "passed",
            "valid_from": date(2025, 9, 1),
            "valid_to": date(2026, 8, 31),
        },
    ),
    ("studio", {"title": "none"}),
    ("lavoro", {"condition": "too_young"}),
    (
        "isee",
        {
            "kind": "minors",
            "value": Decimal("8120.50"),
            "household_size": 4,
            "protocol": "INPS-ISEE-2026-00000000A-00",
            "valid_from": date(2026, 2, 3),
            "valid_to": date(2026, 12, 31),
        },
    ),
    ("misura", {"kind": "auu", "amount": Decimal("199.40"), "period": "monthly"}),
    ("genitori", {"kind": "both_living"}),
    ("protezione", {"kind": "special_curator", "guardian": "Avv. Fittizia", "contact": "0800000000"}),
    ("attenzione", {"kind": "witnessed_violence"}),
    ("disabilita", {"kind": "neurodevelopmental", "support": "medium"}),
    ("certificazione", {"kind": "l104_c3", "percent": 75, "issuer": "Commissione ASL", "valid_from": date(2024, 3, 1)}),
    ("notizia", {"kind": "allergy", "text": "Arachidi: adrenalina nello zaino."}),
    ("curante", {"kind": "paediatrician", "name": "Dott. Inventato", "contact": "0800000001"}),
)


def entry(key: str, name: str) -> Code:
    """An entry of one of this app's lists, by list and code."""
    if not Code.objects.exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def fact_values(key: str, **values: Any) -> dict[str, Any]:
    """Values as an action takes them: entries of lists by their code become rows."""
    lists = BY_KEY[key].lists
    found = {"source": "declared", "valid_from": date(2020, 1, 10), "valid_to": None, "note": "", **values}
    return {
        name: entry(lists[name], value) if name in lists and isinstance(value, str) else value
        for name, value in found.items()
    }


def make_fact(
    person: Person, key: str, *, author: User | None = None, recorded_at: datetime = NOW, **values: Any
) -> Fact:
    """A fact of one kind, by its key; entries of lists by their code, sealed columns as plain text."""
    kind = BY_KEY[key]
    filled = fact_values(key, **values)
    texts = {name: filled.pop(name) for name in kind.sealed if name in filled}
    fact = kind.model(
        person=person,
        recorded_at=recorded_at,
        recorded_by_id=author.pk if author else None,
        recorded_by_name=author.full_name if author else "Qualcuno",
        **filled,
    )
    seal_texts(fact, **texts)
    with writing():
        fact.save()
    return fact


def make_situation(person: Person, *, author: User | None = None) -> list[Fact]:
    """Something in every section of the pages, with history, an expiry near, a past school year."""
    return [make_fact(person, key, author=author, **values) for key, values in SITUATION]
