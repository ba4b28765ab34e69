# SPDX-License-Identifier: EUPL-1.2
"""The handbook says what the screens say: words in bold are words of the screen, and every page is listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from ordito.accounts.roles import ROLES
from ordito.core.adapters.catalogue import PACKAGE, messages

if TYPE_CHECKING:
    from pathlib import Path

HANDBOOK = settings.ROOT / "docs/handbook"
PAGES = sorted(path for path in HANDBOOK.glob("*.md") if path.name != "README.md")
BOLD = re.compile(r"\*\*([^*]+)\*\*")
# Bold that opens a question or a case, and the mark that README explains.
OPENS = re.compile(r"^(?:- )?\*\*[^*]+(?:\.|\?|»\.|\*\*:)", flags=re.MULTILINE)


def words_of_the_screen() -> set[str]:
    found = {text for message in messages((PACKAGE, settings.ROOT / "demo")) for text in (message.singular,)}
    assert {"Salva", "Annulla"} <= found
    return {_folded(text) for text in found} | {_folded(str(role.label)) for role in ROLES.values()}


def _folded(text: str) -> str:
    return text.strip(" .:?").replace("’", "'").lower()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_words_in_bold_are_on_the_screen(path: Path) -> None:
    known = words_of_the_screen()
    text = path.read_text()
    opening = {found for line in OPENS.findall(text) for found in BOLD.findall(line + "**")}
    named = [part for found in BOLD.findall(text) for part in found.replace("\n", " ").split("›")]
    assert named
    missing = {part.strip() for part in named if _folded(part) not in known} - {one.strip() for one in opening}
    assert missing == set()


def test_every_page_is_listed() -> None:
    listed = re.findall(r"\]\(([a-z-]+\.md)\)", (HANDBOOK / "README.md").read_text())
    assert sorted(listed) == [path.name for path in PAGES]


def test_roles_are_named_as_in_the_code() -> None:
    text = (HANDBOOK / "ruoli-e-registro.md").read_text()
    named = re.findall(r"^\| ([A-Z][^|]+?) \|", text, flags=re.MULTILINE)
    assert named
    assert set(named) <= {str(role.label) for role in ROLES.values()}
