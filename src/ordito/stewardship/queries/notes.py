# SPDX-License-Identifier: EUPL-1.2
"""Where notes of the person may stand, and those that stand beside an open tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.core.declare import RecordPart, declared
from ordito.core.fields import open_text
from ordito.stewardship.models import RecordNote

if TYPE_CHECKING:
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.declare import Text

OVERVIEW = "record"
HERE = "rights"
"""The tab of the person's rights itself, where no note stands: it lists them all."""
OWN: tuple[tuple[int, str, str, Text], ...] = (
    (0, OVERVIEW, "", _("Tutta la cartella")),
    (20, "family", Part.FAMILY, _("Nucleo")),
    (30, "taking", "", _("Presa in carico")),
    (60, "interventions", Part.INTERVENTIONS, _("Interventi")),
    (70, "diary", Part.DIARY, _("Diario")),
    (90, "documents", Part.DOCUMENTS, _("Documenti")),
)
"""Order, key, the part that its reader needs ("": the whole record) and name of the tabs that `cases` itself has."""


@dataclass(frozen=True)
class NoteLine:
    """A note in words."""

    row: RecordNote
    words: str
    why: str
    part_label: Text


def tabs_for_notes() -> dict[str, Text]:
    """The tabs beside which a note may stand, by key, in the order of the tabs."""
    others = [(part.order, part.key, part.label) for part in declared(RecordPart) if part.url_name and part.key != HERE]
    own = [(order, key, label) for order, key, _code, label in OWN]
    return {key: label for _order, key, label in sorted([*own, *others], key=lambda entry: entry[0])}


def notes_stand() -> Exists:
    """Whether any note stands beside a record."""
    return Exists(RecordNote.objects.shown(timezone.localdate()).filter(case_file=OuterRef("pk")))


def notes_beside(record: RecordHeader, tab: str) -> list[NoteLine]:
    """The notes that stand beside an open tab, for who reads that part; on the overview those of the whole record.

    A team member of another body opens the overview and the taking in charge too, and reads no note there.
    """
    codes = {key: code for _order, key, code, _label in OWN} | {part.key: part.code for part in declared(RecordPart)}
    if not record.shows(codes.get(tab, "")):
        return []
    rows = RecordNote.objects.shown(record.today).filter(case_file=record.case_file, part=tab)
    return _lines(record, list(rows.select_related("decision").order_by("given_on", "pk")))


def other_parts_with_notes(record: RecordHeader) -> list[Text]:
    """Which parts have a note of their own, for who reads the whole record: said on the overview."""
    rows = RecordNote.objects.shown(record.today).filter(case_file=record.case_file).exclude(part=OVERVIEW)
    found = set(rows.values_list("part", flat=True))
    return [label for key, label in tabs_for_notes().items() if key in found] if record.whole else []


def all_notes(record: RecordHeader) -> list[NoteLine]:
    """Every note of a record, those that stand first."""
    rows = RecordNote.objects.filter(case_file=record.case_file).select_related("decision").order_by("-given_on", "-pk")
    return _lines(record, sorted(rows, key=lambda row: row.ended_on is not None))


def _lines(record: RecordHeader, rows: list[RecordNote]) -> list[NoteLine]:
    labels = tabs_for_notes()
    for row in rows:
        row.case_file = record.case_file  # one key for all of them
    return [
        NoteLine(row, open_text(row, "words"), open_text(row, "why"), labels.get(row.part, row.part)) for row in rows
    ]
