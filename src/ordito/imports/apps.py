# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "ordito.imports"
    label = "imports"
