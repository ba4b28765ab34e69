# SPDX-License-Identifier: EUPL-1.2
"""What was written to open questions, for who manages the editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.training.queries.evaluation_answers import answers_of

if TYPE_CHECKING:
    from ordito.questionnaires.models import VersionQuestion
    from ordito.training.queries.evaluation_answers import Asking, Group


def open_texts(found: Asking, group: Group, question: VersionQuestion) -> list[str]:
    """The texts of blocks with enough of them, in the order of the alphabet: it tells nothing of who wrote when."""
    given = answers_of(group, found.of_group(group)).texts.get(question.path, {})
    sizes = {edition: sum(1 for text in texts if text.strip()) for edition, texts in given.items()}
    texts = [text.strip() for edition in found.counted(sizes) for text in given[edition] if text.strip()]
    return sorted(texts, key=str.casefold)
