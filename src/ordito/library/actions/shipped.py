# SPDX-License-Identifier: EUPL-1.2
"""The words that come with Ordito, put into an installation that does not have them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.text import fold
from ordito.library import rules
from ordito.library.actions.glossary import TermValues, fill_term, keep_version, new_term
from ordito.library.engine.seeds import read_terms
from ordito.library.enums import TermState
from ordito.library.models import GlossaryTerm
from ordito.library.queries.glossary import phrases_of, taken_phrases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.library.engine.seeds import SeedTerm

TERMS = Path(__file__).resolve().parent.parent / "seeds" / "glossary.csv"


def load_terms(*, by: Actor, at: datetime, path: Path = TERMS) -> list[GlossaryTerm]:
    """Add the words that nobody has written yet; one that is there, or whose phrases are, stays as people left it.

    Safe to run twice. Returns what was added.
    """
    permit(rules.can_keep_glossary(by))
    with path.open(encoding="utf-8", newline="") as stream:
        seeds = read_terms(stream)
    missing = _missing(seeds)
    if not missing:
        return []
    with recorded("library.load_terms", by=by, at=at) as trace:
        added = [(seed, _added(seed, at=at)) for seed in missing]
        for seed, row in added:
            row.see_also.set(GlossaryTerm.objects.filter(folded__in=[fold(word) for word in seed.see_also]))
            keep_version(row, by=by, at=at)
        trace.touches(*(row for _seed, row in added))
    return [row for _seed, row in added]


def _missing(seeds: Sequence[SeedTerm]) -> list[SeedTerm]:
    taken = {*taken_phrases(None), *GlossaryTerm.objects.values_list("folded", flat=True)}
    return [seed for seed in seeds if not taken & {fold(phrase) for phrase in phrases_of(seed.term, seed.synonyms)}]


def _added(seed: SeedTerm, *, at: datetime) -> GlossaryTerm:
    row = new_term(seed.term)
    sources = "\n".join(seed.sources)
    values = TermValues(seed.term, seed.definition, sources, seed.synonyms, (), TermState.PUBLISHED, seed.verified)
    fill_term(row, values, at=at)
    return row
