# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def lock_chain(connection: BaseDatabaseWrapper) -> None:
    """Let no other sealer read the chain's end until this transaction is over; readers go on.

    On SQLite every transaction is already alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_chainlink IN SHARE ROW EXCLUSIVE MODE")
