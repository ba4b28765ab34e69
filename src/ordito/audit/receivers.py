# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from ordito.audit.engine import triggers


@receiver(post_migrate)
def reinstall_triggers(sender: Any, using: str, **_options: Any) -> None:
    """After every migration of this app or of none (flush), the triggers stand again."""
    if sender.name == "ordito.audit" and "audit_entry" in connections[using].introspection.table_names():
        triggers.install(connections[using])
