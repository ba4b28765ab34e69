# SPDX-License-Identifier: EUPL-1.2
"""Questions to the database that a page asks once, however many of its parts want the answer."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Wanted = ParamSpec("Wanted")
Answer = TypeVar("Answer")

_known: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("ordito_asked_once", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """While it lasts, functions marked by `once` remember what they gave: for reading, never around a write."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def recall(function: Callable[Wanted, Answer], *args: Wanted.args, **named: Wanted.kwargs) -> Answer:
    """What a function gives; within `asked_once`, what it gave for the same arguments, the same object."""
    known = _known.get()
    if known is None:
        return function(*args, **named)
    key = (function, args, tuple(sorted(named.items())))
    if key not in known:
        known[key] = function(*args, **named)
    return known[key]  # type: ignore[no-any-return]  # what this function gave


def once(function: Callable[Wanted, Answer]) -> Callable[Wanted, Answer]:
    """Every call of the function is a `recall`."""

    @wraps(function)
    def asked(*args: Wanted.args, **named: Wanted.kwargs) -> Answer:
        return recall(function, *args, **named)

    return asked
