# SPDX-License-Identifier: EUPL-1.2
"""What the system refuses to start with: a demonstration open to real data, an engine that is not there."""

from __future__ import annotations

from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = "start"
"""Tag of these checks; `prepare` runs them at every start, the web server before it answers."""
ENGINES: Mapping[str, tuple[str, ...]] = {"kernel": (), "postgresql": ("ibis",), "spark": ("ibis", "pyspark")}
"""What may count figures, with the libraries that each needs beyond those of every installation."""
NAMES_OF_THIS_MACHINE = frozenset({"localhost", ".localhost"})
REMEDY = (
    "Per lavorare con dati veri scrivi ORDITO_DEMONSTRATION=0. Per provare Ordito su questo computer lascia "
    "ORDITO_HOSTS e ORDITO_TLS senza valore."
)


@register(START)
def check_demonstration_stays_home(**_options: Any) -> Sequence[Error]:
    """The demonstration asks no second factor, so no other machine may reach it: E001 and E002."""
    if not settings.DEMONSTRATION:
        return []
    found = []
    if abroad := [host for host in settings.ALLOWED_HOSTS if not is_this_machine(host)]:
        sentence = "La dimostrazione è accesa e ORDITO_HOSTS nomina un indirizzo che altri possono raggiungere: {}."
        found.append(Error(sentence.format(", ".join(abroad)), hint=REMEDY, id="ordito.E001"))
    if settings.BEHIND_TLS:
        sentence = "La dimostrazione è accesa e ORDITO_TLS dice che Ordito sta dietro un proxy, aperto ad altri."
        found.append(Error(sentence, hint=REMEDY, id="ordito.E002"))
    return found


@register(START)
def check_engine_is_there(**_options: Any) -> Sequence[Error]:
    """What counts figures is known, its libraries are installed and it is said where it is: E003 to E005."""
    needed = ENGINES.get(settings.ENGINE)
    if needed is None:
        sentence = f"ORDITO_ENGINE può essere {', '.join(ENGINES)}: {settings.ENGINE!r} non esiste."
        return [Error(sentence, id="ordito.E003")]
    found = []
    if missing := [name for name in needed if find_spec(name) is None]:
        sentence = f"Per contare con ORDITO_ENGINE={settings.ENGINE} mancano le librerie: {', '.join(missing)}."
        hint = "Installa requirements/distributed.txt, o togli ORDITO_ENGINE: le cifre sono le stesse."
        found.append(Error(sentence, hint=hint, id="ordito.E004"))
    at_home = settings.ENGINE == "postgresql" and settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if needed and not settings.ENGINE_AT and not at_home:
        sentence = f"ORDITO_ENGINE={settings.ENGINE} non dice dove."
        hint = "Scrivi in ORDITO_ENGINE_AT l’indirizzo di un PostgreSQL, o del master di Spark."
        found.append(Error(sentence, hint=hint, id="ordito.E005"))
    return found


def is_this_machine(host: str) -> bool:
    """Whether a name under which Ordito answers leads to this machine alone."""
    if host in NAMES_OF_THIS_MACHINE:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_to_start() -> None:
    """Raise what the checks found, for a server that no command starts.

    Raises:
        ImproperlyConfigured: with every sentence and what to do.
    """
    if errors := run_checks(tags=[START]):
        raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint or ''}".strip() for error in errors))
