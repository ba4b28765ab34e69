# SPDX-License-Identifier: EUPL-1.2
"""A questionnaire with every supported feature at least once, in two languages."""

from __future__ import annotations

from benchmarks.questionnaires.books import Row, Sheets, question, settings

ATTACHED = {
    "comuni.csv": b"name,label,zona\nc1,Comune uno,nord\nc2,Comune due,sud\nc3,Comune tre,sud\n",
    "tariffe.csv": b"codice,tariffa\ncsf,12.5\ncap,30\n",
}


def both(kind: str, name: str, italian: str = "", english: str = "", **columns: str) -> Row:
    """A row with its label in both languages."""
    labels = {"label::Italiano (it)": italian, "label::English (en)": english or italian}
    extra = {
        heading.replace("__", "::").replace("_it", " (it)").replace("_en", " (en)"): text
        for heading, text in columns.items()
        if "__" in heading
    }
    plain = {heading: text for heading, text in columns.items() if "__" not in heading}
    row = question(kind, name, "", **plain) | labels | extra
    return {heading: text for heading, text in row.items() if text}


def listed(list_name: str, *pairs: tuple[str, str, str], **columns: str) -> list[Row]:
    """Rows of the sheet "choices" in both languages."""
    return [
        {"list_name": list_name, "name": name, "label::Italiano (it)": italian, "label::English (en)": english}
        | columns
        for name, italian, english in pairs
    ]


METADATA = [
    {"type": kind, "name": kind.replace("-", "_")}
    for kind in ("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit")
]
METADATA[-1] = {"type": "audit", "name": "audit"}

TEXTS = [
    both("begin_group", "testi", "Testi", "Texts", appearance="field-list"),
    both("note", "benvenuto", "**Benvenuti**: rispondete con calma", "**Welcome**: take your time"),
    both(
        "text",
        "nome",
        "Denominazione",
        "Name",
        required="yes",
        constraint="string-length(.) <= 200",
        hint__Italiano_it="Come appare sulla carta dei servizi",
        hint__English_en="As in the charter",
        guidance_hint__Italiano_it="Chi risponde al telefono usa questo nome",
        guidance_hint__English_en="The name used on the telephone",
        constraint_message__Italiano_it="Al massimo 200 caratteri.",
        constraint_message__English_en="200 characters at most.",
        required_message__Italiano_it="Serve la denominazione.",
        required_message__English_en="The name is needed.",
    ),
    both("text", "descrizione", "Descrizione", "Description", appearance="multiline", parameters="rows=4"),
    both("text", "sigla", "Sigla", "Acronym", constraint="regex(., '^[A-Z]{2,5}$')"),
    both("barcode", "codice", "Codice a barre", "Barcode"),
    both("acknowledge", "letto", "Ho letto le istruzioni", "I have read the instructions"),
    both("text", "fisso", "Solo in lettura", "Read only", readonly="yes", default="valore fisso"),
    {"type": "hidden", "name": "nascosto", "default": "h1"},
    both("end_group", "", ""),
]

NUMBERS = [
    both("begin_group", "numeri", "Numeri", "Numbers"),
    both("integer", "posti", "Posti", "Places", constraint=". >= 0 and . <= 500", default="10"),
    both("decimal", "spesa", "Spesa", "Expenditure", constraint=". >= 0"),
    both("range", "soddisfazione", "Soddisfazione", "Satisfaction", parameters="start=0 end=10 step=1"),
    both("range", "quota", "Quota", "Share", parameters="start=0 end=1 step=0.1"),
    both("calculate", "spesa_posto", calculation="if(${posti} > 0, round(${spesa} div ${posti}, 2), '')"),
    both(
        "note",
        "nota_spesa",
        "Spesa per posto: ${spesa_posto}",
        "Cost per place: ${spesa_posto}",
        relevant="${spesa} > 0",
    ),
    both("end_group", "", ""),
]

DAYS = [
    both("begin_group", "giorni", "Date", "Dates"),
    both("date", "avvio", "Data di avvio", "Start", constraint=". <= today()"),
    both("date", "oggi_proposto", "Compilato il", "Filled on", default="today()"),
    both("time", "apertura", "Ora di apertura", "Opening time"),
    both("dateTime", "incontro", "Incontro", "Meeting"),
    both("date", "mese", "Mese", "Month", appearance="month-year"),
    both("calculate", "anni_attivi", calculation="int((today() - ${avvio}) div 365.25)"),
    both("end_group", "", ""),
]

CHOICES = [
    both("begin_group", "scelte", "Scelte", "Choices"),
    both("select_one si_no", "attivo", "Servizio attivo?", "Active?", required="yes"),
    both("select_one zona", "zona", "Zona", "Zone", relevant="${attivo} = 'si'"),
    both(
        "select_one_from_file comuni.csv",
        "comune",
        "Comune",
        "Town",
        choice_filter="zona = ${zona}",
        appearance="minimal",
    ),
    both("select_multiple tipo", "tipi", "Tipi di servizio", "Types"),
    both("select_one tipo", "principale", "Principale", "Main", choice_filter="selected(${tipi}, name)"),
    both("select_multiple canale or_other", "canali", "Canali", "Channels"),
    both("select_one tipo", "sparso", "In ordine sparso", "Random order", parameters="randomize=true seed=7"),
    both("rank tipo", "ordine", "In ordine", "Rank"),
    both("select_one accordo", "rete", "La rete funziona", "The network works", appearance="likert"),
    both("calculate", "tariffa", calculation="pulldata('tariffe', 'tariffa', 'codice', ${principale})"),
    both("calculate", "zona_detta", calculation="jr:choice-name(${zona}, '${zona}')"),
    both("begin_group", "griglia", "Quanto è d'accordo", "How much do you agree", appearance="table-list"),
    both("select_one accordo", "griglia_tempi", "Tempi", "Times"),
    both("select_one accordo", "griglia_spazi", "Spazi", "Rooms"),
    both("end_group", "", ""),
    both("end_group", "", ""),
]

REPEATS = [
    both("begin_repeat", "operatore", "Operatore", "Worker"),
    both("select_one profilo", "profilo", "Profilo", "Profile", required="yes"),
    both("decimal", "ore", "Ore settimanali", "Weekly hours", constraint=". >= 0 and . <= 60"),
    both("calculate", "posto", calculation="position(..)"),
    both("calculate", "id_riga", calculation="once(concat('r', position(..)))"),
    both("begin_repeat", "corso", "Corso", "Course"),
    both("text", "titolo", "Titolo", "Title"),
    both("integer", "ore_corso", "Ore", "Hours"),
    both("end_repeat", "", ""),
    both("calculate", "ore_corsi", calculation="sum(${ore_corso})"),
    both("end_repeat", "", ""),
    both("calculate", "n_operatori", calculation="count(${operatore})"),
    both("calculate", "ore_totali", calculation="sum(${ore})"),
    both("calculate", "primo_profilo", calculation="indexed-repeat(${profilo}, ${operatore}, 1)"),
    both("integer", "n_sportelli", "Quanti sportelli?", "How many desks?", constraint=". >= 0 and . <= 10"),
    both("begin_repeat", "sportello", "Sportello", "Desk", repeat_count="${n_sportelli}"),
    both("text", "sede", "Sede", "Place", required="yes"),
    both("end_repeat", "", ""),
    both("select_one ${sede}", "sede_principale", "Sede principale", "Main place", relevant="count(${sportello}) > 1"),
]

PLACES = [
    both("begin_group", "luoghi", "Luoghi e file", "Places and files"),
    both("geopoint", "punto", "Posizione", "Position"),
    both("geotrace", "linea", "Percorso", "Path"),
    both("geoshape", "area", "Area", "Area"),
    both("calculate", "superficie", calculation="if(${area} != '', round(area(${area}), 0), '')"),
    both("image", "foto", "Fotografia", "Picture", parameters="max-pixels=1024"),
    both("image", "firma", "Firma", "Signature", appearance="signature", parameters="max-pixels=1024"),
    both("image", "schizzo", "Disegno", "Drawing", appearance="draw", parameters="max-pixels=1024"),
    both("audio", "voce", "Registrazione", "Recording"),
    both("video", "filmato", "Filmato", "Video"),
    both("file", "documento", "Documento", "Document"),
    both("end_group", "", ""),
]

MOVES = [
    both(
        "text",
        "nota_vecchia",
        "Se cambia la zona, si svuota",
        "Emptied when the zone changes",
        trigger="${zona}",
        calculation="concat('zona ', ${zona})",
    ),
    both(
        "calculate", "saluto", calculation="concat('Servizio ', ${nome}, ', ', jr:choice-name(${attivo}, '${attivo}'))"
    ),
    both("text", "chiusura", "Perché chiuso?", "Why closed?", relevant="${attivo} = 'no'", required="${attivo} = 'no'"),
    both("note", "fine", "Grazie, ${nome}", "Thank you, ${nome}"),
]

LISTS = [
    *listed("si_no", ("si", "Sì", "Yes"), ("no", "No", "No")),
    *listed("zona", ("nord", "Nord", "North"), ("sud", "Sud", "South")),
    *listed(
        "tipo",
        ("csf", "Centro famiglie", "Family centre"),
        ("cap", "Centro aperto", "Open centre"),
        ("ade", "Domiciliare", "Home"),
    ),
    *listed("canale", ("spontaneo", "Spontaneo", "By oneself"), ("scuola", "Scuola", "School")),
    *listed("accordo", ("1", "Per niente", "Not at all"), ("2", "Abbastanza", "Fairly"), ("3", "Molto", "Very")),
    *listed("profilo", ("as", "Assistente sociale", "Social worker"), ("ed", "Educatore", "Educator")),
]
LISTS[0]["media::image::Italiano (it)"] = LISTS[0]["media::image::English (en)"] = "si.png"


def tutto() -> Sheets:
    """The sheets of the questionnaire."""
    survey = [*METADATA, *TEXTS, *NUMBERS, *DAYS, *CHOICES, *REPEATS, *PLACES, *MOVES]
    return {
        "survey": [dict(row) for row in survey],
        "choices": [dict(row) for row in LISTS],
        "settings": settings(
            "tutto", "Tutto", default_language="Italiano (it)", style="pages", instance_name="${nome}"
        ),
    }
