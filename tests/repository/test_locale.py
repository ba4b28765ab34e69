# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from ordito.core.adapters import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS = (catalogue.PACKAGE, settings.ROOT / "demo")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w[^>]*>")
EDGES = re.compile(r"^\s*|\s*$")
FOUND = set(catalogue.KEYWORDS)


def test_english_has_words_for_every_text_of_the_screen() -> None:
    assert catalogue.untranslated("en", FOLDERS) == set()


def pairs() -> Iterator[tuple[str, str]]:
    """Every Italian text with its English; singulars with singulars, plurals with plurals."""
    for entry in catalogue.read_catalogue("en"):
        if not entry.id:
            continue
        ids = entry.id if isinstance(entry.id, (list, tuple)) else [entry.id]
        texts = entry.string if isinstance(entry.string, (list, tuple)) else [entry.string]
        yield from zip(ids, texts, strict=True)


def test_english_keeps_the_placeholders_and_tags_of_the_italian() -> None:
    wrong = [
        italian
        for italian, english in pairs()
        if sorted(PLACEHOLDER.findall(italian)) != sorted(PLACEHOLDER.findall(english))
    ]
    assert wrong == []


def test_english_keeps_the_blanks_at_the_edges() -> None:
    assert [italian for italian, english in pairs() if EDGES.findall(italian) != EDGES.findall(english)] == []


def test_english_has_two_forms_of_number() -> None:
    assert catalogue.read_catalogue("en").num_plurals == 2


def test_gettext_has_only_names_that_the_catalogue_finds() -> None:
    """A text marked under any other name would never reach the catalogue, and nobody would miss it."""
    wrong = []
    for folder in FOLDERS:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    names = [name.asname or name.name for name in node.names if "gettext" in name.name]
                    wrong += [f"{path.name}: {name}" for name in names if name not in FOUND]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{% load i18n %}{% translate 'Salva' %}", {"Salva"}),
        (
            "{% load i18n %}{% blocktranslate trimmed %}\n  Due\n  righe {{ n }}\n{% endblocktranslate %}",
            {"Due righe %(n)s"},
        ),
        ("{% if _('Aperta') %}x{% endif %}", {"Aperta"}),
        (
            "{% load components i18n %}{% card %}{% alert %}{% translate 'Dentro' %}{% endalert %}{% endcard %}",
            {"Dentro"},
        ),
        ("Senza segno", set()),
    ],
)
def test_messages_of_a_template(tmp_path: Path, source: str, found: set[str]) -> None:
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    assert {message.singular for message in catalogue.messages((tmp_path,))} == found


def test_messages_of_python(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(
        'a = _("Uno")\nb = ngettext("%d riga", "%d righe", 2)\nc = "tre"\n', encoding="utf-8"
    )
    assert {message.key for message in catalogue.messages((tmp_path,))} == {"Uno", ("%d riga", "%d righe")}
