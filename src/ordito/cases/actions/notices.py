# SPDX-License-Identifier: EUPL-1.2
"""Telling people of the house what happened to a record: by its number, never by a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from ordito.messages.actions import Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor


def notify(
    accounts: Iterable[int],
    words: Callable[[], tuple[str, str]],
    *,
    url: str,
    about: Model,
    by: Actor,
    at: datetime,
) -> None:
    """Write one notice to each account, but not to who acts; inside the transaction of the caller's action.

    `words` gives subject and text, and is called in the language of the house: nobody knows which one the other reads.
    """
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = words()
    letters = [
        Letter(
            MessageKind.NOTICE,
            subject,
            body,
            recipient_id=account,
            url=url,
            about_kind=about._meta.label_lower,  # noqa: SLF001 - public API of the framework
            about_id=about.pk,
        )
        for account in dict.fromkeys(accounts)
        if account != by.actor_id
    ]
    send(letters, by=by, at=at)
