# SPDX-License-Identifier: EUPL-1.2
"""The words of the columns with a code list that the list does not know, gathered to be explained once by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from ordito.imports.engine.cells import ChoiceReader, issue_before_reading
from ordito.imports.engine.words import is_nothing, word_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ordito.core.declare import ImportField
    from ordito.imports.engine.reading import SourceRow

MOST_WORDS = 200  # of one column: beyond, the column is not what it was taken for
TEXT_LENGTH = 80

# By field name and word key: the value that a person gave to the word, "" to leave its rows refused.
Meanings = dict[str, dict[str, str]]


class FoundWord(TypedDict):
    """A word that the code list does not know: as it was first written, in how many rows, the likeliest value or ""."""

    text: str
    rows: int
    suggestion: str


# By field name and word key.
FoundWords = dict[str, dict[str, FoundWord]]


@dataclass(frozen=True)
class WordCollector:
    """Gathers the words that the code lists themselves do not know, whether they were explained already or not."""

    lists: tuple[tuple[int, str, ChoiceReader], ...]
    explained: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(
        cls, mapping: Mapping[int, str], fields: Sequence[ImportField], explained: Mapping[str, Mapping[str, str]]
    ) -> WordCollector:
        """A collector for `mapping` (column place to field name); words in `explained` are gathered beyond the limit.

        The limit counts what is still to be explained, so that after the first words the next ones come up.
        """
        lists = {field.name: field for field in fields if field.choices}
        readers = ((place, lists[name]) for place, name in sorted(mapping.items()) if name in lists)
        return cls(tuple((place, field.name, ChoiceReader(field)) for place, field in readers), explained)

    def collect(self, rows: Iterable[SourceRow], words: FoundWords) -> None:
        """Add the unknown words of `rows` to `words`."""
        for row in rows:
            for place, name, reader in self.lists:
                cell = row.cells[place]
                if is_nothing(cell) or issue_before_reading(cell):
                    continue
                for key, text in {word_key(text): text for text in reader.unknown(cell)}.items():
                    self._count(words.setdefault(name, {}), name, key, text, reader)

    def _count(self, found: dict[str, FoundWord], name: str, key: str, text: str, reader: ChoiceReader) -> None:
        if key in found:
            found[key]["rows"] += 1
            return
        explained = self.explained.get(name, {})
        if key in explained or len(found.keys() - explained.keys()) < MOST_WORDS:
            found[key] = FoundWord(text=text[:TEXT_LENGTH], rows=1, suggestion=reader.likeliest(text))
