# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.fields import open_text

if TYPE_CHECKING:
    from ordito.kinship.models import Relative


def contacts_of(relative: Relative) -> str:
    """How to reach somebody who has no record, on one line."""
    return ", ".join(text for name in ("phone", "email", "street") if (text := open_text(relative, name)))
