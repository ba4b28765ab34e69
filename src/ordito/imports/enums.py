# SPDX-License-Identifier: EUPL-1.2
"""States of an import, and the words for everything that can be wrong with a file or a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ordito.core.spreadsheets.problems import FileProblem
from ordito.imports.engine.problems import CellProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class BatchState(TextChoices):
    """Life of an import."""

    UPLOADED = "uploaded", _("da abbinare")
    CHECKING = "checking", _("in prova")
    CHECKED = "checked", _("provata")
    RUNNING = "running", _("in corso")
    DONE = "done", _("conclusa")
    UNDOING = "undoing", _("annullamento in corso")
    UNDONE = "undone", _("annullata")
    DISCARDED = "discarded", _("eliminata")


AT_WORK = frozenset({BatchState.CHECKING, BatchState.RUNNING, BatchState.UNDOING})


class WrittenState(TextChoices):
    """What became of something an import wrote."""

    WRITTEN = "written", _("importata")
    ANNULLED = "annulled", _("annullata")
    KEPT = "kept", _("conservata")
    FOUND = "found", _("già presente")


FILE_MESSAGES: dict[FileProblem, _StrPromise] = {
    FileProblem.EMPTY: _("Il file è vuoto."),
    FileProblem.TOO_BIG: _("Il file è troppo grande: al massimo %(limit)s MB. Dividilo in più file."),
    FileProblem.EXPANDS_TOO_MUCH: _(
        "Il file, una volta aperto, occuperebbe troppo spazio: non viene letto. "
        "Salva solo il foglio che serve in un nuovo file .xlsx."
    ),
    FileProblem.DAMAGED: _("Il file è danneggiato o incompleto. Aprilo con il foglio elettronico e salvalo di nuovo."),
    FileProblem.ENCRYPTED: _("Il file è protetto da una password. Salvane una copia senza password e carica quella."),
    FileProblem.DOCTYPE: _("Il file contiene dichiarazioni non ammesse. Salvalo di nuovo con il foglio elettronico."),
    FileProblem.IMAGE: _("Questo file è un’immagine, qualunque sia il nome. Serve la tabella: .xlsx, .ods o .csv."),
    FileProblem.PDF: _("Questo file è un PDF, qualunque sia il nome. Serve la tabella: .xlsx, .ods o .csv."),
    FileProblem.PROGRAM: _("Questo file è un programma: non viene letto."),
    FileProblem.DOCUMENT: _(
        "Questo file è un documento di testo o una presentazione. "
        "Copia la tabella in un foglio elettronico e carica quello."
    ),
    FileProblem.ARCHIVE: _("Questo file è un archivio compresso. Estrai la tabella e carica quella."),
    FileProblem.WEB_PAGE: _(
        "Questo file è una pagina web, qualunque sia il nome. "
        "Aprilo con il foglio elettronico e salvalo come cartella di lavoro .xlsx."
    ),
    FileProblem.XML: _("Questo file è un XML. Aprilo con il foglio elettronico e salvalo come .xlsx."),
    FileProblem.BINARY_WORKBOOK: _("Il formato .xlsb non viene letto. Apri il file e salvalo come .xlsx."),
    FileProblem.NOT_A_TABLE: _("Questo file non contiene una tabella leggibile. Servono .xlsx, .xls, .ods o .csv."),
    FileProblem.NO_SHEET: _("Il foglio scelto non c’è nel file, oppure nessun foglio è visibile."),
    FileProblem.NO_HEADER: _(
        "Non si trova la riga con i nomi delle colonne. Controlla che ci sia, sopra la prima riga di dati."
    ),
    FileProblem.NO_ROWS: _("Sotto i nomi delle colonne non c’è nessuna riga."),
    FileProblem.TOO_MANY_ROWS: _("Le righe sono troppe: al massimo %(limit)s. Dividi il file, per esempio per anno."),
    FileProblem.TOO_MANY_COLUMNS: _("Le colonne sono troppe: al massimo %(limit)s. Togli quelle che non servono."),
    FileProblem.FAR_CELL: _(
        "C’è qualcosa molto lontano dalla tabella, alla riga %(row)s della colonna %(column)s. "
        "Cancella quella cella e carica di nuovo il file."
    ),
    FileProblem.CELL_TOO_LONG: _("Alla riga %(row)s c’è una cella lunga più di quanto un foglio elettronico permetta."),
    FileProblem.OPEN_QUOTE: _(
        "Alla riga %(row)s si aprono delle virgolette che non si chiudono: le righe dopo finirebbero in una sola cella."
    ),
}

CELL_MESSAGES: dict[str, _StrPromise] = {
    CellProblem.MISSING: _("manca, ed è obbligatorio"),
    CellProblem.TOO_LONG: _("testo troppo lungo: al massimo %(limit)s caratteri"),
    CellProblem.NOT_A_DATE: _("non è una data; scrivi gg/mm/aaaa"),
    CellProblem.MONTH_AND_DAY_SWAPPED: _("il mese sembra scritto prima del giorno; scrivi gg/mm/aaaa"),
    CellProblem.ONLY_A_YEAR: _("c’è solo l’anno; scrivi gg/mm/aaaa"),
    CellProblem.ONLY_A_MONTH: _("mancano il giorno o l’anno; scrivi gg/mm/aaaa"),
    CellProblem.ZERO_DATE: _("data vuota del foglio elettronico (anno 1899 o 1900): scrivi quella vera o cancella"),
    CellProblem.DATE_TOO_EARLY: _("data troppo lontana nel passato: al più presto %(limit)s"),
    CellProblem.DATE_TOO_LATE: _("data nel futuro: al più tardi %(limit)s"),
    CellProblem.TWO_DIGIT_YEAR: _("anno di due cifre: è stato letto come l’ultimo possibile, controlla"),
    CellProblem.SERIAL_DATE: _("la data era un numero del foglio elettronico, controlla"),
    CellProblem.NOT_AN_INTEGER: _("non è un numero intero"),
    CellProblem.NOT_A_NUMBER: _("non è un numero; scrivi per esempio 1.234,50"),
    CellProblem.NOT_YES_NO: _("scrivi sì o no"),
    CellProblem.UNKNOWN_SEX: _("scrivi M o F"),
    CellProblem.FISCAL_CODE_SHAPE: _("non ha la forma di un codice fiscale (16 caratteri, o 11 cifre)"),
    CellProblem.UNKNOWN_CHOICE: _("voce non riconosciuta"),
    CellProblem.CELL_ERROR: _("la formula nel file dà un errore"),
    CellProblem.REPEATED_ROW: _("riga ripetuta: identica alla riga %(row)s"),
}
SUGGESTION = _("voce non riconosciuta; forse intendevi «%(suggestion)s»")
