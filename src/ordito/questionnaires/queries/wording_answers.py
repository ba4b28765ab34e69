# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with answers, in words: for whoever fills, for whoever reads them, for the doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.engine.problems import ProblemCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from ordito.questionnaires.engine.problems import Problem

MESSAGES: dict[str, _StrPromise] = {
    ProblemCode.REQUIRED: _("Rispondi a questa domanda."),
    ProblemCode.CONSTRAINT: _("La risposta non rispetta una condizione del questionario."),
    ProblemCode.NOT_A_CHOICE: _("La risposta non è fra quelle che si possono scegliere ora: scegline un’altra."),
    ProblemCode.WRONG_TYPE: _("La risposta non è scritta nel modo atteso."),
    ProblemCode.OUT_OF_RANGE: _("Il numero deve stare fra %(start)s e %(end)s, a passi di %(step)s."),
    ProblemCode.INCOMPLETE_RANK: _("Metti in ordine tutte le voci."),
    ProblemCode.TOO_LONG: _("La risposta è troppo lunga: %(length)s caratteri, al massimo %(limit)s."),
    ProblemCode.MISSING_FILE: _("Manca il file della risposta: caricalo di nuovo."),
    ProblemCode.CALCULATION_FAILED: _(
        "Il questionario contiene un calcolo che non si può eseguire: avvisa chi l’ha scritto."
    ),
    ProblemCode.UNKNOWN_ELEMENT: _("C’è una risposta a «%(name)s», che questo questionario non chiede."),
    ProblemCode.TOO_MANY: _("Sono troppe: %(count)s, al massimo %(limit)s."),
    ProblemCode.WRONG_COUNT: _(
        "Il numero delle ripetizioni non torna: sono %(count)s, dovrebbero essere %(expected)s."
    ),
    ProblemCode.FORM_MISMATCH: _("Le risposte sono di un altro questionario: «%(sent)s» invece di «%(expected)s»."),
    ProblemCode.VERSION_MISMATCH: _(
        "Le risposte sono di un’altra versione del questionario: «%(sent)s» invece di «%(expected)s»."
    ),
    ProblemCode.NO_INSTANCE_ID: _("Le risposte non hanno un identificativo (instanceID)."),
    ProblemCode.BAD_XML: _("Il file delle risposte è danneggiato o non ammesso e non viene letto."),
}
WRONG_TYPES: dict[str, _StrPromise] = {
    "int": _("Scrivi un numero intero, per esempio 12."),
    "integer": _("Scrivi un numero intero, per esempio 12."),
    "decimal": _("Scrivi un numero, per esempio 12,5."),
    "date": _("Scrivi una data che esiste, per esempio 31/12/2026."),
    "time": _("Scrivi un’ora, per esempio 14:30."),
    "dateTime": _("Scrivi una data e un’ora, per esempio 31/12/2026 14:30."),
    "datetime": _("Scrivi una data e un’ora, per esempio 31/12/2026 14:30."),
    "geopoint": _("La posizione non è valida: servono latitudine e longitudine."),
    "geotrace": _("Il percorso non è valido."),
    "geoshape": _("L’area non è valida."),
}


def problem_message(problem: Problem) -> str:
    """One problem in words: the author's own when there are any."""
    return message_of(problem.code, problem.params, problem.message)


def message_of(code: str, params: Mapping[str, str | int], said: str = "") -> str:
    """A stored problem in words: its code, its params, and what the author says of it."""
    if said and code in {ProblemCode.REQUIRED, ProblemCode.CONSTRAINT}:
        return said
    if code == ProblemCode.WRONG_TYPE and params.get("type") in WRONG_TYPES:
        return str(WRONG_TYPES[str(params["type"])])
    words = MESSAGES.get(code)
    if words is None:
        return code
    try:
        return str(words) % params
    except KeyError:
        return str(words).split("%(", 1)[0].rstrip(" :«") or code
