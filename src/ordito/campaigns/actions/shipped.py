# SPDX-License-Identifier: EUPL-1.2
"""The questionnaires that come with Ordito, on their way into an installation."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.questionnaires.actions import FormIdTakenError, upload_workbook

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory

DATA = Path(__file__).resolve().parents[1] / "data"


def load_shipped(*, territory: Territory, by: Actor, at: datetime) -> list[QuestionnaireVersion]:
    """Load each shipped workbook that is not there yet as a draft of `territory`: who publishes it reads it first."""
    loaded = []
    for path in sorted(DATA.glob("*/*.xlsx")):
        with path.open("rb") as stream, suppress(FormIdTakenError):
            loaded.append(
                upload_workbook(stream=stream, name=path.name, questionnaire=None, territory=territory, by=by, at=at)
            )
    return loaded
