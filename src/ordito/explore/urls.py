# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.explore.views import dashboards, pivot, reports, saved

app_name = "explore"
urlpatterns = [
    path("", pivot.pivot, name="pivot"),
    path("esporta/", pivot.export, name="export"),
    path("viste/", saved.views, name="views"),
    path("viste/salva/", saved.save, name="save"),
    path("viste/<int:pk>/", saved.change, name="view"),
    path("viste/<int:pk>/copia/", saved.copy, name="view_copy"),
    path("viste/<int:pk>/elimina/", saved.delete, name="view_delete"),
    path("cruscotti/", dashboards.dashboards, name="dashboards"),
    path("cruscotti/<int:pk>/", dashboards.dashboard, name="dashboard"),
    path("cruscotti/<int:pk>/modifica/", dashboards.change, name="dashboard_change"),
    path("cruscotti/<int:pk>/elimina/", dashboards.delete, name="dashboard_delete"),
    path("cruscotti/<int:pk>/riquadri/", dashboards.add, name="tile_add"),
    path("cruscotti/riquadri/<int:pk>/", dashboards.move, name="tile_move"),
    path("cruscotti/pronti/<slug:code>/", dashboards.shipped, name="shipped"),
    path("cruscotti/pronti/<slug:code>/copia/", dashboards.copy, name="shipped_copy"),
    path("relazioni/", reports.reports, name="reports"),
    path("relazioni/<int:pk>/", reports.report, name="report"),
    path("relazioni/<int:pk>/scrivi/", reports.edit, name="report_edit"),
    path("relazioni/<int:pk>/approva/", reports.approve, name="report_approve"),
    path("relazioni/<int:pk>/edizione/", reports.edition, name="report_edition"),
    path("relazioni/<int:pk>/elimina/", reports.delete, name="report_delete"),
    path("relazioni/<int:pk>/stampa/", reports.print_report, name="report_print"),
]
