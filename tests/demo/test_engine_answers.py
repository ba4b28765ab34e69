# SPDX-License-Identifier: EUPL-1.2
"""Invented answers pass every check of the questionnaire that Ordito ships."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from random import Random

import pytest

from demo.actions.campaigns import FAMILY_CENTRES
from demo.engine.answers import Centre, centre_answers
from ordito.campaigns.actions.shipped import DATA
from ordito.core.access import SystemActor
from ordito.questionnaires import actions
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.queries.forms import form_of

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_invented_answers_are_valid_and_none_is_lost() -> None:
    path = DATA / "monitoring" / f"{FAMILY_CENTRES}.xlsx"
    version = actions.upload_workbook(
        stream=io.BytesIO(path.read_bytes()), name=path.name, questionnaire=None, territory=None,
        by=SystemActor("prova"), at=AT,
    )  # fmt: skip
    form = form_of(version)
    for seed in range(40):
        centre = Centre("Centro «Filo»", "Ambito", "Ente", seed % 2 == 0, "Via 1", seed * 7, "2026-03-02")
        answers = centre_answers(Random(seed), centre)
        verdict = check(form, Filling(form, now=AT, answers=answers).xml("uuid:1"), now=AT)
        assert verdict.problems == ()
        assert verdict.dropped == ()
        given = Filling(form, now=AT, answers=answers).answers()
        assert {ref: given.get(ref) for ref in answers} == answers
