# SPDX-License-Identifier: EUPL-1.2
"""The tables keep to the floors that the imports keep to: foreign keys point down or stay in the app."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from django.apps import apps

from tests.repository.models import own_models

ROOT = Path(__file__).parents[2]


def contract(name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser[f"importlinter:contract:{name}"]


def floors() -> dict[str, int]:
    """The height of each app, the lowest floor is 0."""
    lines = contract("floors")["layers"].split()
    text = " ".join(lines)
    rows = contract("floors")["layers"].strip().splitlines()
    assert text
    return {
        name.removeprefix("ordito."): height
        for height, row in enumerate(reversed(rows))
        for name in re.findall(r"[\w.]+", row)
    }


def test_every_app_has_its_floor_and_its_rooms_are_linted() -> None:
    own = {config.name for config in apps.get_app_configs() if config.name.startswith("ordito.")}
    assert {name.removeprefix("ordito.") for name in own} <= set(floors())
    rooms = set(contract("rooms")["containers"].split())
    assert own - {"ordito.core"} <= rooms


def test_foreign_keys_point_down_the_floors() -> None:
    height = floors()
    wrong = []
    for model in own_models():
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete) or field.related_model is None:
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if here != there and not (there in height and height[there] < height[here]):
                wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_audit_log_outlives_every_row_it_speaks_of() -> None:
    for model in apps.get_app_config("audit").get_models():
        assert not [field for field in model._meta.get_fields() if field.is_relation], model
