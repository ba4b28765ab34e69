# SPDX-License-Identifier: EUPL-1.2
"""Who may assess, and who keeps the schemes. Which rows somebody reads is in each model's `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.assessments.enums import AssessmentState, InstrumentKind
from ordito.cases.enums import Part
from ordito.cases.rules import can_write_part
from ordito.core.access import SystemActor, Verb

if TYPE_CHECKING:
    from ordito.assessments.models import Assessment, Instrument, Scheme, ScreeningRule
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


def can_assess(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom assessments are shared to be written."""
    return isinstance(actor, SystemActor) or can_write_part(actor, case_file, Part.ASSESSMENTS)


def takes_answers(actor: Actor, assessment: Assessment) -> bool:
    """Whether the questionnaire of an assessment may be filled now by the actor."""
    return (
        assessment.instrument.kind == InstrumentKind.QUESTIONNAIRE
        and assessment.state == AssessmentState.DRAFT
        and assessment.discarded_at is None
        and can_assess(actor, assessment.case_file)
    )


def can_keep(actor: Actor, row: Scheme | Instrument | ScreeningRule) -> bool:
    """Whoever keeps the settings of the row's Ambito; what holds everywhere, whoever keeps those of all places."""
    return isinstance(actor, SystemActor) or (
        actor.holds(Verb.MANAGE_RECORD_SETTINGS) and row.allows(actor, Verb.MANAGE_RECORD_SETTINGS)
    )


def ambito_kept_by(actor: Actor) -> int | None:
    """The place whose settings the actor keeps: the one of their membership, None for all places.

    A membership within a body keeps no settings.
    """
    return next(iter(_places(actor)), None)


def keeps_settings(actor: Actor) -> bool:
    """Whether the actor keeps the settings of any place."""
    return bool(_places(actor))


def _places(actor: Actor) -> list[int | None]:
    if isinstance(actor, SystemActor):
        return [None]
    return [
        grant.territory_id
        for grant in actor.grants
        if Verb.MANAGE_RECORD_SETTINGS in grant.verbs and grant.organisation_id is None
    ]
