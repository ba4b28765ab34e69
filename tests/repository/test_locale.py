# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from ordito.core.adapters import catalogue

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = (catalogue.PACKAGE, settings.ROOT / "demo")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_english_has_words_for_every_text_of_the_screen() -> None:
    assert catalogue.untranslated("en", FOLDERS) == set()


def test_english_keeps_the_placeholders_of_the_italian() -> None:
    wrong = []
    for entry in catalogue.read_catalogue("en"):
        texts = entry.string if isinstance(entry.string, (list, tuple)) else [entry.string]
        ids = entry.id if isinstance(entry.id, (list, tuple)) else [entry.id]
        for italian, english in zip(ids, texts, strict=False):
            if italian and sorted(PLACEHOLDER.findall(italian)) != sorted(PLACEHOLDER.findall(english)):
                wrong.append(italian)
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
