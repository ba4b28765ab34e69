# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReleaseState(TextChoices):
    """Life of a release. Whatever has once left stays in the ledger, withdrawn or not."""

    CHECKING = "checking", _("in verifica")
    READY = "ready", _("verificata, non ancora uscita")
    REFUSED = "refused", _("rifiutata")
    RELEASED = "released", _("uscita")
    WITHDRAWN = "withdrawn", _("ritirata")


OUT = (ReleaseState.RELEASED, ReleaseState.WITHDRAWN)
"""States of what has left the house: nobody forgets a table because it was withdrawn."""


class Protection(TextChoices):
    """What keeps people from being recognised in a table."""

    SUPPRESSION = "suppression", _("cifre piccole nascoste, con quelle che le svelerebbero")
    ROUNDING = "rounding", _("tutte le cifre arrotondate, in modo che si sommino ancora")


NOTHING = _("In questa tabella non resterebbe nessuna cifra: non c’è nulla da contare, o è tutto troppo piccolo.")


class Refusal(TextChoices):
    """Why a table does not leave. That of an empty one says the same as that of a hidden one, which tells of few."""

    TOLD = "told", _("Da questa tabella, insieme a quelle già uscite, si ricaverebbe una cifra troppo piccola.")
    LARGE = "large", _("Insieme a quelle già uscite, la tabella ha troppe celle perché la si possa verificare.")
    LONG = (
        "long",
        _("In cinque minuti di calcolo non si è potuto provare che da questa tabella non si ricava una cifra piccola."),
    )
    PEOPLE = "people", _("Dice quanti servizi hanno dato una risposta che conta persone: una tabella così non esce.")
    HIDDEN = "hidden", NOTHING
    EMPTY = "empty", NOTHING
    BROKEN = (
        "broken",
        _(
            "I dati da contare sono rovinati: un file manca, o dice cose impossibili. Chiedi a chi gestisce il sistema "
            "di rifare la lettura dei dati, poi ripremi «Verifica di nuovo»."
        ),
    )
    UNKNOWN = (
        "unknown",
        _("I dati di questa tabella non ci sono ancora, o non ci sono più: entrano con la lettura di ogni notte."),
    )


class Breakdown(TextChoices):
    """What a released table may be broken down by, besides places; the last four are of takings in charge.

    Other datasets have others, named as their columns.
    """

    NONE = "", _("Nessuna, solo il totale")
    GENDER = "genere", _("Genere")
    BROAD_AGE = "eta", _("Età, fasce ampie")
    AGE = "fasce", _("Età, fasce strette")
    SERVICE = "servizio", _("Tipo di servizio")
    BODY = "ente", _("Ente titolare")
    REASON = "motivo", _("Motivo della presa in carico")
    MODE = "modalita", _("Modalità della presa in carico")
