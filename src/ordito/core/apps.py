# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.conf import settings


class CoreConfig(AppConfig):
    name = "ordito.core"
    label = "core"

    def ready(self) -> None:
        """Make the one static file that is derived from the installed kit."""
        from ordito.core.components import write_kit_css

        write_kit_css(settings.STATIC_BUILD)
