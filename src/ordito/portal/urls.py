# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("componenti/", views.gallery, name="gallery"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("riservatezza/", views.privacy, name="privacy"),
    path("informazioni/", views.about, name="about"),
    path("sessione/", views.session, name="session"),
]
