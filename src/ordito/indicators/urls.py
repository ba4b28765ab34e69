# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.indicators.views import figure, upkeep

app_name = "indicators"
urlpatterns = [
    path("", figure.figure, name="figure"),
    path("esporta/", figure.export, name="export"),
    path("aggiorna/", upkeep.refresh, name="refresh"),
    path("regole/", upkeep.rules, name="rules"),
]
