# SPDX-License-Identifier: EUPL-1.2
"""Names of invented people: ordinary first names, surnames that nobody bears and that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_STEMS = (
    "Finta", "Prova", "Fanta", "Sogna", "Imma", "Favola", "Mirag", "Carta", "Velina", "Bozza", "Ombra", "Nuvola",
)  # fmt: skip
_ENDINGS = (
    "belli", "colli", "dardi", "ferri", "galli", "lupi", "marchi", "monti", "neri", "orsi", "ponti", "rossi", "santi",
    "torri", "valli", "venti", "verdi", "viti", "zanni", "conti", "pini", "selvi", "rivi", "fiori", "sassi", "campi",
)  # fmt: skip
# Families from elsewhere: clearly invented too, with the letters and the apostrophes that break poor software.
_FOREIGN = (
    "Inventescu", "Provadhi", "Ben Finzioni", "El Esempi", "Fantaku", "O'Prova", "Bozzić", "Nuvoló", "De Favolis",
    "Miragiu", "N'Ombra", "Sognanyi",
)  # fmt: skip
_FEMALE = (
    "Ada", "Agnese", "Alba", "Alice", "Amina", "Anita", "Anna", "Aurora", "Beatrice", "Camilla", "Carla", "Chiara",
    "Clara", "Dalia", "Diana", "Elena", "Elisa", "Emma", "Fatima", "Flora", "Gaia", "Giada", "Ginevra", "Giulia",
    "Greta", "Ida", "Ilaria", "Irene", "Iris", "Lara", "Lea", "Livia", "Lucia", "Maria Grazia", "Marta", "Mia", "Nina",
    "Noemi", "Olga", "Rita", "Sara", "Sofia", "Stella", "Teresa", "Vera", "Viola", "Zoe",
)  # fmt: skip
_MALE = (
    "Achille", "Adamo", "Alessio", "Andrea", "Ahmed", "Bruno", "Carlo", "Cesare", "Dario", "Davide", "Diego", "Elia",
    "Enea", "Ettore", "Ezio", "Fabio", "Gabriele", "Gian Marco", "Gino", "Giulio", "Ivan", "Karim", "Leone", "Luca",
    "Luigi", "Marco", "Mattia", "Michele", "Nico", "Nicolò", "Orso", "Paolo", "Pietro", "Rocco", "Samuele", "Sandro",
    "Tito", "Tommaso", "Ugo", "Valerio", "Vito", "Zeno",
)  # fmt: skip


def surname(random: Random, *, foreign: bool) -> str:
    """An invented surname."""
    if foreign:
        return random.choice(_FOREIGN)
    return random.choice(_STEMS) + random.choice(_ENDINGS)


def first_name(random: Random, sex: str) -> str:
    """A first name for "F" or "M"."""
    return random.choice(_FEMALE if sex == "F" else _MALE)


_NOTES = (
    "Colloquio con la madre in sede. La famiglia chiede un aiuto per i compiti nel pomeriggio.",
    "Visita a casa con l'educatrice. L'ambiente è curato; si concorda un nuovo incontro tra due settimane.",
    "Telefonata con la scuola: frequenza più regolare, restano difficoltà in matematica.",
    "Incontro di équipe. Si conferma il sostegno educativo e si propone il gruppo dei genitori.",
    "Il padre riferisce di aver trovato un lavoro a tempo determinato. La situazione economica migliora.",
    "Il ragazzo partecipa volentieri alle attività del centro. Ha fatto amicizia con due coetanei.",
    "Si aggiorna il progetto con la famiglia: obiettivi raggiunti in parte, verifica tra tre mesi.",
    "La nonna si rende disponibile due pomeriggi a settimana. Si valuta una famiglia d'appoggio.",
)


def note(random: Random) -> str:
    """A few invented lines of a diary."""
    return " ".join(random.sample(_NOTES, k=random.choice((1, 1, 2))))
