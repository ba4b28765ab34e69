# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import importlib
import importlib.util
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.management import call_command

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.cases.actions import CaseError, load_code_lists
from ordito.cases.actions.errors import check_code
from ordito.cases.enums import ListKey
from ordito.cases.models import Code, CodeAlias, CodeList
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.text import fold
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_codes

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


def list_keys() -> list[type[StrEnum]]:
    """The enum `ListKey` of every app that has code lists."""
    modules = (f"{config.name}.enums" for config in apps.get_app_configs() if config.name.startswith("ordito."))
    found = (importlib.import_module(name) for name in modules if importlib.util.find_spec(name))
    return [module.ListKey for module in found if hasattr(module, "ListKey")]


def test_every_list_the_code_asks_for_is_there_and_no_other() -> None:
    make_codes()
    declared = {key for keys in list_keys() for key in keys}
    assert set(CodeList.objects.values_list("key", flat=True)) == declared >= set(ListKey)
    assert all(Code.objects.of(key).count() > 1 for key in declared)


def test_loading_again_changes_nothing() -> None:
    make_codes()
    before = set(Code.objects.values_list("pk", "code", "label")), CodeAlias.objects.count()
    call_command("load_code_lists", verbosity=0)
    assert (set(Code.objects.values_list("pk", "code", "label")), CodeAlias.objects.count()) == before


def test_wording_leads_to_one_code_only_within_a_list() -> None:
    make_codes()
    words: Counter[tuple[str, str]] = Counter()
    for row in Code.objects.select_related("code_list").prefetch_related("aliases"):
        own = {fold(row.label), fold(row.code), *(alias.folded for alias in row.aliases.all())}
        words.update((row.code_list.key, word) for word in own)
    assert {word for word, times in words.items() if times > 1} == set()


def test_official_wording_is_todays_and_the_old_one_is_understood() -> None:
    disability = code(ListKey.REASON, "disability")
    assert "persone con disabilità" in disability.label.lower()
    assert {"handicap", "disabili"} <= set(disability.aliases.values_list("folded", flat=True))


def test_changed_file_updates_and_never_removes(tmp_path: Path) -> None:
    make_codes()
    old = code(ListKey.MODE, "consensual")
    count = Code.objects.count()
    (tmp_path / "code_lists.csv").write_text("key,label,source\nmode,Modalità,\n", encoding="utf-8")
    rows = "list,code,label,aliases,valid_from,valid_to\nmode,consensual,Concordata,,,2025-12-31\nmode,new,Nuova,,,\n"
    (tmp_path / "codes.csv").write_text(rows, encoding="utf-8")
    load_code_lists(by=SYSTEM, at=NOW, folders=[tmp_path])
    old.refresh_from_db()
    assert old.label == "Concordata"
    assert Code.objects.count() == count + 1
    with pytest.raises(CaseError):
        check_code(old, ListKey.MODE, at=TODAY, field="mode")


def test_nobody_but_the_house_loads_lists() -> None:
    with pytest.raises(NotAllowedError):
        load_code_lists(by=make_user(role=SOCIAL_WORKER), at=NOW)
