# SPDX-License-Identifier: EUPL-1.2
"""The roles, each with what it may do. The only list: pages and tests read the rights from here.

A role gives verbs; on which rows they work is in each model's `visible_to` and `allows`, from the membership's
place or body. Nobody learns of a record outside their scope; the administrator reads no record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NETWORK = frozenset({Verb.VIEW_MEETINGS, Verb.VIEW_LIBRARY, Verb.VIEW_TRAINING})
HOUSE = NETWORK | {Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.VIEW_STATISTICS}
GATHERS = frozenset({Verb.ORGANISE_MEETINGS, Verb.KEEP_REGISTER})
FOLLOWS_CASES = HOUSE | {Verb.VIEW_RECORD, Verb.VIEW_NARRATIVE, Verb.WRITE_RECORD, Verb.VIEW_THREADS}


@dataclass(frozen=True)
class Role:
    """A way of working in Ordito: what it may do, and where the membership must say that it works."""

    code: str
    label: _StrPromise
    scope: _StrPromise
    verbs: frozenset[Verb]


SOCIAL_WORKER = Role(
    "social_worker",
    _("Assistente sociale"),
    _("le cartelle assegnate alla persona o alla sua équipe, nel servizio del proprio Comune o Ambito"),
    FOLLOWS_CASES
    | {Verb.SEARCH_PERSON, Verb.OPEN_RECORD, Verb.RECORD_CONTACT, Verb.CLOSE_CASE, Verb.VIEW_WORKLIST}
    | {Verb.EXPORT_STATISTICS, Verb.LINK_THREADS, Verb.ASSIGN_WORKER}
    | {Verb.MERGE_PERSONS, Verb.BREAK_GLASS, Verb.PRINT_RECORD, Verb.EXPORT_PERSON, Verb.PROPOSE_INDICATOR}
    | {Verb.RAISE_TRAINING_NEED},
)
TEAM_MEMBER = Role(
    "team_member",
    _("Componente di équipe di un altro ente"),
    _("le parti condivise delle cartelle della propria équipe, fino alla scadenza"),
    NETWORK | {Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.VIEW_RECORD, Verb.WRITE_RECORD},
)
SERVICE_COORDINATOR = Role(
    "service_coordinator",
    _("Coordinatore del servizio sociale"),
    _("tutte le cartelle del proprio servizio"),
    SOCIAL_WORKER.verbs | GATHERS | {Verb.VIEW_EXACT_STATISTICS, Verb.APPROVE_WORK, Verb.ENROL_STAFF},
)
PROVIDER = Role(
    "provider",
    _("Ente gestore"),
    _("le proprie restituzioni e, per i campi concordati, le persone che segue"),
    NETWORK
    | {Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.VIEW_CAMPAIGNS, Verb.FILL_RETURN}
    | {Verb.RAISE_TRAINING_NEED, Verb.ENROL_STAFF},
)
AMBITO_OFFICER = Role(
    "ambito_officer",
    _("Referente di Ambito (Ufficio di Piano)"),
    _("il proprio Ambito: importazioni, carico di lavoro senza narrazioni, restituzioni, statistiche"),
    HOUSE
    | {Verb.VIEW_WORKLIST, Verb.IMPORT_DATA, Verb.UNDO_IMPORT, Verb.VIEW_LOADING_BOARD, Verb.MANAGE_LOADING_BOARD}
    | {Verb.VIEW_EXACT_STATISTICS, Verb.EXPORT_STATISTICS, Verb.REFRESH_STATISTICS, Verb.MANAGE_STAFF}
    | {Verb.MANAGE_TERRITORY, Verb.VIEW_THREADS, Verb.LINK_THREADS}
    | {Verb.VIEW_QUESTIONNAIRES, Verb.VIEW_CAMPAIGNS, Verb.FILL_RETURN, Verb.APPROVE_RETURN, Verb.SEND_REMINDERS}
    | {Verb.PROPOSE_INDICATOR, Verb.TAKE_UP_INDICATOR, Verb.RELEASE_FIGURES}
    | {Verb.EXPORT_ANSWERS, Verb.MANAGE_RECORD_SETTINGS, Verb.MANAGE_RETENTION, Verb.SEND_FLOWS}
    | GATHERS
    | {Verb.PUBLISH_MINUTES, Verb.RAISE_TRAINING_NEED, Verb.ENROL_STAFF},
)
REGIONAL_OFFICER = Role(
    "regional_officer",
    _("Funzionario regionale"),
    _("questionari, rilevazioni, statistiche protette e caricamenti di tutta la Regione, nessuna cartella"),
    HOUSE
    | {Verb.EXPORT_STATISTICS, Verb.REFRESH_STATISTICS, Verb.MANAGE_STATISTICS, Verb.VIEW_LOADING_BOARD}
    | {Verb.PROPOSE_INDICATOR, Verb.MANAGE_INDICATORS, Verb.TAKE_UP_INDICATOR}
    | {Verb.RELEASE_FIGURES, Verb.PUBLISH_OPEN_DATA}
    | {Verb.MANAGE_TERRITORY, Verb.MANAGE_STAFF, Verb.VIEW_THREADS, Verb.LINK_THREADS}
    | {Verb.VIEW_QUESTIONNAIRES, Verb.DESIGN_QUESTIONNAIRE, Verb.EXPORT_ANSWERS}
    | {Verb.VIEW_CAMPAIGNS, Verb.MANAGE_CAMPAIGN, Verb.APPROVE_RETURN, Verb.SEND_REMINDERS}
    | GATHERS
    | {Verb.PUBLISH_MINUTES, Verb.MANAGE_LIBRARY, Verb.RAISE_TRAINING_NEED, Verb.ADOPT_TRAINING_PLAN},
)
FACILITATOR = Role(
    "facilitator", _("Facilitatore"), _("i propri studi"), HOUSE | GATHERS | {Verb.VIEW_THREADS, Verb.PROPOSE_INDICATOR}
)
RESEARCHER = Role(
    "researcher", _("Ricercatore o codificatore"), _("le fonti pseudonimizzate dei propri studi"),
    HOUSE | {Verb.VIEW_THREADS},
)  # fmt: skip
TRAINING_MANAGER = Role(
    "training_manager", _("Responsabile della formazione"), _("i percorsi della propria Regione o ente"),
    HOUSE | GATHERS | {Verb.VIEW_THREADS, Verb.LINK_THREADS, Verb.PUBLISH_MINUTES, Verb.MANAGE_LIBRARY}
    | {Verb.RAISE_TRAINING_NEED, Verb.MANAGE_TRAINING, Verb.ADOPT_TRAINING_PLAN, Verb.ENROL_STAFF},
)  # fmt: skip
TRAINER = Role("trainer", _("Formatore"), _("le proprie edizioni"), HOUSE | {Verb.KEEP_REGISTER})
CLASSROOM_TUTOR = Role("classroom_tutor", _("Tutor d'aula"), _("le proprie edizioni"), HOUSE | {Verb.KEEP_REGISTER})
COACH = Role(
    "coach",
    _("Coach o componente di laboratorio"),
    _("i propri laboratori"),
    HOUSE | GATHERS | {Verb.VIEW_THREADS, Verb.PROPOSE_INDICATOR, Verb.RAISE_TRAINING_NEED},
)
SCIENTIFIC_TUTOR = Role(
    "scientific_tutor",
    _("Tutor del gruppo scientifico"),
    _("i laboratori seguiti"),
    HOUSE | GATHERS | {Verb.VIEW_THREADS},
)
PROCESS_TUTOR = Role("process_tutor", _("Accompagnatore di processo"), _("i percorsi seguiti"), HOUSE | GATHERS)
PRACTICE_REVIEWER = Role(
    "practice_reviewer", _("Revisore delle buone prassi"), _("le schede in revisione"), HOUSE | {Verb.VIEW_THREADS}
)
STEERING_MEMBER = Role(
    "steering_member", _("Componente della cabina di regia"), _("il programma"), HOUSE | {Verb.VIEW_THREADS}
)
RECORD_SETTINGS_OFFICER = Role(
    "record_settings_officer",
    _("Referente degli elenchi della cartella"),
    _("elenchi di voci, classificazioni e regole della cartella; senza un luogo, quelli di tutti; nessuna cartella"),
    frozenset({Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.MANAGE_RECORD_SETTINGS}),
)
ADMINISTRATOR = Role(
    "administrator",
    _("Amministratore di sistema"),
    _("persone che accedono, ruoli e lavori in corso; nessuna cartella"),
    frozenset({Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.MANAGE_ACCOUNTS, Verb.VIEW_JOBS, Verb.MANAGE_STAFF}),
)
DPO = Role(
    "dpo",
    _("Responsabile della protezione dei dati"),
    _("il registro di accessi e modifiche, senza narrazioni"),
    frozenset({Verb.VIEW_TERRITORY, Verb.VIEW_STAFF, Verb.VIEW_AUDIT, Verb.VIEW_JOBS, Verb.SIGN_DISCARD}),
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        SOCIAL_WORKER,
        TEAM_MEMBER,
        SERVICE_COORDINATOR,
        PROVIDER,
        AMBITO_OFFICER,
        REGIONAL_OFFICER,
        FACILITATOR,
        RESEARCHER,
        TRAINING_MANAGER,
        TRAINER,
        CLASSROOM_TUTOR,
        COACH,
        SCIENTIFIC_TUTOR,
        PROCESS_TUTOR,
        PRACTICE_REVIEWER,
        STEERING_MEMBER,
        RECORD_SETTINGS_OFFICER,
        ADMINISTRATOR,
        DPO,
    )
}
CHOICES = [(role.code, role.label) for role in ROLES.values()]
