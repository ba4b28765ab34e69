# SPDX-License-Identifier: EUPL-1.2
"""Prints for tests, made by the action itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.cases.queries.record_header import record_header
from ordito.papers.actions import print_record
from ordito.papers.enums import ListKey
from ordito.papers.queries.chapters import Span, chapters_of
from tests.factories.cases import NOW, code

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, Code
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.papers.models import RecordPrint


def purpose(name: str = "team") -> Code:
    """Why something is printed."""
    return code(ListKey.PRINT_PURPOSE, name)


def header_for(actor: User, case_file: CaseFile) -> RecordHeader:
    """The record as the actor may see it."""
    return record_header(actor, case_file, today=timezone.localdate(NOW))


def make_print(
    case_file: CaseFile, by: User, chapters: Collection[str] = (), span: Span | None = None
) -> tuple[RecordPrint, bytes]:
    """A print of these chapters, or of all that the actor reads."""
    record = header_for(by, case_file)
    keys = chapters or [chapter.key for chapter in chapters_of(record)]
    return print_record(by=by, at=NOW, record=record, purpose=purpose(), chapters=keys, span=span or Span())
