# SPDX-License-Identifier: EUPL-1.2
"""What a letter can say: the fields, what each is, and their values for one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import UNDER_WAY, Protection
from ordito.cases.queries.record_family import family_units
from ordito.cases.queries.record_identity import birth_place_name, identity_of
from ordito.cases.queries.record_interventions import interventions_of
from ordito.cases.queries.record_timeline import intervention_name
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.kinship.queries.parents import known_parents
from ordito.plans.enums import PlanState
from ordito.plans.models import Objective, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor

FIELDS = {
    "oggi": _("la data di oggi"),
    "persona.nome": _("il nome"),
    "persona.cognome": _("il cognome"),
    "persona.nome_completo": _("cognome e nome"),
    "persona.nascita": _("la data di nascita"),
    "persona.luogo_nascita": _("il Comune o lo Stato di nascita"),
    "persona.codice_fiscale": _("il codice fiscale"),
    "persona.residenza": _("via e Comune; niente se l’indirizzo è segreto"),
    "cartella.numero": _("il numero della cartella"),
    "cartella.aperta_il": _("quando è stata aperta"),
    "ente.nome": _("l’ente che tiene la cartella"),
    "comune.nome": _("il Comune della cartella"),
    "operatore.nome": _("chi scrive la lettera"),
    "responsabile.nome": _("chi segue la persona"),
    "presa_in_carico.area": _("l’area della presa in carico aperta"),
    "presa_in_carico.dal": _("da quando"),
    "presa_in_carico.modalita": _("come è cominciata"),
    "presa_in_carico.motivi": _("i motivi"),
    "lettera.destinatario": _("a chi si scrive, come lo scrivi al momento della lettera"),
    "lettera.oggetto": _("l’oggetto, come sopra"),
    "lettera.testo": _("il testo, come sopra"),
}
LISTS = {
    "nucleo": {"nome": _("chi"), "relazione": _("relazione"), "eta": _("età")},
    "genitori": {
        "nome": _("chi"),
        "relazione": _("madre, padre o altro"),
        "nascita": _("data o anno di nascita"),
        "decesso": _("data del decesso"),
        "recapiti": _("telefono, e-mail, dove abita"),
        "responsabilita": _("come ha la responsabilità genitoriale"),
    },
    "interventi": {"nome": _("che cosa"), "ente": _("chi lo dà"), "dal": _("da quando"), "al": _("fino a quando")},
    "obiettivi": {"testo": _("l’obiettivo"), "entro": _("entro quando")},
}
TYPED = ("lettera.destinatario", "lettera.oggetto", "lettera.testo")
"""The fields that whoever writes fills in."""
NAMES = frozenset(FIELDS)
ROWS = {name: frozenset(fields) for name, fields in LISTS.items()}


def values_of(actor: Actor, record: RecordHeader, typed: Mapping[str, str], *, at: datetime) -> dict[str, str]:
    """The value of each field, "" where nothing is known; `typed` has those that whoever writes fills in."""
    person, known = record.person, identity_of(record.person, full=True)
    taking = record.taking
    reasons = taking.reasons.select_related("reason").order_by("-main", "reason__position") if taking else ()
    return {
        "oggi": format_date(timezone.localdate(at)),
        "persona.nome": open_text(person, "name"),
        "persona.cognome": open_text(person, "surname"),
        "persona.nome_completo": record.name,
        "persona.nascita": _day(person.birth_date),
        "persona.luogo_nascita": birth_place_name(person.birth_place) if person.birth_place else "",
        "persona.codice_fiscale": known.fiscal_code,
        "persona.residenza": "" if person.protection == Protection.ADDRESS else known.residence,
        "cartella.numero": str(record.case_file.number),
        "cartella.aperta_il": _day(record.case_file.opened_on),
        "ente.nome": record.case_file.body.name,
        "comune.nome": record.case_file.comune.name,
        "operatore.nome": actor.actor_name,
        "responsabile.nome": str(taking.worker or "") if taking else "",
        "presa_in_carico.area": str(taking.area) if taking else "",
        "presa_in_carico.dal": _day(taking.opened_on) if taking else "",
        "presa_in_carico.modalita": str(taking.mode) if taking else "",
        "presa_in_carico.motivi": ", ".join(str(row.reason) for row in reasons),
        **{name: typed.get(name, "") for name in TYPED},
    }


def rows_of(actor: Actor, record: RecordHeader) -> dict[str, list[dict[str, str]]]:
    """The rows of each list: the family today, the parents, interventions under way, objectives of plans agreed."""
    units = family_units(actor, record.person, today=record.today, current_only=True)
    running = interventions_of(actor, record.case_file).filter(state__in=UNDER_WAY)
    plans = SupportPlan.objects.visible_to(actor).filter(case_file=record.case_file, state=PlanState.AGREED)
    objectives = Objective.objects.filter(plan__in=plans, removed_at__isnull=True)
    return {
        "nucleo": [
            {"nome": one.name, "relazione": one.relation, "eta": one.age_text} for unit in units for one in unit.members
        ],
        "genitori": [
            {
                "nome": one.name,
                "relazione": one.relation,
                "nascita": one.born,
                "decesso": one.died,
                "recapiti": one.contacts,
                "responsabilita": one.responsibility,
            }
            for one in known_parents(actor, record)
        ],
        "interventi": [
            {
                "nome": intervention_name(row),
                "ente": str(row.provider or ""),
                "dal": _day(row.starts_on),
                "al": _day(row.ends_on),
            }
            for row in running
        ],
        "obiettivi": [
            {"testo": open_text(row, "text"), "entro": _day(row.due_on)}
            for row in objectives.select_related("plan__case_file__person").order_by("plan", "position", "pk")
        ],
    }


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
