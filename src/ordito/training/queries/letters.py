# SPDX-License-Identifier: EUPL-1.2
"""The texts of the e-mails about training: those that come with Ordito, or as an office wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.dates import format_date
from ordito.training.enums import MessageKey
from ordito.training.models import EnrolmentMessageTemplate

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from ordito.accounts.models import User
    from ordito.training.models import Edition, Enrolment

PLACE = re.compile(r"\{([^{}\s]*)\}")
COURSE = ("corso", "edizione", "date", "sede")
OF_ENROLMENTS = ("nome", *COURSE, "motivo")
OF_FOLLOW_UPS = (*COURSE, "scadenza")
PLACES: dict[str, tuple[str, ...]] = {
    MessageKey.CLOSED: ("nome", *COURSE, "esito", "attività"),
    MessageKey.CLOSED_BODY: ("ente", *COURSE, "esito", "attività"),
    MessageKey.CERTIFICATE: ("nome", *COURSE, "numero"),
    **dict.fromkeys(
        (MessageKey.FOLLOW_UP, MessageKey.FOLLOW_UP_BODY, MessageKey.REMINDER, MessageKey.REMINDER_BODY), OF_FOLLOW_UPS
    ),
}
"""What may stand between braces in the texts that are not about enrolments; who is asked months later has no name."""
HELLO = gettext_lazy("Gentile {nome},")
HELLO_ALL = gettext_lazy("Buongiorno,")
SHIPPED: dict[str, tuple[_StrPromise, _StrPromise]] = {
    MessageKey.REQUESTED: (
        gettext_lazy("Conferma la tua richiesta: {corso}"),
        gettext_lazy(
            "abbiamo ricevuto una richiesta di iscrizione a «{corso}», {edizione} ({date}). Per confermarla apri il "
            "collegamento qui sotto. Se non sei stata tu, o non sei stato tu, non fare nulla."
        ),
    ),
    MessageKey.ENROLLED: (
        gettext_lazy("Iscrizione confermata: {corso}"),
        gettext_lazy(
            "la tua iscrizione a «{corso}», {edizione}, è confermata.\nQuando: {date}.\nDove: {sede}.\n\nSe non puoi "
            "più venire, ritirati dal collegamento qui sotto: il posto va a chi è in lista d’attesa."
        ),
    ),
    MessageKey.WAITING: (
        gettext_lazy("In lista d’attesa: {corso}"),
        gettext_lazy(
            "i posti di «{corso}», {edizione} ({date}), sono finiti: sei in lista d’attesa. Se si libera un posto ti "
            "scriviamo subito."
        ),
    ),
    MessageKey.PROMOTED: (
        gettext_lazy("Si è liberato un posto: {corso}"),
        gettext_lazy(
            "si è liberato un posto per «{corso}», {edizione}: ora la tua iscrizione è confermata.\nQuando: {date}.\n"
            "Dove: {sede}.\n\nSe non puoi più venire, ritirati dal collegamento qui sotto."
        ),
    ),
    MessageKey.REFUSED: (
        gettext_lazy("Iscrizione non accolta: {corso}"),
        gettext_lazy("la tua iscrizione a «{corso}», {edizione}, non è stata accolta.\n\n{motivo}"),
    ),
    MessageKey.WITHDRAWN: (
        gettext_lazy("Ritiro registrato: {corso}"),
        gettext_lazy("hai lasciato il posto per «{corso}», {edizione}. Grazie di averlo detto."),
    ),
    MessageKey.CANCELLED: (
        gettext_lazy("Annullata: {corso}"),
        gettext_lazy("«{corso}», {edizione} ({date}), è annullata.\n\n{motivo}"),
    ),
    MessageKey.CLOSED: (
        gettext_lazy("Si è concluso: {corso}"),
        gettext_lazy("{esito}\n\n{attività}"),
    ),
    MessageKey.CLOSED_BODY: (
        gettext_lazy("Si è concluso: {corso}"),
        gettext_lazy("{esito}\n\n{attività}"),
    ),
    MessageKey.CERTIFICATE: (
        gettext_lazy("Il tuo attestato: {corso}"),
        gettext_lazy(
            "l’attestato n. {numero} per «{corso}», {edizione} ({date}), è pronto. Dal collegamento qui sotto lo "
            "scarichi in PDF e come attestato digitale (Open Badge)."
        ),
    ),
    MessageKey.FOLLOW_UP: (
        gettext_lazy("«{corso}»: che cosa è cambiato?"),
        gettext_lazy(
            "hai seguito il corso «{corso}» ({edizione}). Ti chiediamo che cosa è cambiato da allora nel tuo lavoro. "
            "Bastano pochi minuti, entro il {scadenza}."
        ),
    ),
    MessageKey.FOLLOW_UP_BODY: (
        gettext_lazy("«{corso}»: che cosa è cambiato?"),
        gettext_lazy(
            "chi lavora con voi ha seguito il corso «{corso}» ({edizione}). Chiediamo all’ente che cosa è cambiato da "
            "allora nel lavoro del servizio. Bastano pochi minuti, entro il {scadenza}."
        ),
    ),
    MessageKey.REMINDER: (
        gettext_lazy("«{corso}»: si risponde fino al {scadenza}"),
        gettext_lazy(
            "ti abbiamo chiesto che cosa è cambiato nel tuo lavoro dopo il corso «{corso}» ({edizione}). C’è tempo "
            "fino al {scadenza}: qui sotto trovi di nuovo il tuo indirizzo."
        ),
    ),
    MessageKey.REMINDER_BODY: (
        gettext_lazy("«{corso}»: si risponde fino al {scadenza}"),
        gettext_lazy(
            "vi abbiamo chiesto che cosa è cambiato nel servizio dopo il corso «{corso}» ({edizione}). C’è tempo fino "
            "al {scadenza}: qui sotto trovate di nuovo il vostro indirizzo."
        ),
    ),
}


@dataclass(frozen=True)
class LetterText:
    """An e-mail with its places still open; `version` is 0 for the one that comes with Ordito."""

    key: MessageKey
    subject: str
    body: str
    version: int = 0
    changed_by: str = ""


def text_of(key: MessageKey) -> LetterText:
    """The text in use."""
    row = EnrolmentMessageTemplate.objects.filter(key=key).first()
    return _written(row) if row is not None else _shipped(key)


def all_texts() -> list[LetterText]:
    """All of them, in the order in which people get them."""
    rows = {row.key: row for row in EnrolmentMessageTemplate.objects.all()}
    return [_written(rows[key]) if key in rows else _shipped(key) for key in MessageKey]


def _written(row: EnrolmentMessageTemplate) -> LetterText:
    return LetterText(MessageKey(row.key), row.subject, row.body, row.version, row.by_name)


def _shipped(key: MessageKey) -> LetterText:
    subject, body = SHIPPED[key]
    hello = HELLO if "nome" in places_of(key) else HELLO_ALL
    return LetterText(key, str(subject), f"{hello}\n\n{body}")


def places_of(key: MessageKey) -> tuple[str, ...]:
    """What may stand between braces in a text."""
    return PLACES.get(key, OF_ENROLMENTS)


def places_unknown(key: MessageKey, text: str) -> list[str]:
    """What stands between braces in a text and is no place of it."""
    return [name for name in PLACE.findall(text) if name not in places_of(key)]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its places filled; what people wrote is never read as a place."""
    return PLACE.sub(lambda match: values.get(match[1], match[0]), text)


def account_of(enrolment: Enrolment) -> User | None:
    """The account of who is enrolled, as long as they may enter with it; else what stands there reaches nobody."""
    user: User | None = getattr(enrolment.professional, "user", None)
    return user if user is not None and user.is_active else None


def values_of(enrolment: Enrolment, reason: str = "") -> dict[str, str]:
    """What fills the places for somebody's enrolment."""
    return {
        **values_of_edition(enrolment.edition),
        "nome": str(enrolment.person),
        "motivo": reason or enrolment.reason,
    }


def values_of_edition(edition: Edition) -> dict[str, str]:
    """What fills the places of every letter."""
    where = str(edition.venue) if edition.venue else edition.remote_url
    return {
        "corso": edition.course.title,
        "edizione": edition.name,
        "date": _("dal %(from)s al %(to)s")
        % {"from": format_date(edition.starts_on), "to": format_date(edition.ends_on)},
        "sede": where or _("da definire"),
    }
