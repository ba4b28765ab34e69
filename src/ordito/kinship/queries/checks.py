# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a family, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.kinship.engine.consistency import Wrong

if TYPE_CHECKING:
    from ordito.kinship.engine.consistency import Problem
    from ordito.kinship.queries.graph import Graph


def problem_words(problem: Problem, graph: Graph) -> str:
    """A sentence about what cannot be, or should be looked at again."""
    names = [graph.members[key].spoken_name or _("nome non conosciuto") for key in problem.keys]
    texts = {
        Wrong.OWN_ANCESTOR: _("%(child)s risulta tra i propri antenati: un legame di genitore è al contrario."),
        Wrong.THREE_NATURAL_PARENTS: _("%(child)s ha più di due genitori naturali: togline uno."),
        Wrong.PARENT_NOT_OLDER: _("%(parent)s non può essere genitore di %(child)s: non è nato prima."),
        Wrong.PARENT_VERY_YOUNG: _("%(parent)s avrebbe avuto %(child)s da bambino: controlla le date di nascita."),
    }
    return texts[problem.wrong] % {"child": names[0], "parent": names[-1]}
