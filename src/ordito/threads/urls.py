# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.threads import views

app_name = "threads"
urlpatterns = [
    path("", views.thread_list, name="list"),
    path("<str:kind>/<int:object_id>/aggiungi/", views.link, name="link"),
    path("<str:kind>/<int:object_id>/<int:thread_id>/togli/", views.unlink, name="unlink"),
]
