# SPDX-License-Identifier: EUPL-1.2
"""The test of the first path: the same five questions before and after, and how many are answered right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.training.engine.shipped_forms import CHOICES, SETTINGS, SURVEY, workbook

if TYPE_CHECKING:
    from random import Random

FORM_ID = "prova_percorso_a"
QUESTIONS = (
    ("affido", "L’affido familiare toglie per sempre il figlio alla sua famiglia", "falso"),
    ("ascolto", "Di norma chi ha dodici anni viene ascoltato nelle decisioni che lo riguardano", "vero"),
    ("progetto", "Il progetto si scrive insieme alla famiglia", "vero"),
    ("diario", "Nel diario si scrivono soltanto opinioni", "falso"),
    ("equipe", "L’équipe si riunisce soltanto quando c’è un’emergenza", "falso"),
)
"""Name, sentence, and whether it is true."""
ANSWERS = (("vero", "Vero"), ("falso", "Falso"), ("non_so", "Non lo so"))
KNOWN_BEFORE, KNOWN_AFTER = 0.45, 0.8
"""How often a sentence is judged right."""


def quiz() -> bytes:
    """The workbook of the test; its score is worked out by the form."""
    survey = [
        {"type": "select_one giudizio", "name": name, "label": sentence, "required": "yes", "calculation": ""}
        for name, sentence, _right in QUESTIONS
    ]
    points = " + ".join(f"if(${{{name}}} = '{right}', 1, 0)" for name, _sentence, right in QUESTIONS)
    score = {"type": "calculate", "name": "punteggio", "label": "", "required": "", "calculation": points}
    choices = [{"list_name": "giudizio", "name": name, "label": label} for name, label in ANSWERS]
    settings = {"form_id": FORM_ID, "form_title": "Percorso A: che cosa sappiamo", "version": "1"}
    return workbook(
        {
            "survey": ((*SURVEY, "calculation"), [*survey, score]),
            "choices": (CHOICES, choices),
            "settings": (SETTINGS, [settings]),
        }
    )


def judged(random: Random, known: float) -> dict[str, str]:
    """What somebody answers, who knows so much."""
    wrong = {"vero": "falso", "falso": "vero"}
    return {
        name: right if random.random() < known else random.choice((wrong[right], "non_so"))
        for name, _sentence, right in QUESTIONS
    }
