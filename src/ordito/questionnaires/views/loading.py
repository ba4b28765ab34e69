# SPDX-License-Identifier: EUPL-1.2
"""What the pages of this app load in the same way; who is outside gets "not found"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from ordito.core.access import Verb, actor_of, require
from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def load_questionnaire(request: HttpRequest, pk: int, *, to_design: bool = False) -> Questionnaire:
    """A questionnaire that the person may see, and with `to_design` change."""
    rows = Questionnaire.objects.visible_to(actor_of(request)).select_related("territory", "created_by")
    found = get_object_or_404(rows, pk=pk)
    if to_design:
        require(actor_of(request), Verb.DESIGN_QUESTIONNAIRE, found)
    return found


def load_version(request: HttpRequest, pk: int, *, to_design: bool = False) -> QuestionnaireVersion:
    """A version that the person may see, and with `to_design` change."""
    rows = QuestionnaireVersion.objects.visible_to(actor_of(request))
    found = get_object_or_404(rows.select_related("questionnaire__territory", "workbook_file", "created_by"), pk=pk)
    if to_design:
        require(actor_of(request), Verb.DESIGN_QUESTIONNAIRE, found)
    return found
