# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.counting import counts_people


@pytest.mark.parametrize(
    ("kind", "label", "choices", "expected"),
    [
        ("integer", "Bilancio in euro", (), True),  # nobody said that it is of no people
        ("text", "Quanti minori seguite?", (), False),
        ("select_one", "Quanti minori seguite?", ("Pochi", "Tanti"), True),
        ("select_one", "Numero di famiglie", ("Poche", "Tante"), True),
        ("select_one", "Minori seguiti", ("Nessuno", "Da 1 a 3", "Oltre 3"), True),
        ("select_multiple", "Età seguite", ("0-2 anni", "3-5 anni"), True),
        ("select_one", "Quanto funziona la rete?", ("Poco", "Molto"), False),
        ("select_one", "Ha l’autorizzazione?", ("Sì", "No", "L. 104 del 1992"), False),
    ],
)
def test_a_number_and_what_is_chosen_among_amounts_count_people_until_somebody_says_otherwise(
    kind: str, label: str, choices: tuple[str, ...], *, expected: bool
) -> None:
    assert counts_people(kind, label, [[str(at), words] for at, words in enumerate(choices)]) is expected
