# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations


class ReleaseError(Exception):
    """The action cannot be done as asked; nothing was written. `field` names the form field, "" the whole form."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
