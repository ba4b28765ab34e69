# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.indicators.views import builder, exchange, indicators, upkeep

app_name = "indicators"
urlpatterns = [
    path("aggiorna/", upkeep.refresh, name="refresh"),
    path("regole/", upkeep.rules, name="rules"),
    path("indicatori/", indicators.indicators, name="list"),
    path("indicatori/proponi/", indicators.propose, name="propose"),
    path("indicatori/nuovo/", builder.new, name="new"),
    path("indicatori/esporta/", exchange.export, name="export_indicators"),
    path("indicatori/importa/", exchange.bring_in, name="import_indicators"),
    path("indicatori/<int:pk>/", indicators.indicator, name="indicator"),
    path("indicatori/<int:pk>/modifica/", indicators.edit, name="edit"),
    path("indicatori/<int:pk>/definisci/", builder.define, name="define"),
    path("indicatori/<int:pk>/commenta/", indicators.comment, name="comment"),
    path("indicatori/<int:pk>/in-uso/", indicators.put_in_use, name="put_in_use"),
    path("indicatori/<int:pk>/elimina-bozza/", indicators.discard, name="discard"),
    path("indicatori/<int:pk>/recepisci/", indicators.take_up, name="take_up"),
    path("indicatori/<int:pk>/recepimenti/<int:uptake_pk>/revoca/", indicators.withdraw, name="withdraw"),
    path("indicatori/<int:pk>/ritira/", indicators.retire, name="retire"),
]
