# SPDX-License-Identifier: EUPL-1.2
"""What a dossier of a handover holds: who the person is, the taking in charge, and the parts that were agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.models import DiaryEntry, Document, Intervention
from ordito.cases.queries.record_family import family_units
from ordito.cases.queries.record_identity import identity_of
from ordito.cases.queries.record_timeline import intervention_name
from ordito.core.dates import format_date
from ordito.core.declare import RecordPart, declared
from ordito.core.fields import open_text
from ordito.core.paper import Facts, Grid, Picture, Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date
    from typing import Any

    from ordito.cases.models import TakingInCharge
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block


def dossier_blocks(
    actor: Actor, record: RecordHeader, taking: TakingInCharge, parts: Collection[Part]
) -> list[tuple[str, list[Block]]]:
    """The dossier by chapters, as the actor who offers reads the record; a part they do not read is not there."""
    chapters: list[tuple[str, list[Block]]] = [(_("La persona e la presa in carico"), [_who(record), _why(taking)])]
    own: dict[Part, Callable[[Actor, RecordHeader], Iterator[Block]]] = {
        Part.FAMILY: _family,
        Part.INTERVENTIONS: _interventions,
        Part.DIARY: _diary,
        Part.DOCUMENTS: _documents,
    }
    for part in Part:
        if part not in parts or part not in record.parts:
            continue
        blocks = list(own[part](actor, record)) if part in own else []
        for declaration in declared(RecordPart):
            if declaration.code == part:
                blocks += declaration.printed(actor, record)
        chapters.append((str(part.label), blocks))
    return chapters


def _who(record: RecordHeader) -> Block:
    identity = identity_of(record.person, full=True)
    return Facts(
        (
            (_("Nome e cognome"), record.name),
            (_("Nascita"), identity.birth),
            (_("Codice fiscale"), identity.fiscal_code),
            (_("Cittadinanza"), identity.citizenship),
            (_("Residenza"), identity.residence),
            (_("Cartella"), record.number),
        )
    )


def _why(taking: TakingInCharge) -> Block:
    reasons = taking.reasons.select_related("reason").order_by("-main", "reason__position")
    return Facts(
        (
            (_("Area"), str(taking.area)),
            (_("In carico dal"), format_date(taking.opened_on)),
            (_("Modalità"), str(taking.mode)),
            (_("Motivi"), ", ".join(str(row.reason) for row in reasons)),
            (_("Operatore responsabile"), str(taking.worker or "")),
        ),
        title=_("Presa in carico"),
    )


def _family(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    for unit in family_units(actor, record.person, today=record.today, current_only=True):
        rows = [(member.name, str(member.relation), member.age_text) for member in unit.members]
        yield Grid((_("Persona"), _("Relazione"), _("Età")), rows, title=str(unit.composition))


def _interventions(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    rows = Intervention.objects.delivered().visible_to(actor).filter(taking__case_file=record.case_file)
    lines = [
        (intervention_name(row), str(row.provider or ""), _day(row.starts_on), _day(row.ends_on))
        for row in rows.select_related("kind", "service_type", "provider").order_by("-starts_on", "-pk")
    ]
    yield Grid((_("Intervento"), _("Ente gestore"), _("Dal"), _("Al")), lines)


def _diary(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    rows = DiaryEntry.objects.visible_to(actor).filter(case_file=record.case_file)  # private notes stay
    for entry in rows.select_related("kind", "case_file__person").order_by("happened_on", "pk"):
        title = open_text(entry, "title") or entry.kind.label
        yield Prose(open_text(entry, "text"), title, f"{_day(entry.happened_on)}, {entry.author_name}")


def _documents(actor: Actor, record: RecordHeader) -> Iterator[Block]:
    rows = (
        Document.objects.visible_to(actor)
        .filter(case_file=record.case_file)
        .select_related("kind", "case_file__person")
    )
    lines: list[tuple[str, ...]] = [(open_text(row, "title"), str(row.kind), _day(row.dated)) for row in rows]
    yield Grid((_("Documento"), _("Tipo"), _("Data")), lines)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def printable(chapters: list[tuple[str, list[Block]]]) -> list[dict[str, Any]]:
    """The chapters as the template of the print reads them: plain values, nothing of ours."""
    return [{"title": title, "blocks": [_plain(block) for block in blocks]} for title, blocks in chapters]


def _plain(block: Block) -> dict[str, Any]:
    title = str(block.title)
    if isinstance(block, Facts):
        pairs = [[str(label), str(value) or "–"] for label, value in block.pairs]
        return {"kind": "facts", "title": title, "pairs": pairs}
    if isinstance(block, Prose):
        return {"kind": "prose", "title": title, "detail": str(block.detail), "text": str(block.text)}
    if isinstance(block, Picture):  # the words and the table say the same
        table = _plain(block.table) if block.table else None
        return {"kind": "picture", "title": title, "svg": block.svg, "text": str(block.alternative), "table": table}
    rows = [[str(cell) or "–" for cell in row] for row in block.rows]
    return {"kind": "grid", "title": title, "heads": [str(head) for head in block.heads], "rows": rows}
