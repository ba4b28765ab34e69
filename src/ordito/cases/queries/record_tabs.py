# SPDX-License-Identifier: EUPL-1.2
"""The parts of a record as tabs: a few always in sight, and all of them under headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases.enums import Part
from ordito.core.declare import RecordPart, TabGroup, declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.declare import Text

HEADINGS = {
    TabGroup.PERSON: gettext_lazy("La persona"),
    TabGroup.PATH: gettext_lazy("Il percorso"),
    TabGroup.DAYS: gettext_lazy("Giorno per giorno"),
    TabGroup.RECORD: gettext_lazy("La cartella"),
}
IN_SIGHT = 8
"""So many tabs stand in one line of a common screen; a record of which the reader sees no more needs no headings."""


@dataclass(frozen=True)
class Tab:
    """One part of the record that the reader may open; `often` keeps it in sight."""

    order: int
    key: str
    label: Text
    url_name: str
    group: TabGroup
    often: bool = False
    url: str = ""
    active: bool = False


@dataclass(frozen=True)
class Tabs:
    """The tabs in sight, the open one always among them, and all of them by heading; no headings when all are in sight.

    `here` is the open tab; None on a page that belongs to no part.
    """

    in_sight: list[Tab]
    groups: list[tuple[Text, list[Tab]]]
    here: Tab | None


def tabs_of(record: RecordHeader, active: str) -> Tabs:
    """The parts that the reader may open, those of the apps above among them; `active` is the key of the open one."""
    found = sorted([*_own(record), *_declared(record)], key=lambda tab: tab.order)
    tabs = [replace(tab, url=reverse(tab.url_name, args=[record.pk]), active=tab.key == active) for tab in found]
    here = next((tab for tab in tabs if tab.active), None)
    if len(tabs) <= IN_SIGHT:
        return Tabs(tabs, [], here)
    groups = [(HEADINGS[group], [tab for tab in tabs if tab.group == group]) for group in TabGroup]
    return Tabs([tab for tab in tabs if tab.often or tab.active], [one for one in groups if one[1]], here)


def _own(record: RecordHeader) -> Iterator[Tab]:
    """The parts that this app keeps itself."""
    person, path, days, file = TabGroup
    yield Tab(0, "record", _("Panoramica"), "cases:record", person, often=True)
    if Part.FAMILY in record.parts:
        yield Tab(20, "family", _("Nucleo"), "cases:family", person, often=True)
    yield Tab(30, "taking", _("Presa in carico"), "cases:taking", path, often=True)
    if Part.INTERVENTIONS in record.parts:
        yield Tab(60, "interventions", _("Interventi"), "cases:interventions", path, often=True)
    if Part.DIARY in record.parts:
        yield Tab(70, "diary", _("Diario"), "cases:diary", days, often=True)
    if Part.DOCUMENTS in record.parts:
        yield Tab(90, "documents", _("Documenti"), "cases:documents", days, often=True)
    yield Tab(95, "timeline", _("Cronologia"), "cases:timeline", file)
    if record.follows:
        yield Tab(99, "accesses", _("Accessi"), "cases:accesses", file)


def _declared(record: RecordHeader) -> Iterator[Tab]:
    for part in declared(RecordPart):
        if part.url_name and record.shows(part.code) and part.fits(record):
            yield Tab(part.order, part.key, part.label, part.url_name, part.group, part.often)
