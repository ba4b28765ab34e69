# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.indicators import views

app_name = "indicators"
urlpatterns = [
    path("", views.figure, name="figure"),
    path("esporta/", views.export, name="export"),
    path("aggiorna/", views.refresh, name="refresh"),
    path("regole/", views.rules, name="rules"),
]
