# SPDX-License-Identifier: EUPL-1.2
"""A plan as a document: the same words for the PDF and for the word processor."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.core.dates import format_date
from ordito.training.enums import PlanState

if TYPE_CHECKING:
    from ordito.training.models import PlanVersion, TrainingPlan


def document_of(plan: TrainingPlan, content: dict[str, Any], version: PlanVersion | None) -> dict[str, Any]:
    """Title, facts and lines in words; of an adopted version with its number, day and act."""
    return {
        "title": f"{content['title']} {content['year']}",
        "subtitle": _state(plan, version),
        "facts": _facts(content),
        "aims": content["aims"],
        "lines_title": _("Le linee del piano"),
        "nothing": _("Il piano non ha ancora linee."),
        "lines": [_line(line) for line in content["lines"]],
    }


def _state(plan: TrainingPlan, version: PlanVersion | None) -> str:
    if version is None:
        return str(PlanState(plan.state).label)
    words = _("Versione %(number)s, adottata il %(day)s")
    said = words % {"number": version.number, "day": format_date(version.adopted_on)}
    return f"{said}, {version.act}" if version.act else said


def _facts(content: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        (_("Ente che lo propone"), content["organiser"]),
        (_("Territorio"), content["territory"]),
        (_("Altri enti"), ", ".join(content["bodies"])),
        (_("Edizioni previste"), number(content["editions"])),
        (_("Ore di formazione"), number(content["hours"])),
        (_("Spesa prevista"), euros(content["budget"])),
    ]
    return [(label, value) for label, value in facts if value]


def _line(line: dict[str, Any]) -> dict[str, Any]:
    spread = ", ".join(f"{one['territory']} ({one['number']})" for one in line["spread"])
    editions = ngettext("%(n)d edizione", "%(n)d edizioni", line["editions"]) % {"n": line["editions"]}
    facts = [
        (_("Tema"), line["theme"]),
        (_("A chi si rivolge"), ", ".join(line["profiles"]) or _("tutti i profili")),
        (_("Percorso"), line["track"] or _("per tutti, qualunque anzianità")),
        (_("Edizioni"), f"{editions}: {spread}" if spread else editions),
        (_("Ore"), _("%(hours)s per edizione, %(total)s in tutto") % {
            "hours": number(line["hours"]), "total": number(line["total_hours"])
        }),
        (_("Spesa prevista"), euros(line["budget"])),
    ]  # fmt: skip
    return {
        "title": line["title"],
        "facts": [(label, value) for label, value in facts if value],
        "needs_title": _("Fabbisogni a cui risponde"),
        "needs": line["needs"],
    }


def number(value: str | int) -> str:
    """A number as people write it."""
    return formats.number_format(Decimal(value), force_grouping=True)


def euros(value: str) -> str:
    """An amount of money, "" when there is none."""
    amount = Decimal(value or 0)
    return f"{formats.number_format(amount, decimal_pos=2, force_grouping=True)} €" if amount else ""
