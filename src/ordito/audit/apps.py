# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ordito.audit"
    label = "audit"

    def ready(self) -> None:
        from ordito.audit import receivers  # noqa: F401 - registers them
