# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from ordito.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.batch_list, name="list"),
    path("nuova/", views.upload, name="upload"),
    path("<int:batch_id>/", views.detail, name="detail"),
    path("<int:batch_id>/avanzamento/", views.progress, name="progress"),
    path("<int:batch_id>/colonne/", views.columns, name="columns"),
    path("<int:batch_id>/lettura/", views.reading, name="reading"),
    path("<int:batch_id>/problemi/", views.problems, name="problems"),
    path("<int:batch_id>/voci/", views.meanings, name="meanings"),
    path("<int:batch_id>/gia-presenti/", views.known, name="known"),
    path("<int:batch_id>/foglio/", views.sheet, name="sheet"),
    path("<int:batch_id>/avvia/", views.start, name="start"),
    path("<int:batch_id>/riprendi/", views.resume, name="resume"),
    path("<int:batch_id>/annulla/", views.undo, name="undo"),
    path("<int:batch_id>/elimina/", views.discard, name="discard"),
    re_path(r"^(?P<batch_id>\d+)/righe-rifiutate\.(?P<form>xlsx|csv)$", views.refused, name="refused"),
]
