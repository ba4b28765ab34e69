# SPDX-License-Identifier: EUPL-1.2
"""The questionnaires that come with Ordito to evaluate courses: read without a remark, loaded once."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from ordito.questionnaires.actions import publish_version
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.territory.enums import TerritoryKind
from ordito.training.actions.evaluation_forms import SEEDS
from ordito.training.engine.shipped_forms import workbooks
from ordito.training.queries.evaluation_report import is_number
from tests.factories.questionnaires import AT, HOUSE
from tests.factories.territory import make_territory

pytestmark = pytest.mark.django_db


def test_forms_are_loaded_once_and_scales_have_means() -> None:
    make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    said = io.StringIO()
    for _run in range(2):
        call_command("load_evaluation_forms", stdout=said)
    assert said.getvalue().splitlines()[-2:] == [
        "Questionari caricati come bozze: 3.",
        "Questionari caricati come bozze: 0.",
    ]
    versions = QuestionnaireVersion.objects.all()
    assert {version.state for version in versions} == {VersionState.DRAFT}
    assert [version.findings for version in versions] == [[], [], []]
    for version in versions:
        publish_version(version=version, changes={}, by=HOUSE, at=AT)
    scales = [question for version in versions for question in version.questions.filter(kind="select_one")]
    assert len(scales) == 12
    assert all(is_number(question) for question in scales)


def test_command_needs_one_region() -> None:
    with pytest.raises(CommandError, match="Regione"):
        call_command("load_evaluation_forms")


def test_same_tables_make_the_same_files() -> None:
    assert workbooks(SEEDS) == workbooks(SEEDS)
