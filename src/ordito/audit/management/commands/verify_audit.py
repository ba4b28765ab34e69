# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ordito.audit.queries import SAFE_HORIZON, verify_chain


class Command(BaseCommand):
    help = "Checks that the audit log was neither changed nor shortened; exits 1 when it was."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print the verdict."""
        verdict = verify_chain(before=timezone.now() - SAFE_HORIZON)
        for problem in verdict.problems:
            self.stderr.write(problem)
        self.stdout.write(f"Anelli verificati: {verdict.links}. In attesa di sigillo: {verdict.waiting}.")
        if not verdict.sound:
            raise CommandError("Il registro è stato alterato.")
