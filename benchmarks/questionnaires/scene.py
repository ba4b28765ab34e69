# SPDX-License-Identifier: EUPL-1.2
"""What the measures of questionnaires stand on: the real places of the region, its officer, a published version."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.questionnaires.books import Sheets
    from ordito.accounts.models import User
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Territory


@dataclass(frozen=True)
class House:
    """A region and its officer."""

    region: Territory
    officer: User


def make_house() -> House:
    """The places of the region, and an officer who may do there what concerns questionnaires."""
    from django.utils import timezone

    from demo.actions.region import load_places
    from ordito.accounts.actions import create_account, grant_membership
    from ordito.accounts.roles import REGIONAL_OFFICER
    from ordito.core.access import SystemActor
    from ordito.territory.enums import TerritoryKind
    from ordito.territory.models import Territory

    at, by = timezone.now(), SystemActor("benchmark")
    load_places(by=by, at=at)
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    officer = create_account(by=by, at=at, username="misura", full_name="Prova Misuratori")
    since = at.date() - timedelta(days=30)
    grant_membership(by=by, at=at, user=officer, role=REGIONAL_OFFICER, valid_from=since, territory=region)
    return House(region, officer)


def publish(sheets: Sheets, house: House) -> QuestionnaireVersion:
    """The workbook with these sheets, uploaded and published as a person would."""
    from django.utils import timezone

    from benchmarks.questionnaires.books import workbook_bytes
    from ordito.questionnaires import actions

    at = timezone.now()
    version = actions.upload_workbook(
        stream=io.BytesIO(workbook_bytes(sheets)),
        name="misura.xlsx",
        questionnaire=None,
        territory=house.region,
        by=house.officer,
        at=at,
    )
    return actions.publish_version(version=version, changes={}, by=house.officer, at=at)
