# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from ordito.questionnaires.engine.spss import Variable, syntax, variable_names


def test_names_are_such_as_spss_accepts() -> None:
    assert variable_names(["sede/via", "sede.via", "1a", "with", "è-così", "", "x" * 90]) == [
        "sede.via",
        "sede.via_2",
        "v_1a",
        "v_with",
        "e_cosi",
        "v",
        "x" * 60,
    ]


def test_syntax_reads_the_file_and_labels_what_is_in_it() -> None:
    variables = [
        Variable("posti", "Posti dell'anno", "number", {}),
        Variable("dal", "Dal", "date", {}),
        Variable("aperto", "", "text", {"si": "Sì", "no": ""}, 2),
        Variable("altro", "Altro", "number", {"0": "No", "1": "Sì"}),
    ]
    lines = list(syntax("l'elenco.csv", variables))
    assert "GET DATA /TYPE=TXT /FILE='l''elenco.csv' /ENCODING='UTF8'" in lines
    assert [line.strip() for line in lines if line.startswith("    ")] == [
        "posti F12.2",
        "dal EDATE10",
        "aperto A2",
        "altro F1.0",
    ]
    text = "\n".join(lines)
    assert "  posti 'Posti dell''anno'" in text
    assert "VALUE LABELS aperto\n  'si' 'Sì'\n  'no' 'no'\n  ." in text
    assert "VALUE LABELS altro\n  0 'No'\n  1 'Sì'\n  ." in text
    assert "  aperto ''" not in text
