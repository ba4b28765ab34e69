# SPDX-License-Identifier: EUPL-1.2
"""How an edition is evaluated: its questionnaires with how many answered, and who is asked months later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from ordito.indicators.enums import Audience
from ordito.indicators.queries.questions import policy_for
from ordito.messages.enums import MessageState
from ordito.messages.models import Message
from ordito.territory.models import Organisation
from ordito.training.enums import EnrolmentState, EvaluationLevel
from ordito.training.models import Enrolment, Evaluation, EvaluationIndicator, EvaluationResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.training.models import Edition


def threshold() -> int:
    """Of how few people nothing is said: the statistics' own threshold, which an office may raise."""
    return policy_for(Audience.NETWORK)[0].threshold


@dataclass(frozen=True)
class Standing:
    """A questionnaire of an edition today: how many could answer, how many did ("meno di 5" is no number)."""

    row: Evaluation
    people: int
    answers: int
    few: bool
    """Fewer than the threshold answered, and somebody did."""
    open: bool
    closed: bool


@dataclass(frozen=True)
class EvaluationPage:
    """All questionnaires of an edition in their order, the levels that it has none for, indicators chosen."""

    standings: Sequence[Standing]
    missing: Sequence[EvaluationLevel]
    indicators: Sequence[EvaluationIndicator]
    threshold: int


def answers_to(rows: Iterable[Evaluation]) -> dict[int, int]:
    """How many answers came to each of some questionnaires; one without any is absent."""
    sent = EvaluationResponse.objects.filter(evaluation__in=[row.pk for row in rows]).sent().order_by()
    return dict(sent.values_list("evaluation").annotate(Count("pk")))


def page_of_edition(edition: Edition, today: date) -> EvaluationPage:
    """What the page of an edition's evaluation shows."""
    least = threshold()
    rows = Evaluation.objects.filter(edition=edition).select_related("questionnaire").defer("questionnaire__xform")
    by_level = {row.level: row for row in rows}
    enrolled = Enrolment.objects.filter(edition=edition, state=EnrolmentState.ENROLLED).count()
    ordered = [by_level[level] for level in EvaluationLevel if level in by_level]
    answers = answers_to(ordered)
    return EvaluationPage(
        [standing_of(row, enrolled, answers.get(row.pk, 0), least, today) for row in ordered],
        [level for level in EvaluationLevel if level not in by_level],
        list(EvaluationIndicator.objects.filter(edition=edition).select_related("indicator", "body").order_by("pk")),
        least,
    )


def standing_of(row: Evaluation, enrolled: int, answers: int, least: int, today: date) -> Standing:
    """How a questionnaire stands: of a follow-up, those who were written to could answer."""
    people = row.invited if row.is_follow_up else enrolled
    return Standing(row, people, answers, 0 < answers < least, row.is_open(today), row.is_closed(today))


def bodies_taught(edition: Edition) -> QuerySet[Organisation]:
    """The bodies that people enrolled in an edition work for, by name."""
    enrolled = Enrolment.objects.filter(edition=edition, state=EnrolmentState.ENROLLED, organisation__isnull=False)
    return Organisation.objects.filter(pk__in=enrolled.values("organisation")).order_by("name", "pk")


def first_letters_of(row: Evaluation) -> QuerySet[Message]:
    """The letters that asked for the first time; who could not be reached is left out."""
    letters = Message.objects.about("training.evaluation", row.pk).exclude(state=MessageState.FAILED)
    return letters.filter(created_at=row.invited_at).order_by("pk") if row.invited_at else letters.none()


def addresses_of(row: Evaluation) -> list[str]:
    """E-mail addresses of those who are asked months later, each once: people enrolled, or the bodies they work for."""
    rows = Enrolment.objects.filter(edition=row.edition_id, state=EnrolmentState.ENROLLED)
    columns: tuple[str, ...] = ("email", "professional__email", "learner__contact__email")
    if row.level == EvaluationLevel.SERVICE:
        columns = ("organisation__email", "sent_by__email")
    found: dict[str, str] = {}
    for choices in rows.order_by("pk").values_list(*columns):
        address = next((one for one in choices if one), "")
        if address:
            found.setdefault(address.casefold(), address)
    return list(found.values())
