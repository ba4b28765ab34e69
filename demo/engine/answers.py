# SPDX-License-Identifier: EUPL-1.2
"""Invented answers of a family centre to its yearly questionnaire: whole and coherent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

AGES = tuple(f"age_{band}_{sex}" for sex in "fm" for band in ("0_2", "3_5", "6_10", "11_13", "14_17"))
FAMILIES = (
    "family_couple", "family_mother", "family_father", "family_separated", "family_recomposed", "family_extended",
)  # fmt: skip
EXITS = ("exit_solved", "exit_request", "exit_region", "exit_age")
CHANNELS = ("spontaneo", "servizio_sociale", "scuola", "consultorio_asl", "tribunale_minorenni")
STAFF = ("coordinatore", "psicologo", "pedagogista", "mediatore_familiare", "assistente_sociale", "educatore")
TROUBLES = (
    "Le richieste di mediazione crescono più delle ore disponibili.",
    "I locali sono lontani dai quartieri dove servirebbe arrivare.",
    "Gli operatori cambiano spesso e le famiglie devono ricominciare.",
    "I padri partecipano poco ai gruppi.",
)
RESOURCES = (
    "Un gruppo di famiglie che accoglie chi arriva.",
    "Il consultorio manda e riprende in carico con una scheda comune.",
    "Le scuole mettono a disposizione le aule nel pomeriggio.",
)
PROSPECTS = (
    "Uno sportello in ogni Comune un pomeriggio alla settimana.",
    "Gruppi per genitori separati insieme all’Ambito vicino.",
    "Più educativa di strada nei mesi estivi.",
)


@dataclass(frozen=True)
class Centre:
    """A family centre as its answers name it, and how many minors it follows."""

    name: str
    holder: str
    provider: str
    direct: bool
    address: str
    minors: int
    compiled_on: str
    """The day, as the questionnaire stores it: aaaa-mm-gg."""


def centre_answers(random: Random, centre: Centre) -> dict[str, str]:
    """Answers by reference for the questionnaire `monitoraggio_csf`; every total is the sum it must be."""
    return {
        f"/data/{ref}": str(value)
        for part in (_identity, _ways, _access, _people, _activities, _staff, _view)
        for ref, value in part(random, centre).items()
    }


def _identity(random: Random, centre: Centre) -> dict[str, object]:
    where = "identificazione"
    return {
        f"{where}/service_name": centre.name,
        f"{where}/municipalities_count": random.randint(2, 8),
        f"{where}/address": centre.address,
        f"{where}/phone": f"080 000{random.randint(1000, 9999)}",
        f"{where}/email": "centro@example.org",
        f"{where}/owner_body": centre.holder,
        f"{where}/managing_body": centre.provider,
        f"{where}/management_form": "diretta" if centre.direct else random.choice(("appalto", "coprogettazione")),
        f"{where}/service_charter": random.choice(("si", "si", "no")),
        f"{where}/funding[1]/funding_source": random.choice(("fnps", "famiglia", "fse")),
        f"{where}/funding[1]/funding_amount": random.randint(30, 160) * 1000,
    }


def _ways(random: Random, _centre: Centre) -> dict[str, object]:
    now, before, activities = "modalita_erogazione/art93_now", "modalita_erogazione/art93_before", "modalita_erogazione"
    found: dict[str, object] = {
        f"{activities}/opening_schedule": random.choice(("lunedì–venerdì 9–13, martedì e giovedì 16–19",
                                                         "lunedì, mercoledì e venerdì 9–13 e 15.30–18.30")),
        f"{activities}/opening_hours_week": random.choice((18, 24, 26, 30)),
        f"{activities}/weeks_per_year": random.randint(44, 50),
    }  # fmt: skip
    areas = {
        "information": ("information_activities", "orientamento ascolto", "information_contacts"),
        "parenting": ("parenting_activities", "mediazione spazio_neutro gruppi", "parenting_parents"),
        "community": ("community_activities", "reti laboratori", "community_families"),
    }
    for area, (question, chosen, count) in areas.items():
        state = random.choices(("a_regime", "parziale", "in_avvio", "non_avviata"), weights=(5, 3, 2, 1))[0]
        found[f"{now}/art93_now_{area}"] = state
        found[f"{before}/art93_before_{area}"] = random.choice(("si", "parte", "no"))
        if state != "non_avviata":
            found[f"{activities}/area_{area}/{question}"] = chosen
            found[f"{activities}/area_{area}/{count}"] = random.randint(20, 300)
    found[f"{activities}/art93_change"] = "Un educatore in più e un pomeriggio di apertura in più."
    found[f"{activities}/hub_services"] = random.choice(("nessuno", "digitale", "generazioni"))
    return found


def _access(random: Random, _centre: Centre) -> dict[str, object]:
    counts = [random.randint(5, 90) for _channel in CHANNELS]
    found: dict[str, object] = {"accesso/access_channels": " ".join(CHANNELS)}
    found |= _each("accesso/access_counts/access_", CHANNELS, counts)
    found["accesso/access_counts/access_total"] = sum(counts)
    waiting = random.random() < 0.4
    found["accesso/waiting_list"] = "si" if waiting else "no"
    if waiting:
        found["accesso/waiting_people"] = random.randint(3, 25)
        found["accesso/waiting_days"] = random.randint(15, 90)
    return found


def _people(random: Random, centre: Centre) -> dict[str, object]:
    users, families = _flow(random, centre.minors), _flow(random, max(1, centre.minors * 7 // 10))
    total, homes = users[0] + users[1], families[0] + families[1]
    foreign = random.randint(0, total) // 6
    found: dict[str, object] = {}
    found |= _each("utenza/users/users_", ("start", "in", "out"), users)
    found |= _each("utenza/families/families_", ("start", "in", "out"), families)
    found |= _each("utenza/users_age_sex/", AGES, _shares(random, total, len(AGES)))
    found |= _each("utenza/family_types/", FAMILIES, _shares(random, homes, len(FAMILIES)))
    found |= _each("utenza/exit_reasons/", EXITS, _shares(random, users[2], len(EXITS)))
    return found | {
        "utenza/users_age_sex/users_age_total": total,
        "utenza/users_among/users_foreign": foreign,
        "utenza/users_among/users_msna": foreign // 8,
        "utenza/users_among/users_disability": total // 12,
        "utenza/users_among/users_judicial": total // 7,
        "utenza/family_types/family_total": homes,
        "utenza/exit_reasons/exit_total": users[2],
    }


def _each(place: str, names: Sequence[str], values: Sequence[int]) -> dict[str, int]:
    return {f"{place}{name}": value for name, value in zip(names, values, strict=True)}


def _flow(random: Random, about: int) -> tuple[int, int, int]:
    """At the start, entered, left."""
    start, new = about * random.randint(5, 7) // 10 + 1, about * random.randint(3, 5) // 10 + 1
    return start, new, (start + new) * random.randint(2, 4) // 10 + 1


def _shares(random: Random, total: int, parts: int) -> list[int]:
    """`total` in so many whole parts."""
    cuts = sorted(random.randint(0, total) for _cut in range(parts - 1))
    return [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]


def _activities(random: Random, _centre: Centre) -> dict[str, object]:
    found: dict[str, object] = {"attivita/events_held": "no"}
    for number, kind in enumerate(("colloqui", "gruppo_adulti", "laboratorio"), start=1):
        meetings = random.randint(10, 200)
        found |= _row(f"attivita/activity[{number}]/activity_", type=kind, meetings=meetings,
                      participants=random.randint(20, 300), hours=meetings * 2)  # fmt: skip
    found["attivita/mediation_cases"] = random.randint(4, 40)
    spaces = random.randint(1, 20)
    found["attivita/neutral_space_cases"] = spaces
    found["attivita/neutral_space_court"] = spaces // 2
    return found


def _row(place: str, **values: object) -> dict[str, object]:
    return {f"{place}{name}": value for name, value in values.items()}


def _staff(random: Random, _centre: Centre) -> dict[str, object]:
    chosen: Sequence[str] = random.sample(STAFF, k=random.randint(3, 5))
    found: dict[str, object] = {}
    people = 0
    for number, profile in enumerate(chosen, start=1):
        count = random.randint(1, 3)
        people += count
        found |= _row(f"personale/staff[{number}]/staff_", profile=profile, number=count, hours=count * 18)
    young, grown = people // 3, people // 2
    found |= {
        "personale/seniority/seniority_under_3": young,
        "personale/seniority/seniority_3_10": grown,
        "personale/seniority/seniority_over_10": people - young - grown,
        "personale/seniority/seniority_total": people,
        "personale/supervision": random.choice(("si", "no")),
        "personale/training_held": "no",
        "personale/needs_any": "si",
    }
    if found["personale/supervision"] == "si":
        found["personale/supervision_kind"] = "equipe"
    topic = random.choice(("Mediazione nei conflitti accesi", "Lavoro con i padri", "Uso dei dati nella progettazione"))
    return found | _row("personale/need[1]/need_", profile=chosen[0], topic=topic, priority=random.randint(2, 5))


def _view(random: Random, centre: Centre) -> dict[str, object]:
    reached = [random.randint(5, 40), random.randint(5, 20), random.randint(0, 9)]
    spent = [random.randint(30, 120) * 1000, random.randint(0, 20) * 1000]
    return {
        "rete/network[1]/network_kind": "scuola",
        "rete/network[1]/network_link": random.choice(("protocollo", "informale")),
        "rete/network_role": random.choice(("Coordina gli invii e accoglie.", "Accoglie e forma.")),
        "rete/network_function_rating": random.randint(3, 5),
        "qualitativo/critical_points": random.choice(TROUBLES),
        "qualitativo/resources": random.choice(RESOURCES),
        "qualitativo/prospects": random.choice(PROSPECTS),
        "qualitativo/good_practice_flag": "no",
        "esiti/outcomes/outcome_reached": reached[0],
        "esiti/outcomes/outcome_partly": reached[1],
        "esiti/outcomes/outcome_missed": reached[2],
        "esiti/outcomes/outcome_total": sum(reached),
        "spesa/expenditure/expenditure_municipal": spent[0],
        "spesa/expenditure/expenditure_other": spent[1],
        "spesa/expenditure/expenditure_total": sum(spent),
        "validazione/compiler_role": "Coordinatrice",
        "validazione/compiled_on": centre.compiled_on,
    }
