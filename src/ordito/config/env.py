# SPDX-License-Identifier: EUPL-1.2
"""Typed readers of the process environment, so that a wrong setting stops the start with a clear sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str) -> str:
    """The value of `name`, or `default` when it is unset."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """A yes/no value; anything but the eight accepted words is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of {sorted((_TRUE | _FALSE) - {''})}, not {raw!r}.")


def number(name: str, default: int) -> int:
    """A whole number."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def words(name: str, default: str) -> list[str]:
    """A comma-separated list without empty entries."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def socket_address(name: str) -> str | tuple[str, int] | None:
    """Where a daemon listens: `unix:/path/of/its/socket` gives the path, `tcp:host:port` both; None when unset."""
    scheme, _colon, rest = (raw := text(name, "")).partition(":")
    if not raw:
        return None
    if scheme == "unix" and rest.startswith("/"):
        return rest
    host, _colon, port = rest.rpartition(":")
    if scheme == "tcp" and host and port.isdecimal():
        return host.strip("[]"), int(port)
    raise ImproperlyConfigured(f"{name} must be unix:/path or tcp:host:port, not {raw!r}.")


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`.

    `sqlite:///path` or `postgresql://user:password@host:port/name?host=/socket/folder`.
    SQLite waits 20 s for the write lock and takes it when the transaction begins: with the framework's default,
    writers that upgrade a read lock fail instead of waiting.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = parts.path[1:]
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path or ":memory:",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                    " PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": options.pop("user", unquote(parts.username or "")),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": options.pop("port", str(parts.port or "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://.")


def secret_file(path: Path, make: Any) -> str:
    """The content of `path`, made by `make()` with mode 0600 when it does not exist yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process made it a moment ago
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(make())
    return path.read_text(encoding="utf-8").strip()
