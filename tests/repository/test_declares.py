# SPDX-License-Identifier: EUPL-1.2
"""What the apps declare of themselves fits together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.module_loading import import_string

from ordito.core.components import icons
from ordito.core.declare import AuditedAction, AuditedKind, Card, MenuEntry, Node, Recurring, declared
from tests.repository.models import own_models

ROOT = Path(__file__).parents[2]
ACTION = re.compile(r"""(?:recorded|log_access|log_read)\(\s*f?["']([a-z_]+\.[a-z_]+)["']""")


def written_actions() -> set[str]:
    """The dotted names that the code writes in the audit log as literals."""
    names: set[str] = set()
    for folder in ("src/ordito", "demo"):
        for path in (ROOT / folder).rglob("*.py"):
            names |= set(ACTION.findall(path.read_text(encoding="utf-8")))
    return names


def test_every_audited_action_has_its_words() -> None:
    named = [action.action for action in declared(AuditedAction)]
    assert len(named) == len(set(named))
    assert written_actions() <= set(named)
    assert len(written_actions()) > 20


def test_every_audited_table_has_its_words() -> None:
    labels = {model._meta.label_lower for model in own_models()}
    kinds = [kind.kind for kind in declared(AuditedKind)]
    assert len(kinds) == len(set(kinds))
    assert set(kinds) <= labels


def test_every_node_is_a_table_by_its_label() -> None:
    for node in declared(Node):
        assert apps.get_model(node.model)._meta.label_lower == node.kind
    assert len({node.kind for node in declared(Node)}) == len(declared(Node)) > 3


def test_menu_leads_to_pages_that_are_there() -> None:
    for entry in declared(MenuEntry):
        assert reverse(entry.url_name)
        assert entry.icon in icons(), entry.url_name
    for card in declared(Card):
        assert not card.icon or card.icon in icons(), card.key


@pytest.mark.parametrize("work", declared(Recurring), ids=lambda work: work.function)
def test_recurring_work_is_a_function_that_is_there(work: Recurring) -> None:
    assert callable(import_string(work.function))
