# SPDX-License-Identifier: EUPL-1.2
"""`publiccode.yml` keeps to the standard 0.4 of the catalogues of public code (https://yml.publiccode.tools)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from ordito import __version__

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
MANDATORY = {
    "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
    "description", "legal", "maintenance", "localisation",
}  # fmt: skip
OPTIONAL = {
    "applicationSuite", "landingURL", "isBasedOn", "softwareVersion", "releaseDate", "logo", "usedBy", "roadmap",
    "intendedAudience", "dependsOn",
}  # fmt: skip
CATEGORIES = {
    "accounting", "business-process-management", "collaboration", "communications", "content-management",
    "data-analytics", "data-collection", "data-visualization", "digital-citizenship", "document-management",
    "educational-content", "event-management", "geographic-information-systems", "knowledge-management",
    "learning-management-system", "project-management", "regulations-and-directives", "survey", "task-management",
    "workflow-management",
}  # fmt: skip
"""The part of the controlled list that software like this could ask for."""
SCOPES = {
    "agriculture", "culture", "defence", "education", "emergency-services", "employment", "energy", "environment",
    "finance-and-economic-development", "foreign-affairs", "government", "healthcare", "infrastructures", "justice",
    "local-authorities", "manufacturing", "research", "science-and-technology", "security", "society", "sport",
    "tourism", "transportation", "welfare",
}  # fmt: skip
DESCRIBED = {"localisedName", "shortDescription", "longDescription", "documentation", "apiDocumentation", "features"}
TYPES = {f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")}
LINE = re.compile(r"(?P<indent> *)(?P<item>- )?(?:(?P<key>\w+):(?: |$))?(?P<value>.*)")


class Reader:
    """The part of YAML that the file is written in: maps, lists, texts of one line and of several (`|`)."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.splitlines() if not re.match(r"\s*#", line)]

    def read(self, indent: int = 0) -> Any:
        """The map or list whose lines begin at `indent`."""
        found: Any = None
        while self.lines:
            line = self.lines[0]
            parts = LINE.fullmatch(line)
            assert parts is not None
            if not line.strip():
                self.lines.pop(0)
            elif len(parts["indent"]) < indent:
                break
            else:
                assert len(parts["indent"]) == indent, line
                self.lines.pop(0)
                found = self._list(found, parts, indent) if parts["item"] else self._map(found, parts, indent)
        return found

    def _list(self, found: list[Any] | None, parts: re.Match[str], indent: int) -> list[Any]:
        if parts["key"]:  # a list of maps: the first line of one
            self.lines.insert(0, " " * (indent + 2) + parts[0].lstrip(" -"))
            return [*(found or []), self.read(indent + 2)]
        return [*(found or []), scalar(parts["value"])]

    def _map(self, found: dict[str, Any] | None, parts: re.Match[str], indent: int) -> dict[str, Any]:
        found = found or {}
        assert parts["key"], parts[0]
        assert parts["key"] not in found, parts[0]
        value = parts["value"]
        found[parts["key"]] = (
            self._several(indent) if value == "|" else scalar(value) if value else self.read(indent + 2)
        )
        return found

    def _several(self, indent: int) -> str:
        taken = []
        while self.lines and (not self.lines[0].strip() or self.lines[0].startswith(" " * (indent + 1))):
            taken.append(self.lines.pop(0).strip())
        return "\n".join(taken).strip()


def scalar(text: str) -> Any:
    """A text, or yes and no. Quotes are needed around what YAML would take for a number."""
    if text in {"true", "false"}:
        return text == "true"
    quoted = re.fullmatch(r'"([^"\\]*)"', text)
    assert quoted or not re.match(r"""[-\d"'\[{&*!|>%@`]|.*: |.* #""", text), text
    return quoted[1] if quoted else text


TOLD: dict[str, Any] = Reader(TEXT).read()


def test_reader_reads_what_the_file_is_written_in() -> None:
    text = '# no\na: "1"\nb:\n  - x y\n  - z\nc:\n  - k: v\n    l: true\n  - k: w\nd:\n  e: |\n    one\n\n    two\n'
    assert Reader(text).read() == {
        "a": "1",
        "b": ["x y", "z"],
        "c": [{"k": "v", "l": True}, {"k": "w"}],
        "d": {"e": "one\n\ntwo"},
    }


def test_keys_are_those_of_the_standard() -> None:
    assert TOLD["publiccodeYmlVersion"] == "0.4"
    assert set(TOLD) >= MANDATORY
    assert set(TOLD) <= MANDATORY | OPTIONAL


def test_words_are_of_the_controlled_lists() -> None:
    assert set(TOLD["categories"]) <= CATEGORIES
    assert set(TOLD["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert TOLD["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert TOLD["softwareType"] in TYPES | {"addon", "library", "configurationFiles"}
    assert set(TOLD["intendedAudience"]["scope"]) <= SCOPES
    assert TOLD["intendedAudience"]["countries"] == ["it"]
    for name in ("categories", "platforms"):
        assert len(TOLD[name]) == len(set(TOLD[name])) > 0


def test_address_is_of_a_repository_and_says_that_it_must_be_written() -> None:
    address = urlsplit(TOLD["url"])
    assert address.scheme == "https"
    assert address.path.endswith(".git")
    if address.hostname and address.hostname.endswith(".example"):  # a name kept free for examples: nobody answers
        before = TEXT[: TEXT.index("\nurl:")].splitlines()[-1]
        assert before.startswith("# To be written by the body that publishes the code")


def test_version_and_date_are_those_of_the_code() -> None:
    assert TOLD["softwareVersion"] == __version__
    assert date.fromisoformat(TOLD["releaseDate"]) >= date(2026, 11, 22)


@pytest.mark.parametrize("language", sorted(TOLD["description"]))
def test_description_has_the_lengths_that_catalogues_take(language: str) -> None:
    told = TOLD["description"][language]
    assert set(told) <= DESCRIBED
    assert 0 < len(told["shortDescription"]) <= 150
    assert "\n" not in told["shortDescription"]
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert 5 <= len(told["features"]) <= 20


def test_languages_are_those_of_the_screen() -> None:
    assert TOLD["localisation"] == {
        "localisationReady": True,
        "availableLanguages": [code for code, _name in settings.LANGUAGES],
    }
    assert set(TOLD["description"]) == set(TOLD["localisation"]["availableLanguages"])


def test_licence_and_who_maintains_are_said() -> None:
    assert TOLD["legal"]["license"] == "EUPL-1.2"
    assert TOLD["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    needed = {"internal": "contacts", "community": "contacts", "contract": "contractors"}
    if key := needed.get(TOLD["maintenance"]["type"]):
        assert all(one["name"] for one in TOLD["maintenance"][key])


def test_what_it_depends_on_is_named() -> None:
    for group, things in TOLD["dependsOn"].items():
        assert group in {"open", "proprietary", "hardware"}
        for thing in things:
            assert set(thing) <= {"name", "versionMin", "versionMax", "version", "optional"}
            assert thing["name"]
