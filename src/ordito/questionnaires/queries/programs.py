# SPDX-License-Identifier: EUPL-1.2
"""What a program may ask for: things that wait for answers, forms as plain data, answers that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ordito.core.access import Verb
from ordito.questionnaires.engine.form import Question, Repeat
from ordito.questionnaires.models import QuestionnaireVersion, Submission
from ordito.questionnaires.queries.answers import answer_sets
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owners

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ordito.core.access import Actor
    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.form import Form, Item, Text

ROWS_AT_ONCE = 100
META = "meta"


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the actor's answers."""

    owner_kind: str
    owner_id: int
    name: str
    due_on: date | None
    version: QuestionnaireVersion


@dataclass(frozen=True)
class PlainChoice:
    """A choice: what is answered, and its label by language."""

    value: str
    label: dict[str, str]


@dataclass(frozen=True)
class PlainItem:
    """A group, a repeat or a question; conditions as the author wrote them ("" for none), texts by language.

    `kind` is group, repeat or one of `engine.form.KINDS`. `choices` is empty where they are made of answers.
    """

    path: str
    name: str
    kind: str
    type: str
    label: dict[str, str]
    hint: dict[str, str]
    choices: list[PlainChoice]
    choice_filter: str
    required: str
    required_message: dict[str, str]
    relevant: str
    constraint: str
    constraint_message: dict[str, str]
    calculation: str
    read_only: str


@dataclass(frozen=True)
class SentAnswers:
    """Answers that were sent, with the name of what they are for; `answers` is empty until they were checked."""

    submission: Submission
    owner_name: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class AnswersPage:
    """Answers in the order of their coming; `after` leads to the next page, None at the end."""

    rows: list[SentAnswers]
    after: int | None


def waiting(actor: Actor) -> list[Waiting]:
    """All that waits for the actor's answers now."""
    if not actor.holds(Verb.FILL_RETURN):
        return []
    found = [(kind, row) for kind, owner in owners().items() for row in owner.assignments(actor)]
    rows = QuestionnaireVersion.objects.defer("xform", "findings").select_related("questionnaire")
    versions = rows.in_bulk({row.version_id for _kind, row in found})
    return [Waiting(kind, row.owner_id, row.name, row.due_on, versions[row.version_id]) for kind, row in found]


def version_for(actor: Actor, version_id: int) -> QuestionnaireVersion | None:
    """A version that the actor may read, or that waits for their answers."""
    rows = QuestionnaireVersion.objects.visible_to(actor).defer("xform", "findings").select_related("questionnaire")
    readable = rows.filter(pk=version_id).first()
    if readable is not None:
        return readable
    return next((found.version for found in waiting(actor) if found.version.pk == version_id), None)


def plain_items(version: QuestionnaireVersion) -> list[PlainItem]:
    """Every group, repeat and question of a version, in the order of the form, each group before what is in it."""
    form = form_of(version)
    return [_plain(item, form) for item in _asked(form)]


def _asked(form: Form) -> Iterator[Item]:
    about = f"{form.root.path}/{META}"
    for path, item in form.items.items():
        if item is not form.root and path != about and not path.startswith(f"{about}/"):
            yield item


def _plain(item: Item, form: Form) -> PlainItem:
    question = item if isinstance(item, Question) else None
    source = question.choices if question else None
    items = source.items if source else None
    return PlainItem(
        path=item.path,
        name=item.name,
        kind=question.kind if question else "repeat" if isinstance(item, Repeat) else "group",
        type=question.type if question else "",
        label=_texts(item.label, form),
        hint=_texts(item.hint, form),
        choices=[PlainChoice(one.value, _texts(one.label, form)) for one in items or ()],
        choice_filter=_written(source.nodeset if source else None),
        required=_written(question.required if question else None),
        required_message=_texts(question.required_message if question else None, form),
        relevant=_written(item.relevant),
        constraint=_written(question.constraint if question else None),
        constraint_message=_texts(question.constraint_message if question else None, form),
        calculation=_written(question.calculate if question else None),
        read_only=_written(item.readonly),
    )


def _texts(text: Text | None, form: Form) -> dict[str, str]:
    if text is None:
        return {}
    found = {language: text.plain(language) for language in form.languages or (form.default_language,)}
    return {language: words for language, words in found.items() if words}


def _written(expression: Expression | None) -> str:
    return expression.text if expression is not None else ""


def sent_answers(actor: Actor, version: QuestionnaireVersion, *, after: int = 0) -> AnswersPage:
    """A page of the answers to a version that the actor may read, those that stand."""
    rows = Submission.objects.visible_to(actor).counted().filter(version=version, pk__gt=after)
    found = list(rows.defer("sealed_xml").order_by("pk")[: ROWS_AT_ONCE + 1])
    more, found = len(found) > ROWS_AT_ONCE, found[:ROWS_AT_ONCE]
    lines = [SentAnswers(one.submission, one.name, one.submission.answers) for one in answer_sets(found)]
    return AnswersPage(lines, found[-1].pk if more else None)
