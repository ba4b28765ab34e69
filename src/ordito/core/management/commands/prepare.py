# SPDX-License-Identifier: EUPL-1.2
"""Brings an installation up to date in one process: keys, texts, tables, the data it starts from, a demonstration."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ordito.core.crypto import create_ring


class Command(BaseCommand):
    """`./ordito prepare`: safe to run at every start, because each step first asks whether it is needed."""

    help = "Crea le chiavi, compila le traduzioni, aggiorna le tabelle e carica la dimostrazione in un database vuoto."
    requires_system_checks = ("start",)  # each start would pay for the others; the tests and migrate run them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the steps in the order in which they need each other."""
        call_command("compile_locale", verbosity=0)
        executor = MigrationExecutor(connection)
        self.require_ring(fresh=not executor.loader.applied_migrations)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparo il database ...")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_code_lists", verbosity=0)
            call_command("load_schemes", verbosity=0)
            call_command("load_record_defaults", verbosity=0)
            call_command("load_letter_templates", verbosity=0)
            call_command("load_retention_series", verbosity=0)
            call_command("load_indicators", verbosity=0)
            call_command("load_glossary", verbosity=0)
        if settings.DEMONSTRATION:
            call_command("load_demo", if_empty=True)

    def require_ring(self, *, fresh: bool) -> None:
        """Make the key ring beside an empty database; beside a used one a new ring would hide that the old is lost."""
        if settings.ORDITO_KEYS.exists():
            return
        if not fresh:
            raise CommandError(
                f"Manca il portachiavi {settings.ORDITO_KEYS}: senza di esso i nomi in questo database non si leggono. "
                "Rimettilo al suo posto dalla copia di sicurezza."
            )
        create_ring(settings.ORDITO_KEYS)
