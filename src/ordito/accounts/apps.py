# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ordito.accounts"
    label = "accounts"

    def ready(self) -> None:
        from ordito.accounts import receivers  # noqa: F401 - registers them
