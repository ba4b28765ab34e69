# SPDX-License-Identifier: EUPL-1.2
"""What a process that serves for long does once it has loaded everything."""

from __future__ import annotations

import gc
from importlib import import_module

from django.conf import settings


def settle() -> None:
    """Load every page's code now and keep the collector of garbage from looking through it again.

    Otherwise it stops some request for a tenth of a second, again and again: code and tables of the framework are
    hundreds of thousands of objects that stay until the end.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
