# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.questionnaires.views import filling, filling_media

app_name = "questionnaires"
FILLING = [
    path("compila/<uuid:public_id>/", filling.fill_page, name="fill"),
    path("compila/<uuid:public_id>/salva/", filling.fill_save, name="fill_save"),
    path("compila/<uuid:public_id>/inviate/", filling.fill_sent, name="fill_sent"),
    path("compila/<uuid:public_id>/figure/<str:name>", filling_media.fill_media, name="fill_media"),
    path("compila/<uuid:public_id>/file/<str:name>", filling_media.fill_file, name="fill_file"),
]
urlpatterns = [*FILLING]
