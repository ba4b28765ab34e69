# SPDX-License-Identifier: EUPL-1.2
"""What an approved return says that the register of services does not say yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from ordito.campaigns.enums import ReturnState
from ordito.campaigns.queries.answers import values_of
from ordito.campaigns.queries.warnings import names_in
from ordito.questionnaires.queries.forms import form_of
from ordito.territory.models import Service

if TYPE_CHECKING:
    from ordito.campaigns.models import Return
    from ordito.core.declare import Text

# Column of the register → names that the question may have; the first that is answered counts. A questionnaire of
# one's own feeds the register by using the names that begin with "register_".
QUESTIONS: dict[str, tuple[str, ...]] = {
    "address": ("register_address", "address"),
    "phone": ("register_phone", "phone"),
    "email": ("register_email", "email"),
    "opening_hours": ("register_opening_hours", "opening_schedule", "opening_hours"),
    "places": ("register_places", "places"),
    "staff_count": ("register_staff_count", "staff_total"),
    "reached": ("register_reached", "users_total"),
    "role_in_network": ("register_role_in_network", "network_role"),
}
APPROVED = frozenset({ReturnState.APPROVED_AMBITO, ReturnState.APPROVED_REGION})


@dataclass(frozen=True)
class Proposal:
    """A change proposed to the register: the column, its name in words, what it says now and what it would say."""

    column: str
    label: Text
    before: str
    after: str
    value: Any


def proposals(row: Return) -> list[Proposal]:
    """Changes that an approved return of a service proposes, in the order of the register.

    What was left empty proposes nothing; what the register cannot hold (a text where it wants a number) neither.
    """
    if row.service is None or row.submission_id is None or row.state not in APPROVED:
        return []
    names = names_in(form_of(row.campaign.version))
    answers = {
        names[path]: texts[0]
        for path, texts in values_of([row.submission_id])[row.submission_id].items()
        if path in names and texts
    }
    found = []
    for column, questions in QUESTIONS.items():
        said = next((answers[name] for name in questions if answers.get(name)), "")
        proposal = _proposal(row.service, column, said.strip())
        if proposal is not None:
            found.append(proposal)
    return found


def _proposal(service: Service, column: str, said: str) -> Proposal | None:
    field: Any = Service._meta.get_field(column)  # noqa: SLF001 - public API of the framework
    if not said:
        return None
    try:
        value = field.clean(said, service)
    except ValidationError:
        return None
    before = getattr(service, column)
    if value == before:
        return None
    return Proposal(column, field.verbose_name, "" if before is None else str(before), str(value), value)
