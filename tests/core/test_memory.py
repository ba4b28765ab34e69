# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import gc
import sys

from django.conf import settings

from ordito.core.memory import settle


def test_settle_loads_every_page_and_leaves_what_stands_to_itself() -> None:
    gc.unfreeze()
    try:
        settle()
        assert settings.ROOT_URLCONF in sys.modules
        assert gc.get_freeze_count() > len(gc.get_objects())
    finally:
        gc.unfreeze()
