# SPDX-License-Identifier: EUPL-1.2
"""Which engine counts: the one of this process, or the one that the house has chosen (`ORDITO_ENGINE`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from ordito.indicators.engine.elsewhere import PostgresEngine, SparkEngine, forget_postgresql, load_postgresql
from ordito.indicators.engine.engines import BestEngine

if TYPE_CHECKING:
    from collections.abc import Collection

    from ordito.indicators.engine.query import Engine
    from ordito.indicators.engine.store import Store

POSTGRESQL, SPARK = "postgresql", "spark"


def engine() -> Engine:
    """What answers questions about figures; all engines give the same cells."""
    if settings.ENGINE == POSTGRESQL:
        return PostgresEngine(address())
    return SparkEngine(settings.ENGINE_AT) if settings.ENGINE == SPARK else BestEngine()


def address() -> str:
    """The PostgreSQL that counts: the one named for it, or else the one that holds the records."""
    return settings.ENGINE_AT or own_database()


def own_database() -> str:
    """The address of the database of the records, as libpq's `key=value` pairs in an URI's query."""
    told = connection.settings_dict
    named = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    given = {name: str(value) for name, value in named.items() if value}
    return f"postgresql:///{quote(str(told['NAME']))}?{urlencode(given | told['OPTIONS'], quote_via=quote)}"


def hand_over(store: Store) -> None:
    """Give a new store to an engine that keeps rows of its own, before anybody asks about it."""
    if settings.ENGINE == POSTGRESQL:
        load_postgresql(address(), store)


def take_back(kept: Collection[str]) -> None:
    """Have such an engine forget every store but these, by their keys."""
    if settings.ENGINE == POSTGRESQL:
        forget_postgresql(address(), kept)
