# SPDX-License-Identifier: EUPL-1.2
"""The social record: persons and family units, what comes in at the front desk, records and what is done in them.

Sealed columns are read with `core.fields.open_text(row, "field")`. `visible_to(actor)` is the only way to rows.
"""

from ordito.cases.models.board import Briefing
from ordito.cases.models.codes import Code, CodeAlias, CodeList
from ordito.cases.models.front_desk import ConcernReport, Contact
from ordito.cases.models.parts import PartQuerySet, readable
from ordito.cases.models.people import FamilyMembership, FamilyUnit, Person
from ordito.cases.models.records import (
    CaseFile,
    Closure,
    TakingInCharge,
    TakingReason,
    TeamMember,
    TeamShare,
    WorkerAssignment,
)
from ordito.cases.models.tokens import SearchToken
from ordito.cases.models.work import DiaryDraft, DiaryEntry, DiaryRevision, Document, Intervention

__all__ = [
    "Briefing",
    "CaseFile",
    "Closure",
    "Code",
    "CodeAlias",
    "CodeList",
    "ConcernReport",
    "Contact",
    "DiaryDraft",
    "DiaryEntry",
    "DiaryRevision",
    "Document",
    "FamilyMembership",
    "FamilyUnit",
    "Intervention",
    "PartQuerySet",
    "Person",
    "SearchToken",
    "TakingInCharge",
    "TakingReason",
    "TeamMember",
    "TeamShare",
    "WorkerAssignment",
    "readable",
]
