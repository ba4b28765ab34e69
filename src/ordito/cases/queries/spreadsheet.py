# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of current and historical cases: its columns, their usual headings, and words for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.queries.import_links import check_services, check_takings
from ordito.cases.queries.imports import (
    check_cases,
    code_choices,
    comune_choices,
    service_type_choices,
    touched_cases,
)
from ordito.core.declare import CellKind, ImportField, ImportTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.core.declare import ImportedObject, ImportWrite

NUMBER = ImportField(
    "person_number",
    _("Numero della persona o della cartella"),
    synonyms=("id", "id persona", "id utente", "codice persona", "codice utente", "numero persona", "numero utente",
              "n. cartella", "num. cartella", "numero cartella", "cartella", "n. fascicolo", "numero fascicolo",
              "fascicolo", "matricola", "n. pratica"),
    max_length=40,
    help=_("Il numero che ha nel vecchio archivio: righe con lo stesso numero e lo stesso nome sono una persona sola, "
           "e con quel numero la richiamano gli altri file."),
)  # fmt: skip
FIELDS = (
    NUMBER,
    ImportField("surname", _("Cognome"), synonyms=("cognome utente", "cognome minore", "cogn"), required=True,
                max_length=80),
    ImportField("name", _("Nome"), synonyms=("nome utente", "nome minore", "nome di battesimo"), required=True,
                max_length=80),
    ImportField("fiscal_code", _("Codice fiscale"), CellKind.FISCAL_CODE, synonyms=("cf", "c.f.", "cod. fisc.",
                "cod fiscale", "codfisc"), help=_("Se manca, la persona si riconosce da nome e data di nascita.")),
    ImportField("birth_date", _("Data di nascita"), CellKind.DATE, synonyms=("nato il", "nata il", "nato/a il",
                "data nascita", "d. nascita", "nascita")),
    ImportField("sex", _("Sesso"), CellKind.SEX, synonyms=("genere", "m/f", "sex")),
    ImportField("citizenship", _("Cittadinanza"), CellKind.CHOICE, synonyms=("nazionalità", "nazione"),
                choices=code_choices(ListKey.CITIZENSHIP)),
    ImportField("comune", _("Comune"), CellKind.CHOICE, synonyms=("comune di residenza", "residenza", "città",
                "comune residenza", "luogo di residenza", "codice istat"), choices=comune_choices,
                help=_("Il Comune che ha in carico la persona. Se il file è di un solo Comune si può lasciare fuori.")),
    ImportField("street", _("Indirizzo"), synonyms=("via", "indirizzo di residenza", "domicilio"), max_length=200),
    ImportField("phone", _("Telefono"), synonyms=("tel", "cellulare", "recapito", "recapito telefonico"),
                max_length=60),
    ImportField("email", _("E-mail"), synonyms=("mail", "posta elettronica"), max_length=120),
    ImportField("opened_on", _("In carico dal"), CellKind.DATE, synonyms=("data presa in carico", "data apertura",
                "presa in carico", "data inizio", "apertura", "data pic", "in carico dal", "presa in carico dal",
                "inizio presa in carico"), required=True),
    ImportField("closed_on", _("In carico fino al"), CellKind.DATE, synonyms=("data chiusura", "chiusura", "data fine",
                "dimissione", "data dimissione", "chiuso il", "presa in carico al",
                "fine presa in carico")),
    ImportField("mode", _("Modalità"), CellKind.CHOICE, synonyms=("modalità presa in carico", "modalità di accesso",
                "tipo presa in carico"), choices=code_choices(ListKey.MODE)),
    ImportField("reasons", _("Motivi"), CellKind.CHOICES, synonyms=("motivo", "motivazione", "problematica",
                "problematiche", "bisogno", "motivo presa in carico"), choices=code_choices(ListKey.REASON)),
    ImportField("worker", _("Operatore responsabile"), synonyms=("assistente sociale", "operatore", "a.s.", "as",
                "referente", "case manager", "responsabile del caso"), max_length=160),
    ImportField("service_type", _("Tipo di servizio"), CellKind.CHOICE, synonyms=("servizio", "tipologia servizio",
                "tipologia di servizio"), choices=service_type_choices),
    ImportField("intervention", _("Intervento"), CellKind.CHOICE, synonyms=("prestazione", "tipo intervento",
                "intervento attivato", "tipologia intervento"), choices=code_choices(ListKey.INTERVENTION_KIND)),
    ImportField("service_from", _("Servizio dal"), CellKind.DATE, synonyms=("inizio servizio", "inizio intervento",
                "data inizio servizio", "data inizio intervento", "data attivazione", "intervento dal")),
    ImportField("service_to", _("Servizio fino al"), CellKind.DATE, synonyms=("fine servizio", "fine intervento",
                "data fine servizio", "data fine intervento", "servizio al", "intervento al")),
    ImportField("outcome", _("Esito"), CellKind.CHOICE, synonyms=("esito finale", "risultato"),
                choices=code_choices(ListKey.OUTCOME)),
    ImportField("closure_reason", _("Motivo di chiusura"), CellKind.CHOICE, synonyms=("causa chiusura",
                "motivo chiusura", "motivazione chiusura", "motivo dimissione"),
                choices=code_choices(ListKey.CLOSURE_REASON)),
    ImportField("note", _("Note"), synonyms=("annotazioni", "osservazioni", "note varie"), max_length=20_000),
)  # fmt: skip

PERSONAL = ("person_number", "surname", "name", "fiscal_code", "birth_date", "sex", "citizenship", "comune", "street",
            "phone", "email")  # fmt: skip
CHARGE = ("person_number", "fiscal_code", "opened_on", "closed_on", "mode", "reasons", "worker", "outcome",
          "closure_reason", "note")  # fmt: skip
SERVICE = ("person_number", "fiscal_code", "opened_on", "service_type", "intervention", "service_from", "service_to")


def _of(names: Sequence[str], **required: bool) -> tuple[ImportField, ...]:
    """The fields of these names; `required` says otherwise for single ones."""
    by_name = {field.name: field for field in FIELDS}
    return tuple(replace(by_name[name], required=required.get(name, by_name[name].required)) for name in names)


MESSAGES = {
    "no_comune": _("Manca il Comune: il file riguarda un Ambito con più Comuni."),
    "comune_elsewhere": _("Questo Comune non fa parte del territorio scelto per l’importazione."),
    "closed_before_opened": _("La chiusura viene prima della presa in carico."),
    "ended_before_started": _("Il servizio finisce prima di cominciare."),
    "service_before_opened": _("Il servizio comincia prima della presa in carico."),
    "opened_before_birth": _("La presa in carico viene prima della nascita."),
    "outcome_without_closure": _("C’è un esito o un motivo di chiusura, ma manca la data di chiusura."),
    "no_birth_date": _("Senza data di nascita né codice fiscale la persona non si può riconoscere altrove."),
    "fiscal_code_wrong": _("Il codice fiscale non è valido: controlla le lettere e le cifre."),
    "fiscal_code_surname": _("Il codice fiscale non corrisponde al cognome."),
    "fiscal_code_name": _("Il codice fiscale non corrisponde al nome."),
    "fiscal_code_birth_date": _("Il codice fiscale non corrisponde alla data di nascita."),
    "fiscal_code_sex": _("Il codice fiscale non corrisponde al sesso."),
    "fiscal_code_birth_place": _("Il codice fiscale non corrisponde al luogo di nascita."),
    "by_hand": _("Questa riga si registra a mano: cerca la persona, o chiedi a chi coordina il servizio."),
    "person_known": _("La persona è già presente: la riga si aggiunge alla sua cartella."),
    "person_alike": _("C’è già una persona con lo stesso nome e la stessa data di nascita: la riga si aggiunge a lei."),
    "person_new": _("Diventa una persona nuova, come hai scelto: ce n’è già una con lo stesso nome e data di nascita."),
    "person_skipped": _("Saltata, come hai scelto: la persona è già presente."),
    "same_code": _("Non può diventare una persona nuova: questo codice fiscale è già presente."),
    "nobody_named": _("Manca sia il codice fiscale sia il numero: non si sa di chi è la riga."),
    "person_unknown": _("Nessuno ha questo codice o numero nel territorio scelto: importa prima le persone."),
    "no_service": _("Manca sia l’intervento sia il tipo di servizio."),
    "no_taking": _("In quel giorno la persona non era in carico: importa prima la presa in carico."),
    "taking_ambiguous": _(
        "In quel giorno la persona aveva più prese in carico: indica quando è cominciata quella giusta."
    ),
    "service_after_closed": _("Il servizio comincia dopo la chiusura della presa in carico."),
    "service_outlasts": _("Il servizio finisce dopo la chiusura della presa in carico: controlla."),
    "already_in_charge": _("La persona ha già una presa in carico aperta, iniziata in un altro giorno."),
    "nothing_new": _("Questa presa in carico è già presente e la riga non aggiunge un servizio."),
    "worker_unknown": _("Operatore non trovato tra quelli dell’ente: la presa in carico resta da assegnare."),
}


KNOWN = frozenset({"person_known", "person_alike", "person_new", "person_skipped", "same_code"})
NAMING = ("surname", "name", "birth_date", "fiscal_code", "person_number")


def _writer(action: str) -> ImportWrite:
    """The writing half, named by its path: declarations stand beside the actions, not above them."""

    def write(records: Sequence[Any], **given: Any) -> Sequence[Sequence[ImportedObject]]:
        found: Sequence[Sequence[ImportedObject]] = import_string(f"ordito.cases.actions.imports.{action}")(
            records, **given
        )
        return found

    return write


def _undo(objects: Sequence[ImportedObject], **given: Any) -> Sequence[ImportedObject]:
    kept: Sequence[ImportedObject] = import_string("ordito.cases.actions.imports.undo_cases")(objects, **given)
    return kept


CASES = ImportTarget(
    key="cases.cases",
    label=_("Persone in carico, attuali e storiche"),
    fields=FIELDS,
    check=check_cases,
    write=_writer("write_cases"),
    undo=_undo,
    touched=touched_cases,
    messages=MESSAGES,
    known=KNOWN,
    naming=NAMING,
    help=_(
        "Una riga per presa in carico, con al massimo un servizio. Più righe della stessa persona diventano una sola "
        "cartella; più righe con la stessa data di inizio diventano una sola presa in carico con più servizi."
    ),
)
PEOPLE = replace(
    CASES,
    key="cases.people",
    label=_("Persone, senza prese in carico"),
    fields=_of(PERSONAL),
    help=_("Una riga per persona. Con il numero del vecchio archivio le richiamano poi i file degli altri dati."),
)
TAKINGS = replace(
    CASES,
    key="cases.takings",
    label=_("Prese in carico di persone già presenti"),
    fields=_of(CHARGE),
    check=check_takings,
    write=_writer("write_takings"),
    known=frozenset(),
    naming=(),
    help=_(
        "Una riga per presa in carico. La persona si indica con il codice fiscale, con il numero della cartella o con "
        "il numero che aveva nel file delle persone."
    ),
)
SERVICES = replace(
    TAKINGS,
    key="cases.services",
    label=_("Interventi di persone già presenti"),
    fields=_of(SERVICE, opened_on=False, service_from=True),
    check=check_services,
    write=_writer("write_services"),
    help=_(
        "Una riga per intervento, di una persona indicata come per le prese in carico. Va nella presa in carico che "
        "era aperta quel giorno; se ce n’è più d’una, indica quando è cominciata quella giusta."
    ),
)
