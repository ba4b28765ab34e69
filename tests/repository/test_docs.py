# SPDX-License-Identifier: EUPL-1.2
"""The documentation names what the code has: variables, commands, links, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = re.compile(r'env\.(?:text|flag|number|words|socket_address)\(\s*"([A-Z_]+)"')
LINK = re.compile(r"\[[^\]]*\]\(([^)#]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def variables_read() -> set[str]:
    found = {name for path in (ROOT / "src").rglob("*.py") for name in READERS.findall(path.read_text())}
    assert {"DATABASE_URL", "ORDITO_KEYS"} <= found
    return found


def own_commands() -> set[str]:
    folders = [*(ROOT / "src").rglob("management/commands"), *(ROOT / "demo").rglob("management/commands")]
    return {path.stem for folder in folders for path in folder.glob("*.py") if path.stem != "__init__"}


def test_environment_page_lists_exactly_what_is_read() -> None:
    text = (ROOT / "docs/operator/environment.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)`", text, flags=re.MULTILINE)) == variables_read()


def test_env_example_lists_exactly_what_is_read() -> None:
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", text, flags=re.MULTILINE)) == variables_read()


def test_every_command_is_explained() -> None:
    text = "\n".join(path.read_text() for path in DOCUMENTS)
    assert {name for name in own_commands() if name not in text} == set()


def test_every_command_that_the_docs_run_exists() -> None:
    known = own_commands() | {"start", "test", "check", "makemigrations", "migrate", "shell", "dbshell"}
    named = {
        name for path in DOCUMENTS for name in re.findall(r"\./ordito ([a-z_]+)", " ".join(path.read_text().split()))
    }
    assert named - known == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = [target for target in LINK.findall(path.read_text()) if not target.startswith("mailto:")]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_decisions_are_numbered_and_listed() -> None:
    folder = ROOT / "docs/decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    assert re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text()) == records


def test_decisions_have_their_parts() -> None:
    for path in (ROOT / "docs/decisions").glob("[0-9]*.md"):
        parts = re.findall(r"^## (.+)$", path.read_text(), flags=re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "What was refused"], path.name
        assert 25 <= len(path.read_text().splitlines()) <= 50, path.name
