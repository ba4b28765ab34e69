# SPDX-License-Identifier: EUPL-1.2
"""What is answered for the flow on minors in a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, ConflictError, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.flows import rules
from ordito.flows.engine.layout import Flow, fault_of, layout_of
from ordito.flows.enums import Subject
from ordito.flows.models import SinbaAssessment, SinbaSheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.core.access import Actor

FIELDS = {Subject.MINOR: "ValutazioneMinore", Subject.FAMILY: "ValutazioneFamigliaMinore"}


@dataclass(frozen=True)
class SheetValues:
    """Answers by the name of a field of the layout; the problems of minor and family, the main one first."""

    answers: Mapping[str, Sequence[str]]
    minor: Sequence[str]
    family: Sequence[str]


def save_sheet(
    values: SheetValues, *, by: Actor, at: datetime, case_file: CaseFile, version: int | None = None
) -> SinbaSheet:
    """Write the answers of a record. The same answers again write nothing.

    Raises:
        NotAllowedError: the actor does not follow the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the record is closed, or an answer is not of the layout.
    """
    permit(rules.can_answer(by, case_file))
    answers = _checked(values)
    with recorded("flows.save_sheet", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        if record.state == CaseFileState.CLOSED:
            raise CaseError(_("La cartella è chiusa: riaprila prima di scrivere."))
        sheet = SinbaSheet.objects.select_for_update(of=("self",)).filter(case_file=record).first()
        if sheet is not None and version != sheet.version and not _same(sheet, answers, values):
            raise ConflictError(sheet)
        changed = _put(sheet or SinbaSheet(case_file=record, version=0), answers, by=by, at=at)
        _assess(changed, values)
        trace.touches(changed, record, fields=sorted(answers))
    return changed


def _put(sheet: SinbaSheet, answers: dict[str, list[str]], *, by: Actor, at: datetime) -> SinbaSheet:
    sheet.answers, sheet.written_at, sheet.written_by_name = answers, at, by.actor_name
    sheet.version += 1
    sheet.save()
    return sheet


def _assess(sheet: SinbaSheet, values: SheetValues) -> None:
    sheet.assessments.all().delete()
    SinbaAssessment.objects.bulk_create(
        SinbaAssessment(sheet=sheet, subject=subject, code=code, main=number == 0)
        for subject, codes in ((Subject.MINOR, values.minor), (Subject.FAMILY, values.family))
        for number, code in enumerate(dict.fromkeys(codes))
    )


def _same(sheet: SinbaSheet, answers: Mapping[str, Sequence[str]], values: SheetValues) -> bool:
    """Whether the form was sent twice: what it says stands already."""
    kept = {(row.subject, row.code, row.main) for row in sheet.assessments.all()}
    said = {("minor", code, number == 0) for number, code in enumerate(values.minor)}
    said |= {("family", code, number == 0) for number, code in enumerate(values.family)}
    return sheet.answers == answers and kept == said


def _checked(values: SheetValues) -> dict[str, list[str]]:
    section = layout_of(Flow.SINBA).fields["SINBA"]
    assessed = {FIELDS[Subject.MINOR]: values.minor, FIELDS[Subject.FAMILY]: values.family}
    for name, codes in {**values.answers, **assessed}.items():
        if name not in section or any(fault_of(section[name], code) for code in codes):
            raise CaseError(_("Questa risposta non è fra quelle del tracciato."), field=name)
    return {name: list(codes) for name, codes in values.answers.items() if codes}
