# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "ordito.territory"
    label = "territory"
