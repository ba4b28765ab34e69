# SPDX-License-Identifier: EUPL-1.2
"""Who opened or changed a record, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.audit.enums import Kind
from ordito.core.declare import AuditedAction, RecordPart, declared
from ordito.core.text import in_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.audit.models import Entry
    from ordito.core.declare import Text

TONES = {Kind.REFUSED: "danger", Kind.WRITE: "info", Kind.PRINT: "warning", Kind.EXPORT: "warning"}
PARTS: dict[str, Text] = {
    "overview": _("panoramica"),
    "family": _("nucleo"),
    "taking": _("presa in carico"),
    "interventions": _("interventi"),
    "diary": _("diario"),
    "documents": _("documenti"),
    "timeline": _("cronologia"),
    "accesses": _("accessi"),
}
ACTIONS: dict[str, Text] = {
    "cases.read_record": _("cartella"),
    "cases.list_records": _("elenco delle cartelle"),
    "cases.find_people": _("ricerca di persone"),
    "cases.rewrap_keys": _("chiavi spostate nel nuovo portachiavi"),
    "cases.read_person": _("dati della persona"),
    "cases.read_contact": _("contatto"),
    "cases.read_concern": _("segnalazione"),
    "cases.record_briefing": _("incontro informativo"),
    "cases.record_contact": _("contatto registrato"),
    "cases.link_contact": _("contatto collegato a una persona"),
    "cases.open_case_file": _("apertura della cartella"),
    "cases.edit_person": _("dati della persona"),
    "cases.register_person": _("registrazione della persona"),
    "cases.take_in_charge": _("presa in carico"),
    "cases.edit_taking": _("presa in carico"),
    "cases.assign_worker": _("operatore responsabile"),
    "cases.move_record": _("cartella passata a un altro servizio dell’ente"),
    "cases.add_team_member": _("équipe"),
    "cases.edit_team_member": _("équipe"),
    "cases.end_team_member": _("équipe"),
    "cases.ask_approval": _("approvazione chiesta"),
    "cases.decide_approval": _("approvazione decisa"),
    "cases.withdraw_request": _("richiesta di approvazione ritirata"),
    "cases.propose_closure": _("chiusura proposta"),
    "cases.set_local_rules": _("regole del servizio"),
    "cases.break_glass": _("accesso in emergenza"),
    "cases.end_emergency": _("accesso in emergenza terminato"),
    "cases.close_taking": _("chiusura della presa in carico"),
    "cases.reopen_taking": _("riapertura della presa in carico"),
    "cases.add_intervention": _("intervento aggiunto"),
    "cases.edit_intervention": _("intervento modificato"),
    "cases.end_intervention": _("intervento chiuso"),
    "cases.request_intervention": _("intervento richiesto"),
    "cases.authorise_intervention": _("intervento autorizzato"),
    "cases.refuse_intervention": _("intervento non autorizzato"),
    "cases.activate_intervention": _("intervento avviato"),
    "cases.suspend_intervention": _("intervento sospeso"),
    "cases.resume_intervention": _("intervento ripreso"),
    "cases.withdraw_intervention": _("intervento ritirato"),
    "cases.close_intervention": _("intervento chiuso"),
    "cases.change_amount": _("quantità dell’intervento cambiata"),
    "cases.set_cost": _("costo dell’intervento"),
    "cases.load_attendance": _("presenze importate"),
    "cases.undo_attendance": _("annullamento di presenze importate"),
    "cases.save_draft": _("bozza del diario"),
    "cases.discard_draft": _("bozza del diario buttata"),
    "cases.publish_entry": _("voce del diario"),
    "cases.correct_entry": _("voce del diario corretta"),
    "cases.publish_private": _("nota riservata"),
    "cases.correct_private": _("nota riservata corretta"),
    "cases.attach_to_entry": _("file allegato al diario"),
    "cases.withdraw_attachment": _("file tolto dal diario"),
    "cases.read_attachment": _("file del diario scaricato"),
    "cases.add_template": _("modello del diario aggiunto"),
    "cases.edit_template": _("modello del diario cambiato"),
    "cases.retire_template": _("modello del diario tolto"),
    "cases.load_classification": _("classificazione caricata"),
    "cases.set_weight": _("punti del carico di lavoro"),
    "cases.attach_document": _("documento aggiunto"),
    "cases.replace_document": _("nuova versione di un documento"),
    "cases.register_version": _("protocollo di un documento"),
    "cases.withdraw_document": _("documento tolto"),
    "cases.read_document": _("documento scaricato"),
    "cases.open_family_unit": _("nucleo creato"),
    "cases.close_family_unit": _("nucleo chiuso"),
    "cases.add_family_member": _("componente del nucleo"),
    "cases.end_family_member": _("uscita dal nucleo"),
    "cases.family_birth": _("nascita in famiglia"),
    "cases.family_split": _("nucleo diviso"),
    "cases.family_merge": _("nuclei uniti"),
    "cases.family_move": _("trasferimento del nucleo"),
    "cases.family_placement": _("collocamento fuori famiglia"),
    "cases.family_death": _("decesso in famiglia"),
    "cases.report_concern": _("segnalazione"),
    "cases.weigh_concern": _("valutazione della segnalazione"),
    "cases.merge_persons": _("unione di due persone"),
    "cases.undo_merge": _("unione annullata"),
    "cases.ask_blindly": _("richiesta alla cieca inviata"),
    "cases.deliver_blind_request": _("richiesta alla cieca arrivata"),
    "cases.decide_blind_delivery": _("decisione su una richiesta alla cieca"),
    "cases.read_blind": _("richiesta alla cieca"),
    "cases.save_term_rule": _("termine del regolamento"),
    "cases.load_term_rules": _("caricamento dei termini"),
    "cases.bulk_load": _("importazione"),
    "cases.undo_batch": _("annullamento di un’importazione"),
    "cases.load_code_lists": _("caricamento degli elenchi di voci"),
    "cases.add_code": _("voce di un elenco aggiunta"),
    "cases.edit_code": _("voce di un elenco cambiata"),
    "cases.move_code": _("voce di un elenco spostata"),
}


@dataclass(frozen=True)
class AccessLine:
    """One line of the log of a record."""

    at: datetime
    who: str
    kind: str
    tone: str
    what: str
    purpose: str


def access_line(entry: Entry) -> AccessLine:
    """An entry of the audit in the words of the record's page."""
    part = _part_words(entry.detail.get("part", ""))
    what = ACTIONS.get(entry.action) or _words_elsewhere(entry.action)
    return AccessLine(
        entry.at,
        entry.actor_name,
        str(Kind(entry.kind).label),
        TONES.get(Kind(entry.kind), "neutral"),
        f"{what} ({part})" if part else str(what),
        entry.purpose,
    )


def people_of(entries: QuerySet[Entry]) -> list[tuple[str, str]]:
    """Who appears in the log of a record, by name; the id of the account chooses them."""
    rows = entries.order_by().filter(actor_id__isnull=False).values_list("actor_id", "actor_name").distinct()
    return sorted(((str(pk), name) for pk, name in rows), key=lambda one: one[1])


def accesses_between(entries: QuerySet[Entry], values: Mapping[str, Any]) -> QuerySet[Entry]:
    """Those of one person (`chi`), from a day (`dal`) to another (`al`), both included; empty asks nothing."""
    if who := values.get("chi"):
        entries = entries.filter(actor_id=who)
    if first := values.get("dal"):
        entries = entries.filter(at__gte=_midnight(first))
    if last := values.get("al"):
        entries = entries.filter(at__lt=_midnight(last + timedelta(days=1)))
    return entries


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _part_words(key: str) -> Text:
    """The part that was opened, of this app or of one above."""
    return PARTS.get(key) or in_sentence(next((part.label for part in declared(RecordPart) if part.key == key), ""))


def _words_elsewhere(action: str) -> Text:
    """What another app calls its action, such as the home that names somebody."""
    return next((one.label for one in declared(AuditedAction) if one.action == action), action)
