# SPDX-License-Identifier: EUPL-1.2
"""The people to log in as. Passwords are made at the first start and kept in `var/`, never in the repository."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ordito.accounts import roles
from ordito.accounts.actions import create_account, grant_membership
from ordito.accounts.models import User
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from demo.actions.region import Scene
    from ordito.core.access import Actor
    from ordito.territory.models import Professional

HOME = "PUG-BA-CONVERSANO"  # where the social worker, the coordinator and the officer of the demonstration work
ELSEWHERE = "PUG-BA-ALTAMURA"
_WORDS = (
    "ago", "filo", "lana", "lino", "nodo", "orlo", "rete", "seta", "spola", "telaio", "trama", "tela", "cotone",
    "fuso", "navetta", "ordito", "maglia", "bordo",
)  # fmt: skip


def password_file() -> Path:
    """Where the launcher finds who may log in."""
    return settings.STATE / "demo_passwords.json"


def make_password() -> str:
    """Four words and a number: easy to type, made by chance."""
    return "-".join([*(secrets.choice(_WORDS) for _turn in range(4)), str(secrets.randbelow(900) + 100)])


def load_accounts(scene: Scene, *, by: Actor, at: datetime, since: date) -> list[dict[str, Any]]:
    """Create the accounts; returns the new ones with their passwords, and adds them to what the launcher says."""
    home, other = scene.places[HOME], scene.places[ELSEWHERE]
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    first, second = scene.workers[HOME][0], scene.workers[ELSEWHERE][0]
    plan = (
        ("assistente", roles.SOCIAL_WORKER, first, home),
        ("collega", roles.SOCIAL_WORKER, second, other),
        ("coordinatrice", roles.SERVICE_COORDINATOR, scene.coordinators[HOME], home),
        ("ambito", roles.AMBITO_OFFICER, None, home),
        ("elenchi", roles.RECORD_SETTINGS_OFFICER, None, None),
        ("ente", roles.PROVIDER, None, provider_of(scene)),
        ("regione", roles.REGIONAL_OFFICER, None, region),
        ("formazione", roles.TRAINING_MANAGER, None, region),
        ("tutor", roles.CLASSROOM_TUTOR, scene.coordinators[ELSEWHERE], region),
        ("amministra", roles.ADMINISTRATOR, None, None),
        ("dpo", roles.DPO, None, None),
    )
    people = []
    for username, role, professional, place in plan:
        if User.objects.filter(username=username).exists():
            continue
        people.append(_account(username, role, professional, place, by=by, at=at, since=since))
    if people:
        _keep(people)
    return people


def provider_of(scene: Scene) -> Organisation:
    """The cooperative whose person logs in: one that works in the Ambito of the demonstration."""
    office = scene.office_of[HOME]
    return next(service.provider for service in scene.services[HOME] if service.provider_id != office.pk)


_INVENTED = {
    "ente": "Spola Gestori",
    "ambito": "Finta Ufficetti",
    "elenchi": "Voce Vocabolari",
    "regione": "Prova Regionali",
    "formazione": "Bozza Percorsi",
    "amministra": "Carta Sistemi",
    "dpo": "Velina Riservati",
}


def _account(
    username: str,
    role: roles.Role,
    professional: Professional | None,
    place: Territory | Organisation | None,
    *,
    by: Actor,
    at: datetime,
    since: date,
) -> dict[str, Any]:
    name = f"{professional.name} {professional.surname}" if professional else _INVENTED[username]
    password = make_password()
    user = create_account(by=by, at=at, username=username, full_name=name, password=password, professional=professional)
    territory = place if isinstance(place, Territory) else None
    body = place if isinstance(place, Organisation) else None
    grant_membership(by=by, at=at, user=user, role=role, valid_from=since, territory=territory, organisation=body)
    where = f", {place.name}" if place else ""
    return {"username": username, "name": name, "role": f"{role.label}{where}", "password": password}


def _keep(people: list[dict[str, Any]]) -> None:
    known = json.loads(password_file().read_text(encoding="utf-8")) if password_file().exists() else []
    names = {one["username"] for one in people}
    people = [*(one for one in known if one["username"] not in names), *people]
    descriptor = os.open(password_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(people, stream, ensure_ascii=False, indent=1)
