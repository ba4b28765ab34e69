# SPDX-License-Identifier: EUPL-1.2
"""Keyed numbers that stand for names and fiscal codes in the database.

Tokens of a name are made for one Ambito: the same surname has other tokens elsewhere, so that a search touches only
the Ambito's rows and the frequency of surnames can be counted at most within it (written in the threat model).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core import crypto, text

if TYPE_CHECKING:
    import uuid
    from datetime import date


def token_field(ambito_id: int) -> str:
    """The name under which an Ambito's tokens are keyed."""
    return f"cases.person.name/{ambito_id}"


def name_tokens(name: str, ambito_id: int) -> list[int]:
    """The tokens under which a full name is filed."""
    return list(dict.fromkeys(crypto.tokens(text.search_words(name), field=token_field(ambito_id))))


def fiscal_code_index(code: str) -> bytes | None:
    """The blind index of a checked fiscal code; None without one."""
    return crypto.blind_index(code, field="cases.person.fiscal_code") if code else None


def link_number(code: str, public_id: uuid.UUID, birth_date: date | None, sex: str) -> int:
    """The number that ties the rows of one person: from the fiscal code, else from the row's own id.

    Rows that disagree on birth date or sex are not tied: one person of the statistics has one of each.
    """
    text = f"{code}/{birth_date}/{sex}" if code else str(public_id)
    return crypto.token(text, field="cases.person.link")
