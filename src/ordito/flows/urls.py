# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.urls import path

from ordito.flows.views import records, register, sendings, settings

app_name = "flows"
urlpatterns = [
    path("<int:pk>/sinba/", records.sinba, name="sinba"),
    path("<int:pk>/sinba/risposte/", records.sinba_edit, name="sinba_edit"),
    path("<int:pk>/prestazioni/", records.benefits, name="benefits"),
    path("<int:pk>/prestazioni/nuova/", records.benefit_new, name="benefit_new"),
    path("<int:pk>/prestazioni/<int:benefit_pk>/", records.benefit_edit, name="benefit_edit"),
    path("<int:pk>/prestazioni/<int:benefit_pk>/togli/", records.benefit_annul, name="benefit_annul"),
    path("<int:pk>/anagrafe/", register.ask, name="register"),
    path("<int:pk>/anagrafe/<int:lookup_pk>/", register.answer, name="register_answer"),
    path("<int:pk>/anagrafe/<int:lookup_pk>/residenza/", register.take_residence, name="register_residence"),
    path("flussi/", sendings.sendings, name="sendings"),
    path("flussi/<int:pk>/", sendings.sending, name="sending"),
    path("flussi/<int:pk>/avanzamento/", sendings.sending_progress, name="sending_progress"),
    path("flussi/<int:pk>/file/", sendings.sending_file, name="sending_file"),
    path("flussi/<int:pk>/scarica/", sendings.sending_download, name="sending_download"),
    path("flussi/<int:pk>/inviato/", sendings.sending_sent, name="sending_sent"),
    path("flussi/<int:pk>/esiti/", sendings.sending_outcomes, name="sending_outcomes"),
    path("flussi/enti/", settings.senders, name="senders"),
    path("flussi/enti/<int:ambito_pk>/<int:body_pk>/", settings.sender, name="sender"),
    path("flussi/corrispondenze/<int:ambito_pk>/", settings.mappings, name="mappings"),
    path("flussi/corrispondenze/<int:ambito_pk>/<slug:field>/<slug:ours>/", settings.mapping, name="mapping"),
]
