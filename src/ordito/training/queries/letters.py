# SPDX-License-Identifier: EUPL-1.2
"""The texts of the e-mails about enrolments: those that come with Ordito, or as an office wrote them."""

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

    from ordito.training.models import Enrolment

PLACE = re.compile(r"\{([^{}\s]*)\}")
PLACES = ("nome", "corso", "edizione", "date", "sede", "motivo")
"""What may stand between braces in a text."""
HELLO = gettext_lazy("Gentile {nome},")
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
    return LetterText(key, str(subject), f"{HELLO}\n\n{body}")


def places_unknown(text: str) -> list[str]:
    """What stands between braces in a text and is no place."""
    return [name for name in PLACE.findall(text) if name not in PLACES]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its places filled; what people wrote is never read as a place."""
    return PLACE.sub(lambda match: values.get(match[1], match[0]), text)


def values_of(enrolment: Enrolment, reason: str = "") -> dict[str, str]:
    """What fills the places for somebody's enrolment."""
    edition = enrolment.edition
    where = str(edition.venue) if edition.venue else edition.remote_url
    return {
        "nome": str(enrolment.person),
        "corso": edition.course.title,
        "edizione": edition.name,
        "date": _("dal %(from)s al %(to)s")
        % {"from": format_date(edition.starts_on), "to": format_date(edition.ends_on)},
        "sede": where or _("da definire"),
        "motivo": reason or enrolment.reason,
    }
