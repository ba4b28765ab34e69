# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a workbook, in words for its author; every code that the engine may find is a key here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.core.spreadsheets.limits import MEBIBYTE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from ordito.questionnaires.engine.findings import Finding

FILES: dict[str, _StrPromise] = {
    "file_empty": _("Il file è vuoto."),
    "file_too_big": _("Il file è troppo grande: al massimo %(limit)s MB."),
    "file_expands_too_much": _("Il file, una volta aperto, occuperebbe troppo spazio: non viene letto."),
    "file_damaged": _("Il file è danneggiato o incompleto. Aprilo con il foglio elettronico e salvalo di nuovo."),
    "file_encrypted": _("Il file è protetto da una password. Salvane una copia senza password e carica quella."),
    "file_doctype": _("Il file contiene dichiarazioni non ammesse. Salvalo di nuovo con il foglio elettronico."),
    "file_image": _("Questo file è un’immagine. Serve il foglio elettronico del questionario."),
    "file_pdf": _("Questo file è un PDF. Serve il foglio elettronico del questionario."),
    "file_program": _("Questo file è un programma: non viene letto."),
    "file_document": _("Questo file è un documento di testo o una presentazione. Serve un foglio elettronico."),
    "file_archive": _("Questo file è un archivio compresso. Estrai il foglio elettronico e carica quello."),
    "file_web_page": _("Questo file è una pagina web. Aprilo con il foglio elettronico e salvalo come .xlsx."),
    "file_xml": _("Questo file è un XML. Serve il foglio elettronico da cui è nato."),
    "file_binary_workbook": _("Il formato .xlsb non viene letto. Apri il file e salvalo come .xlsx."),
    "file_not_a_table": _("Questo file non è un foglio elettronico. Servono .xlsx, .xls oppure .ods."),
    "file_far_cell": _(
        "Molto lontano dalle altre celle, alla riga %(row)s della colonna %(column)s, c’è qualcosa: cancellalo."
    ),
    "duplicate_sheet": _("Due fogli hanno lo stesso nome, a parte maiuscole e spazi. Tienine uno."),
    "duplicate_heading": _("L’intestazione «%(heading)s» c’è già nella colonna %(other)s. Tienine una."),
    "too_many_rows": _("C’è qualcosa oltre la riga %(limit)s. Un questionario non può essere così lungo: cancellalo."),
    "too_many_columns": _("Ci sono più di %(limit)s colonne. Togli quelle che non servono."),
    "cell_too_long": _("Il testo della cella supera i %(limit)s caratteri che un foglio elettronico permette."),
    "cell_error": _("La cella contiene l’errore di formula %(text)s al posto di un valore."),
    "column_without_heading": _("La colonna ha dei testi ma nessuna intestazione: non viene letta."),
}
SHEETS: dict[str, _StrPromise] = {
    "no_survey_sheet": _("Manca il foglio «survey», quello con le domande."),
    "sheet_misspelled": _("Manca il foglio «%(sheet_sought)s». Forse ha un nome scritto male: %(candidates)s."),
    "no_choices_sheet": _("La domanda usa un elenco di scelte, ma il foglio «choices» manca o è vuoto."),
    "no_heading": _("Non si trova la riga delle intestazioni. Deve stare sopra la prima riga di dati."),
    "missing_column": _("Manca la colonna obbligatoria %(missing)s."),
    "same_column_twice": _("Due colonne sono la stessa, scritta in due modi. Tienine una."),
    "choices_heading": _("Questa intestazione ha degli spazi: le sue celle non vengono lette. Usa un trattino basso."),
    "no_form_id": _("Manca il codice del questionario (form_id) nel foglio settings."),
    "disabled_column": _("La colonna «disabled» non è più prevista: usa «relevant»."),
    "row_skipped": _("La riga non ha tipo, nome né testo: viene saltata."),
    "external_choices": _("Le scelte esterne (select_one_external) non sono previste: usa select_one_from_file."),
    "entities": _("Il foglio «entities» o la colonna «save_to» hanno un errore. Qui le entità non servono: toglile."),
    "too_deep": _("I gruppi sono annidati troppo in profondità."),
    "converter": _("Il convertitore segnala: %(text)s"),
    "converter_failed": _("Il questionario non si può convertire. Il convertitore dice: %(text)s"),
}
NAMES: dict[str, _StrPromise] = {
    "no_type": _("Manca il tipo della domanda."),
    "no_name": _("Manca il nome della domanda o del gruppo."),
    "unknown_type": _("Il tipo «%(type)s» non esiste."),
    "bad_name": _(
        "Il nome «%(name)s» non va bene: deve cominciare con una lettera e avere solo lettere, cifre e trattini bassi."
    ),
    "duplicate_name": _("Il nome «%(value)s» c’è già nello stesso gruppo."),
    "name_differs_by_case": _("Il nome «%(value)s» differisce da un altro solo per le maiuscole: si confonderebbero."),
    "repeat_named_as_form": _("La ripetizione non può chiamarsi «%(value)s» come il questionario."),
    "duplicate_repeat": _("C’è già una ripetizione di nome «%(value)s»."),
    "reserved_name": _("Il nome «meta» è riservato."),
    "begin_without_end": _("Il gruppo «%(name)s» comincia e non finisce: manca la riga «end_%(type)s»."),
    "end_without_begin": _("C’è una riga «end_%(type)s» senza il suo inizio."),
    "no_label": _("Manca il testo della domanda (label)."),
    "no_calculation": _("Manca il calcolo (calculation)."),
    "big_image": _("Per «big-image» serve anche un’immagine."),
    "unknown_list": _("L’elenco di scelte «%(list)s» non c’è nel foglio choices."),
    "choices_file_name": _("Il file delle scelte deve finire per .csv, .xml o .geojson."),
    "choice_without_name": _("La scelta non ha nome."),
    "choice_without_label": _("La scelta non ha testo (label)."),
    "choice_with_space": _("Il nome della scelta «%(name)s» ha uno spazio: nelle risposte multiple non si può."),
    "duplicate_choice": _("Nello stesso elenco c’è già una scelta con questo nome."),
    "filter_with_other": _("Con «or_other» non si può usare un filtro delle scelte."),
    "filter_in_table": _("In una tabella (table-list) non si può usare un filtro delle scelte."),
    "table_lists_differ": _("Nella stessa tabella le domande usano elenchi diversi: «%(list)s» e «%(other)s»."),
    "bad_parameters": _("La cella «parameters» non va bene: scrivi nome=valore, separati da spazi."),
    "unknown_parameter": _("Parametri non previsti per questo tipo: %(rejected)s. Sono ammessi: %(accepted)s."),
    "bad_range": _(
        "I parametri dell’intervallo non vanno bene: «start», «end» e «step» devono essere numeri coerenti tra loro."
    ),
    "search_appearance": _("L’aspetto «search()» non è previsto con scelte da file."),
    "instance_clash": _("Due elenchi o file diversi hanno lo stesso nome."),
    "trigger_not_visible": _("La domanda «%(name)s» non si vede, quindi non può far scattare un calcolo."),
    "background_geopoint": _("La posizione automatica vuole un «trigger» e nessun calcolo."),
    "old_metadata": _("Questo dato del dispositivo non si raccoglie più."),
}
REFERENCES: dict[str, _StrPromise] = {
    "bad_reference": _("Un riferimento è scritto male: si scrive ${nome_della_domanda}."),
    "unknown_reference": _("Nessuna domanda si chiama «%(reference)s»."),
    "ambiguous_reference": _("Più domande si chiamano «%(reference)s»: non si capisce quale."),
    "bad_expression": _("L’espressione «%(text)s» non si può leggere: %(why)s."),
    "unknown_function": _("La funzione «%(detail)s» non esiste."),
    "wrong_argument_count": _("La funzione «%(function)s» ha %(found)s argomenti, ne vuole %(expected)s."),
    "pattern_refused": _("Il modello di testo (regex) non è ammesso: è sbagliato oppure usa rimandi o sguardi avanti."),
    "reference_in_predicate": _(
        "Tra parentesi quadre ${%(reference)s} vale per tutte le righe di «%(repeat)s», non per ciascuna: "
        "scrivi %(reference)s senza ${ }."
    ),
    "filter_on_itself": _("Il filtro delle scelte di «%(name)s» guarda la sua stessa risposta."),
    "relevant_on_itself": _("«%(name)s» si vede o no secondo la sua stessa risposta."),
    "calculation_on_itself": _("Il calcolo di «%(name)s» usa il suo stesso risultato."),
    "count_on_itself": _("Il numero delle ripetizioni di «%(name)s» dipende da loro stesse."),
    "value_not_in_list": _("L’elenco «%(list)s» della domanda «%(question)s» non ha la scelta «%(value)s»."),
    "never_relevant": _("«%(name)s» non si vedrà mai: la condizione è sempre falsa."),
    "required_never_relevant": _("La condizione è sempre falsa: «%(required)s» è obbligatoria e non si vedrà mai."),
    "constraint_without_message": _("«%(name)s» ha un vincolo senza spiegazione: aggiungi constraint_message."),
}
ADVICE: dict[str, _StrPromise] = {
    "missing_translation": _("Nella lingua «%(language)s» manca la colonna %(columns)s."),
    "language_without_code": _("Le lingue vanno scritte con il codice, per esempio «Italiano (it)»: %(languages)s."),
    "other_untranslated": _(
        "«or_other» con più lingue: la voce «altro» resta non tradotta. Meglio una domanda a parte."
    ),
    "hint_on_group": _("«%(name)s» è un gruppo: il suo suggerimento (hint) va perso. Mettilo in una nota."),
    "label_missing": _("«%(name)s» non ha testo nella lingua «%(language_shown)s»."),
    "same_label": _("Nell’elenco «%(list)s» due scelte hanno lo stesso testo «%(label)s»."),
    "list_with_duplicates": _("L’elenco «%(list)s» ha più volte la scelta «%(value)s» e la domanda non lo filtra."),
    "unused_list": _("Nessuna domanda usa l’elenco «%(list)s»."),
    "long_page": _("La pagina «%(name)s» ha %(count)s domande: sopra le %(limit)s stanca. Dividila."),
    "long_form": _("Il questionario ha %(count)s domande su una sola pagina: metti style = pages nel foglio settings."),
    "meaning_changed": _(
        "Sotto il nome «%(name)s» la versione precedente chiedeva altro: «%(old)s». Usa un nome nuovo."
    ),
    "more_alike": _("… e altre %(count)s segnalazioni come l’ultima."),
}
FORMS: dict[str, _StrPromise] = {
    "form_bad_xml": _("Il questionario convertito non si può leggere (%(detail)s)."),
    "form_not_a_form": _("Nel questionario convertito manca una parte (%(detail)s)."),
    "form_bad_expression": _("Un’espressione di «%(name)s» non si può leggere: %(detail)s."),
    "form_cycle": _("Queste domande dipendono l’una dall’altra in cerchio: %(detail)s. Spezza il cerchio."),
    "form_bad_file": _("Il file «%(detail)s» non si può leggere come elenco di scelte."),
    "notice_last_saved": _("I valori dell’ultima compilazione (last-saved) qui restano vuoti."),
    "notice_background_recording": _("La registrazione in sottofondo qui non avviene."),
    "notice_entities": _("Le entità qui non hanno effetto."),
    "notice_unknown_event": _("Un’azione del questionario qui non ha effetto (%(detail)s)."),
    "notice_unknown_control": _("Una parte del questionario qui non si mostra (%(detail)s)."),
    "notice_unknown_type": _("Il tipo di dato «%(detail)s» qui vale come testo."),
    "notice_missing_text": _("Manca un testo nel questionario convertito (%(detail)s)."),
    "notice_no_node": _("Una parte del questionario non ha dove tenere la risposta (%(detail)s)."),
    "notice_external_instance": _("Manca il file «%(detail)s»: allegalo dopo il caricamento."),
    "notice_audit": _("Il diario della compilazione (audit) qui non si raccoglie."),
    "notice_device_property": _("Un dato del dispositivo qui resta vuoto."),
    "notice_geo_capture": _("I parametri di rilevazione della posizione qui non hanno effetto."),
}
FINDINGS: dict[str, _StrPromise] = FILES | SHEETS | NAMES | REFERENCES | ADVICE | FORMS

REASONS: dict[str, _StrPromise] = {
    "empty": _("non c’è scritto nulla"),
    "too_long": _("è troppo lunga"),
    "too_deep": _("le parentesi sono annidate troppo in profondità"),
    "unexpected_character": _("c’è un segno non previsto, al carattere %(position)s"),
    "unclosed_text": _("le virgolette aperte al carattere %(position)s non si chiudono"),
    "unexpected_token": _("«%(detail)s» non può stare lì, al carattere %(position)s"),
    "unexpected_end": _("manca qualcosa alla fine"),
    "unsupported_axis": _("«%(detail)s» non è previsto"),
    "not_a_node_set": _("serve il riferimento a una domanda"),
    "unknown_digest": _("l’impronta chiesta non esiste"),
}
OTHER_REASON = _("non è scritta secondo le regole")


class _Params(dict[str, str]):
    """Params of which a sentence may miss one: a blank is better than no sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def finding_message(finding: Finding) -> str:
    """The finding in words, without its place."""
    params = _Params(finding.params)
    if params["limit"].isdecimal() and int(params["limit"]) >= MEBIBYTE:
        params["limit"] = str(int(params["limit"]) // MEBIBYTE)
    if finding.code == "bad_expression":
        params["why"] = str(REASONS.get(params["reason"], OTHER_REASON)) % params
    if finding.code == "wrong_argument_count":
        params["function"], params["found"], params["expected"] = (*params["detail"].split(" "), "", "", "")[:3]
    if finding.code == "label_missing":
        params["language_shown"] = params["language"] or gettext("senza nome")
    return str(FINDINGS.get(finding.code, FINDINGS["converter"])) % params


def finding_place(finding: Finding) -> str:
    """Where it is: "foglio survey, riga 4, colonna C"; "" for the whole file."""
    pieces = []
    if finding.sheet:
        pieces.append(gettext("foglio %(sheet)s") % {"sheet": finding.sheet})
    if finding.row:
        pieces.append(gettext("riga %(row)s") % {"row": finding.row})
    if finding.column:
        pieces.append(gettext("colonna %(column)s") % {"column": finding.column})
    return ", ".join(pieces)
