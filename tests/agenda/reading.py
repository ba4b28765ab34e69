# SPDX-License-Identifier: EUPL-1.2
"""A reader of iCalendar for tests, written from RFC 5545 and not from our writer."""

from __future__ import annotations

import re

ESCAPED = re.compile(r"\\(.)")


def events_in(content: bytes) -> list[dict[str, str]]:
    """The properties of each event, by name, unfolded and unescaped."""
    lines = content.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    found: list[dict[str, str]] = []
    current: dict[str, str] | None = None
    for line in filter(None, lines):
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            found.append(current)
            current = None
        elif current is not None:
            assert name not in current, f"{name} twice"
            current[name.partition(";")[0]] = ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
    assert current is None
    return found
