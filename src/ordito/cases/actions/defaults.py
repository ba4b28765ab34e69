# SPDX-License-Identifier: EUPL-1.2
"""Classifications, weights and the rule on contacts that come with Ordito, for a house that has none of its own yet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.cases.actions.classifications import COLUMNS, Version, load_classification
from ordito.cases.enums import ListKey
from ordito.cases.models import Classification, Code, ComplexityWeight, ContactKind, ContactRule
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

SEEDS = Path(__file__).parent.parent / "seeds"


def load_defaults(*, by: Actor, at: datetime) -> int:
    """Bring in the schemes, weights and rules that are not there; what an office changed stays. Safe to run again.

    Returns how many rows came in. None of them is verified: pages say so.

    Raises:
        NotAllowedError: the actor does not decide the settings of the record.
    """
    require(by, Verb.MANAGE_RECORD_SETTINGS)
    return _load_classifications(by=by, at=at) + _load_weights(by=by, at=at) + _load_contacts(by=by, at=at)


def _load_classifications(*, by: Actor, at: datetime) -> int:
    known = set(Classification.objects.values_list("scheme", flat=True))
    items = _rows("classification_items.csv")
    count = 0
    for row in _rows("classifications.csv"):
        if row["scheme"] in known:
            continue
        rows = [{name: item[name] for name in COLUMNS} for item in items if item["schema"] == row["scheme"]]
        load_classification(
            by=by,
            at=at,
            version=Version(scheme=row["scheme"], version=row["version"], label=row["label"], source=row["source"]),
            rows=rows,
        )
        count += len(rows)
    return count


def _load_weights(*, by: Actor, at: datetime) -> int:
    usual = ComplexityWeight.objects.filter(territory__isnull=True)
    known = set(usual.values_list("criterion", flat=True))
    missing = [row for row in _rows("complexity_weights.csv") if row["criterion"] not in known]
    if missing:
        with recorded("cases.set_weight", by=by, at=at) as trace:
            trace.touches(
                *ComplexityWeight.objects.bulk_create(
                    ComplexityWeight(
                        criterion=row["criterion"], points=int(row["points"]), valid_from=row["valid_from"]
                    )
                    for row in missing
                )
            )
    return len(missing)


def _load_contacts(*, by: Actor, at: datetime) -> int:
    """Which entries of the diary are contacts, and for how long none may be missing."""
    if ContactRule.objects.filter(territory__isnull=True).exists():
        return 0
    codes = {code.code: code for code in Code.objects.of(ListKey.DIARY_KIND)}
    rows = _rows("contact_rules.csv")
    with recorded("cases.set_local_rules", by=by, at=at) as trace:
        for row in rows:
            rule = ContactRule.objects.create(days=int(row["days"]), valid_from=row["valid_from"])
            kinds = [codes[name] for name in row["kinds"].split("|") if name in codes]
            ContactKind.objects.bulk_create(ContactKind(rule=rule, kind=kind) for kind in kinds)
            trace.touches(rule)
    return len(rows)


def _rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
