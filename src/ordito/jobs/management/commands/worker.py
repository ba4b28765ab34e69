# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import logging
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from ordito.core.memory import settle
from ordito.jobs.actions import clock, prune, reap, start_due

logger = logging.getLogger(__name__)
ROUND_SECONDS = 15


def keep_house() -> None:
    """One round: take up what died, start what is due, forget what is old."""
    now = clock()
    reap(now=now)
    start_due(now=now)
    prune(now=now)


class Command(BaseCommand):
    help = "Runs background jobs, takes up those of killed workers and starts the recurring ones."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Keep house in a thread, work in this one."""
        settle()
        stop = threading.Event()

        def rounds() -> None:
            while True:
                close_old_connections()
                try:
                    keep_house()
                except Exception:
                    logger.exception("A round of the scheduler failed")
                finally:
                    connection.close()
                if stop.wait(ROUND_SECONDS):
                    return

        threading.Thread(target=rounds, daemon=True).start()
        try:
            call_command("db_worker", interval=0.5, reload=False, verbosity=0)
        finally:
            stop.set()
