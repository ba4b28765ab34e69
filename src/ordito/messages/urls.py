# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.messages import views

app_name = "messages"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("inviati/", views.sent_list, name="sent"),
    path("letti/", views.read_all, name="read_all"),
    path("<int:pk>/letto/", views.read, name="read"),
]
