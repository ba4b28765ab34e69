# SPDX-License-Identifier: EUPL-1.2
"""The questionnaires to evaluate courses that come with Ordito, on their way into an installation."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.questionnaires.actions import FormIdTakenError, upload_workbook
from ordito.training.engine.shipped_forms import workbooks

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def load_evaluation_forms(*, territory: Territory, by: Actor, at: datetime) -> list[QuestionnaireVersion]:
    """Load each that is not there yet as a draft of `territory`: who publishes it reads it first."""
    loaded = []
    for name, content in workbooks(SEEDS).items():
        with suppress(FormIdTakenError):
            loaded.append(
                upload_workbook(
                    stream=io.BytesIO(content), name=name, questionnaire=None, territory=territory, by=by, at=at
                )
            )
    return loaded
