# SPDX-License-Identifier: EUPL-1.2
"""Brings an installation up to date in one process: texts, tables and, in a demonstration, its people and records."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """`./ordito prepare`: safe to run at every start, because each step first asks whether it is needed."""

    help = "Compila le traduzioni, aggiorna le tabelle e, in una dimostrazione vuota, carica i dati inventati."
    requires_system_checks = ()  # each start would pay for them; the tests and migrate run them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the steps in the order in which they need each other."""
        call_command("compile_locale", verbosity=0)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparo il database ...")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMONSTRATION:
            call_command("load_demo", if_empty=True)
