# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.urls import path

from ordito.circumstances.views import facts, pages, readers

app_name = "circumstances"
urlpatterns = [
    path("<int:pk>/situazione/", pages.situation, name="situation"),
    path("<int:pk>/salute/", pages.health, name="health"),
    path("<int:pk>/situazione/indirizzo/<int:fact_pk>/lettori/", readers.readers, name="readers"),
    path("<int:pk>/situazione/indirizzo/<int:fact_pk>/riprendi/", readers.take_over, name="take_over"),
    path("<int:pk>/situazione/<slug:key>/nuovo/", facts.new, name="fact_new"),
    path("<int:pk>/situazione/<slug:key>/<int:fact_pk>/", facts.edit, name="fact_edit"),
    path("<int:pk>/situazione/<slug:key>/<int:fact_pk>/fine/", facts.end, name="fact_end"),
    path("<int:pk>/situazione/<slug:key>/<int:fact_pk>/togli/", facts.annul, name="fact_annul"),
]
