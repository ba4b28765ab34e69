# SPDX-License-Identifier: EUPL-1.2
"""The invented training programme: a year that is over, with three paths, a seminar and what comes next.

Its shape is that of a real one: 43 editions and 776 hours for 545 people in three paths, thirteen venues. A report of
the time declared 547 people: the demonstration shows the declared number beside the counted one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from demo.engine import names

if TYPE_CHECKING:
    from random import Random

DECLARED_PEOPLE = 547
LESSON_HOURS = 4
VENUES = 13
REACHED = 0.7  # of the professionals of the network: the rest shows that not everybody is reached alike
MORNING, AFTERNOON = time(9), time(14, 30)


@dataclass(frozen=True)
class Path:
    """A course of the programme: so many editions of so many hours, for so many people in all."""

    title: str
    aims: str
    editions: int
    hours: int
    people: int
    modules: tuple[str, ...]

    @property
    def sizes(self) -> list[int]:
        """How many people each edition has: as even as may be, the larger ones first."""
        whole, rest = divmod(self.people, self.editions)
        return [whole + (turn < rest) for turn in range(self.editions)]


PATHS = (
    Path(
        "Percorso A: principi e linee guida comuni",
        "Un alfabeto condiviso per chi comincia: diritti, linee di indirizzo, strumenti di base del servizio.",
        editions=5,
        hours=16,
        people=70,
        modules=("I diritti dei bambini e le linee di indirizzo", "La rete dei servizi", "Ascoltare e scrivere",
                 "Il lavoro di équipe"),
    ),
    Path(
        "Percorso B: lavorare insieme, pubblico e privato sociale",
        "Costruire strumenti comuni tra servizi pubblici ed enti gestori.",
        editions=10,
        hours=36,
        people=140,
        modules=("Leggere insieme una situazione", "Il progetto con la famiglia", "Strumenti condivisi"),
    ),
    Path(
        "Percorso C: situazioni familiari e autonomia",
        "Analisi delle situazioni e del rischio, autonomia di ragazze e ragazzi.",
        editions=28,
        hours=12,
        people=335,
        modules=("Fattori di rischio e di protezione", "Adolescenti e autonomia", "Verificare e documentare"),
    ),
)  # fmt: skip

SEMINAR = Path("Seminario: un anno di formazione, che cosa è cambiato", "Restituzione dei risultati.", 1, 4, 50, ())
CO_DESIGN = Path(
    "La procedura di co-progettazione",
    "Dall’avviso alla convenzione: amministrazioni, enti del terzo settore, verifiche.",
    editions=2,
    hours=20,
    people=62,
    modules=("Quadro normativo", "Avviso e tavoli", "Convenzione e verifiche"),
)
CO_DESIGN_SEATS = 50

THEMES = (
    ("Tutela e ascolto dei minori", (
        "Come raccogliere l’ascolto di un bambino senza sostituirsi al tribunale.",
        "Che cosa scrivere nella relazione quando la famiglia non collabora.",
        "Riconoscere i segnali di violenza assistita nei colloqui.",
    )),
    ("Autonomia dei neomaggiorenni", (
        "Preparare l’uscita dalla comunità almeno un anno prima dei diciotto anni.",
        "Dove si trovano casa e lavoro per chi esce dalla tutela.",
    )),
    ("Co-progettazione con il terzo settore", (
        "Scrivere un avviso di co-progettazione che gli enti capiscano.",
        "Come si verifica in corso d’opera una convenzione.",
    )),
)  # fmt: skip
LOOSE_NEEDS = ("Usare la scheda di valutazione con la famiglia presente, non dopo.",)


def lesson_moments(first: date, hours: int, hour: time) -> list[tuple[datetime, datetime]]:
    """A lesson of four hours a week from a day on, by the wall clock; naive: the office's own time."""
    starts = (datetime.combine(first + timedelta(weeks=week), hour) for week in range(hours // LESSON_HOURS))
    return [(start, start + timedelta(hours=LESSON_HOURS)) for start in starts]


def first_day(year: int, turn: int) -> date:
    """The first day of an edition: two a week from the second Monday of January, never later than September."""
    monday = date(year, 1, 8) + timedelta(days=(7 - date(year, 1, 8).weekday()) % 7)
    return monday + timedelta(weeks=(turn // 2) % 34, days=turn % 5)


def minutes_present(random: Random, edition: int, place: int) -> list[int] | None:
    """How long somebody was at the lessons with less than the whole time, in order; None: always there.

    In the first edition one person was there 12 hours of 16, and another 13: the two sides of the threshold.
    """
    whole, hour = LESSON_HOURS * 60, 60
    if edition == 0 and place == 1:
        return [whole, whole, whole, 0]
    if edition == 0 and place == 2:
        return [whole, whole, whole, hour]
    if random.random() < 0.08:
        return [whole, 0]
    return [whole - 30] if random.random() < 0.15 else None


@dataclass(frozen=True)
class Outsider:
    """Somebody who is taught and is no professional of the network: an operator of a cooperative."""

    surname: str
    name: str


def outsiders(random: Random, number: int, taken: set[tuple[str, str]]) -> list[Outsider]:
    """Invented people, none with the name of another or of somebody in `taken`."""
    found: dict[tuple[str, str], Outsider] = {}
    while len(found) < number:
        pair = names.surname(random, foreign=random.random() < 0.1), names.first_name(random, random.choice("FFFM"))
        if pair not in taken:
            found.setdefault(pair, Outsider(*pair))
    return list(found.values())
