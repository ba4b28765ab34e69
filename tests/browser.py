# SPDX-License-Identifier: EUPL-1.2
"""A real browser for tests: its fixtures (a plugin named in `tests/conftest.py`), and the check of a page's barriers.

The fixtures are registered once: imported into several conftests they would start the browser's driver several times.
"""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.live_server_helper import LiveServer

    from ordito.accounts.models import User

DESK = 1366
PHONE = 390
WIDTHS = (DESK, PHONE)
PATIENCE = 15_000
"""Milliseconds for a page to become as expected: machines are shared, and time is not what these tests measure."""
# Only the kinds of doubt that are no fault here: a link to the menu, which appears when it is reached.
ACCEPTED_DOUBTS = {"skip-link"}
CONTRAST = """
(selectors) => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (value) => { const c = value / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  return selectors.map((selector) => {
    const element = document.querySelector(selector);
    const style = getComputedStyle(element);
    const ink = element instanceof SVGElement ? style.fill : style.color;
    const [a, b] = [luminance(parts(ink)), luminance(ground(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    return [selector, (a + 0.05) / (b + 0.05), large ? 3 : 4.5];
  });
}
"""


class Visit(Protocol):
    """Opens a page of the running site as somebody, at a width in pixels."""

    def __call__(self, user: User | None = None, *, width: int = DESK, scripts: bool = True) -> Page:
        """A fresh window with its own cookies; relative addresses are of the running site."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run. A missing browser is a failure, not a skip."""
    # The browser's driver runs an event loop in this thread; the tests use the database beside it, never within.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    program = os.environ.get("ORDITO_CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing: ./ordito test installs it"
    arguments = ["--disable-background-networking"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open windows on the running site; a failed test leaves their pictures in the state folder."""
    windows: list[BrowserContext] = []
    failed_before = request.session.testsfailed

    def open_window(user: User | None = None, *, width: int = DESK, scripts: bool = True) -> Page:
        size: Any = {"width": width, "height": 844 if width < 700 else 768}
        window = chromium.new_context(
            base_url=live_server.url, viewport=size, locale="it-IT", java_script_enabled=scripts
        )
        windows.append(window)
        if user is not None:
            client = Client()  # a session of its own: several people may work at once
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return window.new_page()

    yield open_window
    for number, window in enumerate(windows):
        if request.session.testsfailed > failed_before and window.pages:
            name = re.sub(r"\W+", "-", request.node.name)
            window.pages[0].screenshot(path=settings.STATE / "pictures" / f"{name}-{number}.png", full_page=True)
        window.close()


def barriers(page: Page) -> list[str]:
    """What keeps somebody out of this page: axe's violations, its open doubts, and contrasts it could not judge."""
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response  # not what is right
    problems = [_said(problem) for problem in found["violations"]]
    for doubt in found["incomplete"]:
        if doubt["id"] == "color-contrast":
            selectors = [".".join(node["target"]) if len(node["target"]) == 1 else "body" for node in doubt["nodes"]]
            measured = page.evaluate(CONTRAST, selectors)
            problems += [f"contrast {ratio:.2f} {where}" for where, ratio, least in measured if ratio < least]
        elif doubt["id"] not in ACCEPTED_DOUBTS:
            problems.append(_said(doubt))
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if width[0] > width[1]:
        problems.append(f"scrolls sideways: {width[0]} in {width[1]}")
    return problems


def _said(problem: dict[str, Any]) -> str:
    return f"{problem['id']}: {[node['target'] for node in problem['nodes']][:3]}"
