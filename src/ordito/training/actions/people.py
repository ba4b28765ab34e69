# SPDX-License-Identifier: EUPL-1.2
"""Experience that an office recognises as service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, permit
from ordito.territory.models import Professional
from ordito.training import rules
from ordito.training.actions.errors import TrainingError
from ordito.training.models import RecognisedExperience

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.training.models import Learner


def recognise_experience(
    *, person: Professional | Learner, values: Mapping[str, Any], form_key: UUID, by: Actor, at: datetime
) -> RecognisedExperience:
    """Let somebody's experience count as service, with its evidence; one form, one experience.

    Raises:
        NotAllowedError: the verb is missing, or it would be one's own.
        TrainingError: it ends before it begins, or is not over.
    """
    own = isinstance(person, Professional) and person.pk == by.professional_id
    permit(by.holds(Verb.MANAGE_TRAINING) and not own)
    if values["ends_on"] < values["starts_on"]:
        raise TrainingError(_("La fine non può venire prima dell’inizio."), field="ends_on")
    if values["ends_on"] > rules.today_of(at):
        raise TrainingError(_("Si riconosce solo l’esperienza già fatta: questa data è nel futuro."), field="ends_on")
    column = "professional" if isinstance(person, Professional) else "learner"
    with recorded("training.recognise_experience", by=by, at=at) as trace:
        row, _made = RecognisedExperience.objects.get_or_create(
            form_key=form_key,
            defaults={**values, column: person, "by_id": by.actor_id, "by_name": by.actor_name[:160], "at": at},
        )
        trace.touches(row)
    return row
