# SPDX-License-Identifier: EUPL-1.2
"""Bodies, services and staff of the invented region. Places are the real ones; everything in them is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from demo.engine import names

if TYPE_CHECKING:
    from random import Random

SERVICE_TYPES = ("CSF", "CAP", "CD", "ADE", "PIPPI", "CARE_LEAVERS", "AFFIDO")
_SERVICE_NAMES = {
    "CSF": "Centro famiglie",
    "CAP": "Centro aperto",
    "CD": "Centro diurno",
    "ADE": "Educativa domiciliare",
    "PIPPI": "Percorso P.I.P.P.I.",
    "CARE_LEAVERS": "Progetto Care Leavers",
    "AFFIDO": "Servizio affidi",
}
_FANCY = ("Filo d'Erba", "La Spola", "Il Telaio", "Navetta", "Trama", "Punto Croce", "Gomitolo", "Fuso", "Matassa")
_HOURS = (36, 36, 30, 24, 18)
_PROVIDERS = 12  # with one body for each of the 45 Ambiti, the health body, the court and the university: 60


@dataclass(frozen=True)
class Ambito:
    """An Ambito with its Comuni: ISTAT code, cadastral code and residents under eighteen of each."""

    code: str
    name: str
    province: str
    lead: str
    comuni: tuple[tuple[str, str, int], ...]

    @property
    def minors(self) -> int:
        """Residents under eighteen."""
        return sum(minors for _istat, _cadastral, minors in self.comuni)


@dataclass(frozen=True)
class Body:
    """A body; `ambito` is the Ambito that acts through it."""

    name: str
    kind: str
    seat: str
    ambito: str = ""


@dataclass(frozen=True)
class ServiceRow:
    """A service of an Ambito."""

    name: str
    service_type: str
    ambito: str
    seat: str
    holder: str
    provider: str
    management: str
    places: int | None
    reached: int
    staff: int


@dataclass(frozen=True)
class Worker:
    """Somebody of the staff of a body."""

    surname: str
    name: str
    profile: str
    body: str
    ambito: str
    hours: int


@dataclass(frozen=True)
class Region:
    """All that stands before the first person comes in."""

    bodies: tuple[Body, ...]
    services: tuple[ServiceRow, ...]
    staff: tuple[Worker, ...]


def make_region(random: Random, ambiti: list[Ambito]) -> Region:
    """60 bodies for 45 Ambiti, 3 to 7 services each, two to nine social workers by size."""
    lead = ambiti[0].lead
    providers = [
        Body(f"Cooperativa sociale {_FANCY[i % len(_FANCY)]} {i + 1} (inventata)", "cooperative_a", lead)
        for i in range(_PROVIDERS)
    ]
    others = [
        Body("Azienda sanitaria dimostrativa", "health_authority", lead),
        Body("Tribunale per i minorenni dimostrativo", "court", lead),
        Body("Università dimostrativa", "university", lead),
    ]
    offices = [
        Body(f"Ufficio di Piano dimostrativo di {ambito.name}", "plan_office", ambito.lead, ambito.code)
        for ambito in ambiti
    ]
    services = [row for ambito in ambiti for row in _services(random, ambito, offices, providers)]
    staff = [row for ambito, office in zip(ambiti, offices, strict=True) for row in _staff(random, ambito, office)]
    return Region((*offices, *providers, *others), tuple(services), tuple(staff))


def _services(random: Random, ambito: Ambito, offices: list[Body], providers: list[Body]) -> list[ServiceRow]:
    holder = next(body.name for body in offices if body.ambito == ambito.code)
    kinds = [kind for kind in SERVICE_TYPES if kind in {"CSF", "ADE", "PIPPI"} or random.random() < 0.6]
    rows = []
    for place, kind in enumerate(kinds):
        seat = random.choices(ambito.comuni, weights=[minors + 1 for _i, _c, minors in ambito.comuni])[0][0]
        direct = random.random() < 0.25
        rows.append(
            ServiceRow(
                name=f"{_SERVICE_NAMES[kind]} «{random.choice(_FANCY)}» – {ambito.name}",
                service_type=kind,
                ambito=ambito.code,
                seat=seat,
                holder=holder,
                provider=holder if direct else random.choice(providers).name,
                management="direct" if direct else random.choice(("contract", "co_design", "accreditation")),
                places=random.choice((20, 25, 30)) if kind in {"CAP", "CD"} else None,
                reached=25 + ambito.minors // 300 % 80 + 9 * place,
                staff=2 + (place + ambito.minors) % 6,
            )
        )
    return rows


def _staff(random: Random, ambito: Ambito, office: Body) -> list[Worker]:
    workers = 2 + min(7, ambito.minors // 5000)
    profiles = ["coordinator", *["social_worker"] * workers, "educator", "psychologist"]
    rows = []
    for place, profile in enumerate(profiles):
        sex = random.choices("FM", weights=(8, 2))[0]
        rows.append(
            Worker(
                surname=names.surname(random, foreign=False),
                name=names.first_name(random, sex),
                profile=profile,
                body=office.name,
                ambito=ambito.code,
                hours=_HOURS[place % len(_HOURS)],
            )
        )
    return rows
