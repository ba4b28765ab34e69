# SPDX-License-Identifier: EUPL-1.2
"""What the system refuses to start with: settings of the demonstration under which somebody could put real data."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Sequence

START = "start"
"""Tag of these checks; `prepare` runs them at every start, the web server before it answers."""
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
