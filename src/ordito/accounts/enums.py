# SPDX-License-Identifier: EUPL-1.2
"""The verbs in words, as the page of rights shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Each verb once, in the groups in which people ask about them.
VERB_GROUPS: tuple[tuple[_StrPromise, dict[Verb, _StrPromise]], ...] = (
    (
        _("Cartelle"),
        {
            Verb.SEARCH_PERSON: _("Cercare una persona per nome o codice fiscale"),
            Verb.VIEW_RECORD: _("Aprire una cartella"),
            Verb.VIEW_NARRATIVE: _("Leggere diario e testi"),
            Verb.WRITE_RECORD: _("Scrivere nella cartella"),
            Verb.OPEN_RECORD: _("Aprire la cartella di una persona nuova"),
            Verb.RECORD_CONTACT: _("Registrare accessi e segnalazioni"),
            Verb.ASSIGN_WORKER: _("Indicare l’operatore responsabile e l’équipe"),
            Verb.CLOSE_CASE: _("Chiudere e riaprire una presa in carico"),
            Verb.VIEW_WORKLIST: _("Vedere il carico di lavoro"),
            Verb.MERGE_PERSONS: _("Unire le schede doppie di una persona"),
            Verb.BREAK_GLASS: _("Aprire in emergenza una cartella che non si segue, con un motivo"),
            Verb.APPROVE_WORK: _("Approvare valutazioni, progetti e chiusure"),
            Verb.PRINT_RECORD: _("Stampare la cartella e scrivere lettere"),
            Verb.EXPORT_PERSON: _("Preparare la copia dei dati per la persona"),
        },
    ),
    (
        _("Custodia e flussi"),
        {
            Verb.MANAGE_RECORD_SETTINGS: _("Regolare elenchi di voci, strumenti, modelli e termini della cartella"),
            Verb.MANAGE_RETENTION: _("Proporre lo scarto, sospenderlo e regolare i tempi di conservazione"),
            Verb.SIGN_DISCARD: _("Dare il visto allo scarto"),
            Verb.SEND_FLOWS: _("Preparare e registrare i flussi nazionali"),
        },
    ),
    (
        _("Importazioni"),
        {
            Verb.IMPORT_DATA: _("Importare fogli di calcolo"),
            Verb.UNDO_IMPORT: _("Annullare un’importazione"),
            Verb.VIEW_LOADING_BOARD: _("Vedere lo stato dei caricamenti"),
            Verb.MANAGE_LOADING_BOARD: _("Segnare incontri e scadenze dei caricamenti"),
        },
    ),
    (
        _("Statistiche"),
        {
            Verb.VIEW_STATISTICS: _("Vedere statistiche protette"),
            Verb.VIEW_EXACT_STATISTICS: _("Vedere cifre esatte nel proprio ambito"),
            Verb.EXPORT_STATISTICS: _("Esportare tabelle"),
            Verb.REFRESH_STATISTICS: _("Ricalcolare le statistiche"),
            Verb.MANAGE_STATISTICS: _("Regolare soglie e fasce d’età"),
            Verb.PROPOSE_INDICATOR: _("Proporre indicatori e discuterne"),
            Verb.MANAGE_INDICATORS: _("Definire, rivedere e ritirare indicatori"),
            Verb.TAKE_UP_INDICATOR: _("Recepire un indicatore per il proprio ente"),
            Verb.RELEASE_FIGURES: _("Far uscire tabelle protette"),
            Verb.PUBLISH_OPEN_DATA: _("Pubblicare dati aperti"),
        },
    ),
    (
        _("Incontri e biblioteca"),
        {
            Verb.VIEW_MEETINGS: _("Vedere il calendario e gli incontri della rete"),
            Verb.ORGANISE_MEETINGS: _("Organizzare incontri e invitare persone"),
            Verb.KEEP_REGISTER: _("Tenere il registro delle presenze e il verbale"),
            Verb.PUBLISH_MINUTES: _("Approvare e pubblicare i verbali"),
            Verb.VIEW_LIBRARY: _("Leggere materiali e glossario"),
            Verb.MANAGE_LIBRARY: _("Caricare materiali e curare il glossario"),
        },
    ),
    (
        _("Formazione"),
        {
            Verb.VIEW_TRAINING: _("Vedere piani, corsi ed edizioni"),
            Verb.RAISE_TRAINING_NEED: _("Segnalare un fabbisogno formativo e dargli un peso"),
            Verb.MANAGE_TRAINING: _("Preparare piani, corsi ed edizioni e gestire le iscrizioni"),
            Verb.ADOPT_TRAINING_PLAN: _("Adottare un piano dell’offerta formativa"),
            Verb.ENROL_STAFF: _("Iscrivere gli operatori del proprio ente"),
        },
    ),
    (
        _("Territorio e operatori"),
        {
            Verb.VIEW_TERRITORY: _("Vedere luoghi, enti e servizi"),
            Verb.MANAGE_TERRITORY: _("Modificare luoghi, enti e servizi"),
            Verb.VIEW_STAFF: _("Vedere gli operatori"),
            Verb.MANAGE_STAFF: _("Modificare gli operatori"),
        },
    ),
    (
        _("Questionari e rilevazioni"),
        {
            Verb.VIEW_QUESTIONNAIRES: _("Vedere i questionari e le loro versioni"),
            Verb.DESIGN_QUESTIONNAIRE: _("Caricare, pubblicare e ritirare questionari"),
            Verb.EXPORT_ANSWERS: _("Esportare le risposte"),
            Verb.VIEW_CAMPAIGNS: _("Vedere le rilevazioni e le proprie restituzioni"),
            Verb.MANAGE_CAMPAIGN: _("Aprire, modificare e chiudere rilevazioni"),
            Verb.FILL_RETURN: _("Compilare le proprie restituzioni"),
            Verb.APPROVE_RETURN: _("Approvare, rimandare e riaprire restituzioni"),
            Verb.SEND_REMINDERS: _("Inviare solleciti"),
        },
    ),
    (
        _("Fili"),
        {
            Verb.VIEW_THREADS: _("Vedere i fili tra una parte e l’altra del lavoro"),
            Verb.LINK_THREADS: _("Aggiungere e togliere fili"),
        },
    ),
    (
        _("Amministrazione"),
        {
            Verb.MANAGE_ACCOUNTS: _("Gestire le persone che accedono e i loro ruoli"),
            Verb.VIEW_AUDIT: _("Leggere il registro di accessi e modifiche"),
            Verb.VIEW_JOBS: _("Vedere i lavori in corso di tutti"),
        },
    ),
)
