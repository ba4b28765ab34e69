# SPDX-License-Identifier: EUPL-1.2
"""The social record: persons and family units, what comes in at the front desk, records and what is done in them.

Sealed columns are read with `core.fields.open_text(row, "field")`. `visible_to(actor)` is the only way to rows.
"""

from ordito.cases.models.approvals import Approval, ApprovalRule, ClosureProposal
from ordito.cases.models.board import Briefing
from ordito.cases.models.caseload import ContactKind, ContactRule
from ordito.cases.models.classifications import Classification, ClassificationItem, ClassificationMapping
from ordito.cases.models.codes import Code, CodeAlias, CodeList
from ordito.cases.models.diary import (
    DiaryAttachment,
    DiaryDraft,
    DiaryDraftRevision,
    DiaryEntry,
    DiaryReader,
    DiaryRevision,
    DiaryTemplate,
)
from ordito.cases.models.documents import Document, DocumentVersion
from ordito.cases.models.drafts import FormDraft, FormDraftRevision
from ordito.cases.models.duplicates import BlindDelivery, BlindRequest, PersonMerge
from ordito.cases.models.emergencies import EmergencyAccess
from ordito.cases.models.front_desk import ConcernReport, Contact
from ordito.cases.models.interventions import (
    Intervention,
    InterventionAmount,
    InterventionAttendance,
    InterventionPayer,
    InterventionStep,
)
from ordito.cases.models.parts import PartQuerySet, maybe_readable, readable, readable_records
from ordito.cases.models.people import FamilyMembership, FamilyUnit, Person
from ordito.cases.models.records import CaseFile, Opening, TakingInCharge
from ordito.cases.models.takings import Closure, TakingReason, WorkerAssignment
from ordito.cases.models.team import TeamMember, TeamShare
from ordito.cases.models.terms import TermRule
from ordito.cases.models.tokens import SearchToken
from ordito.cases.models.workload import ComplexityWeight

__all__ = [
    "Approval",
    "ApprovalRule",
    "BlindDelivery",
    "BlindRequest",
    "Briefing",
    "CaseFile",
    "Classification",
    "ClassificationItem",
    "ClassificationMapping",
    "Closure",
    "ClosureProposal",
    "Code",
    "CodeAlias",
    "CodeList",
    "ComplexityWeight",
    "ConcernReport",
    "Contact",
    "ContactKind",
    "ContactRule",
    "DiaryAttachment",
    "DiaryDraft",
    "DiaryDraftRevision",
    "DiaryEntry",
    "DiaryReader",
    "DiaryRevision",
    "DiaryTemplate",
    "Document",
    "DocumentVersion",
    "EmergencyAccess",
    "FamilyMembership",
    "FamilyUnit",
    "FormDraft",
    "FormDraftRevision",
    "Intervention",
    "InterventionAmount",
    "InterventionAttendance",
    "InterventionPayer",
    "InterventionStep",
    "Opening",
    "PartQuerySet",
    "Person",
    "PersonMerge",
    "SearchToken",
    "TakingInCharge",
    "TakingReason",
    "TeamMember",
    "TeamShare",
    "TermRule",
    "WorkerAssignment",
    "maybe_readable",
    "readable",
    "readable_records",
]
