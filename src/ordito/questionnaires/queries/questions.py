# SPDX-License-Identifier: EUPL-1.2
"""Which question of a new version continues which one of the version before, and what changed in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import slugify

from ordito.questionnaires.engine.compare import MADE_BY_CONVERTER, WITHOUT_SERIES
from ordito.questionnaires.enums import LASTING
from ordito.questionnaires.models import Question, QuestionnaireVersion, VersionQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.form import Question as FormQuestion

LONGEST_KEY = 200


@dataclass(frozen=True)
class Identified:
    """A question of a form with its stable key, and the row of the version before that it continues, if any."""

    key: str
    item: FormQuestion
    old: VersionQuestion | None


def previous_of(version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The version published last before this one."""
    rows = QuestionnaireVersion.objects.filter(questionnaire=version.questionnaire_id, state__in=LASTING)
    return rows.exclude(pk=version.pk).filter(number__lt=version.number).order_by("-number").first()


def rows_of(version: QuestionnaireVersion | None) -> list[VersionQuestion]:
    """The questions of a published version, in the order of the form; none for None."""
    if version is None:
        return []
    return list(VersionQuestion.objects.filter(version=version).select_related("question").order_by("place"))


def identified(
    form: Form, old: Sequence[VersionQuestion], taken: Iterable[str] = (), *, renamed: dict[str, str] | None = None
) -> list[Identified]:
    """Each question of `form` with its key.

    A question continues the old one at the same path, else the only old one with the same name; `renamed` (path →
    key) says of others which they continue. New questions get a key of their own, never one of `taken`.
    """
    renamed = renamed or {}
    by_path = {row.path: row for row in old}
    by_key = {row.question.key: row for row in old}
    names = Counter(row.name for row in old)
    by_name = {row.name: row for row in old if names[row.name] == 1}
    items = [
        item
        for item in form.questions()
        if item.kind not in WITHOUT_SERIES and not item.name.startswith(MADE_BY_CONVERTER)
    ]
    continued: dict[str, VersionQuestion] = {}
    used: set[int] = set()
    ways: tuple[Callable[[FormQuestion], VersionQuestion | None], ...] = (
        lambda item: by_key.get(renamed.get(item.path, "")),
        lambda item: by_path.get(item.path),
        lambda item: by_name.get(item.name),
    )
    for find in ways:
        for item in items:
            row = find(item)
            if row is not None and item.path not in continued and row.pk not in used:
                continued[item.path] = row
                used.add(row.pk)
    keys = set(taken) | set(by_key)
    found = []
    for item in items:
        row = continued.get(item.path)
        key = row.question.key if row else _fresh_key(item.path, keys)
        keys.add(key)
        found.append(Identified(key, item, row))
    return found


def taken_keys(version: QuestionnaireVersion) -> set[str]:
    """Keys that the questionnaire has ever used."""
    return set(Question.objects.filter(questionnaire=version.questionnaire_id).values_list("key", flat=True))


def _fresh_key(path: str, keys: set[str]) -> str:
    parts = [slugify(part) or "domanda" for part in path.split("/")[2:]] or ["domanda"]
    for length in range(1, len(parts) + 1):
        key = "-".join(parts[-length:])[:LONGEST_KEY]
        if key not in keys:
            return key
    number = 2
    while f"{key[: LONGEST_KEY - 8]}-{number}" in keys:
        number += 1
    return f"{key[: LONGEST_KEY - 8]}-{number}"


def choices_of(item: FormQuestion, language: str) -> list[list[str]]:
    """The choices of a question as [value, label]; empty when they are made of answers, or there are none."""
    if item.choices is None or item.choices.items is None:
        return []
    return [[choice.value, choice.label.plain(language)] for choice in item.choices.items]
