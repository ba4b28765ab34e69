# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template import Context, Template
from django.test import RequestFactory

from ordito.core.declare import Panel

if TYPE_CHECKING:
    import pytest


def draw(monkeypatch: pytest.MonkeyPatch, *panels: Panel) -> str:
    monkeypatch.setattr("ordito.core.declare._module_values", lambda _module, _name: panels)
    context = Context({"request": RequestFactory().get("/"), "row": "Bari"})
    return Template("{% load panels %}{% panels row %}").render(context)


def say(text: str) -> Any:
    return lambda _request, row: f"<p>{text} {row}</p>"


def test_panels_are_drawn_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw(monkeypatch, Panel("b", say("b"), 20), Panel("a", say("a"), 10)) == "<p>a Bari</p><p>b Bari</p>"


def test_page_without_panels_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draw(monkeypatch) == ""
