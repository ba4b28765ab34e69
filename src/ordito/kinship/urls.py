# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.kinship.views import ecomap, family, kin, responsibility, rows

app_name = "kinship"
urlpatterns = [
    path("<int:pk>/legami/", family.ties, name="ties"),
    path("<int:pk>/legami/nuovo/", kin.kin_new, name="kin_new"),
    path("<int:pk>/legami/dal-nucleo/", kin.kin_proposed, name="kin_proposed"),
    path("<int:pk>/legami/<int:row_pk>/correggi/", kin.kin_edit, name="kin_edit"),
    path("<int:pk>/legami/familiari/<int:relative_pk>/", kin.relative_edit, name="relative_edit"),
    path("<int:pk>/legami/responsabilita/nuova/", responsibility.responsibility_new, name="responsibility_new"),
    path(
        "<int:pk>/legami/responsabilita/<int:row_pk>/correggi/",
        responsibility.responsibility_edit,
        name="responsibility_edit",
    ),
    path("<int:pk>/legami/ecomappa/nuovo/", ecomap.tie_new, name="tie_new"),
    path("<int:pk>/legami/ecomappa/<int:row_pk>/correggi/", ecomap.tie_edit, name="tie_edit"),
    path("<int:pk>/legami/<slug:sort>/<int:row_pk>/fine/", rows.end, name="row_end"),
    path("<int:pk>/legami/<slug:sort>/<int:row_pk>/togli/", rows.withdraw, name="row_withdraw"),
]
