# SPDX-License-Identifier: EUPL-1.2
"""The same form sent twice at the same instant: both find nothing written, one of them meets the other's row."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Callable

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def once_more(action: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Run an action again when a constraint stopped it: then it finds what the other has written, and goes from there.

    The action looks for the row of its form before it writes, and writes in one transaction, so that nothing remains
    of the first run. What is wrong of itself is stopped again and raised.
    """

    @wraps(action)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return action(*args, **kwargs)
        except IntegrityError:
            return action(*args, **kwargs)

    return run
