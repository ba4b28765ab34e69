# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.questionnaires.api import addresses
from ordito.questionnaires.views import answers, catalogue, devices, filling, filling_media, openrosa, sheets, versions

app_name = "questionnaires"
FILLING = [
    path("compila/<uuid:public_id>/", filling.fill_page, name="fill"),
    path("compila/<uuid:public_id>/salva/", filling.fill_save, name="fill_save"),
    path("compila/<uuid:public_id>/inviate/", filling.fill_sent, name="fill_sent"),
    path("compila/<uuid:public_id>/figure/<str:name>", filling_media.fill_media, name="fill_media"),
    path("compila/<uuid:public_id>/file/<str:name>", filling_media.fill_file, name="fill_file"),
]
# What ODK Collect asks for, below the address of the server.
DEVICES = [
    path("dispositivi/", devices.devices, name="devices"),
    path("dispositivi/<int:pk>/revoca/", devices.device_revoke, name="device_revoke"),
    path("odk/formList", openrosa.form_list, name="device_forms"),
    path("odk/submission", openrosa.submission, name="device_submission"),
    path("odk/form/<str:device_id>/", openrosa.form, name="device_form"),
    path("odk/manifest/<str:device_id>/", openrosa.manifest, name="device_manifest"),
    path("odk/file/<str:device_id>/<int:pk>/", openrosa.file, name="device_file"),
]
# What programs ask for: also entered with a device's token.
PROGRAMS = [path("api/", addresses())]
VERSIONS = [
    path("versioni/<int:pk>/", versions.version, name="version"),
    path("versioni/<int:pk>/prova/", versions.try_out, name="try"),
    path("versioni/<int:pk>/allegati/", versions.attach, name="attach"),
    path("versioni/<int:pk>/allegati/<int:attachment_id>/", versions.attached, name="attached"),
    path("versioni/<int:pk>/foglio/", versions.workbook, name="workbook"),
    path("versioni/<int:pk>/xform/", versions.xform, name="xform"),
    path("versioni/<int:pk>/domande/", versions.questions, name="questions"),
    path("versioni/<int:pk>/domande/conta/", versions.say_counting, name="say_counting"),
    path("versioni/<int:pk>/pubblica/", versions.publish, name="publish"),
    path("versioni/<int:pk>/ritira/", versions.retire, name="retire"),
    path("versioni/<int:pk>/scarta/", versions.discard, name="discard"),
]
ANSWERS = [
    path("versioni/<int:pk>/risposte/", answers.answers, name="answers"),
    path("versioni/<int:pk>/esporta/", answers.export, name="export_new"),
    path("esportazioni/<int:pk>/", answers.export_page, name="export"),
    path("esportazioni/<int:pk>/avanzamento/", answers.export_progress, name="export_progress"),
    path("esportazioni/<int:pk>/file/<int:file_id>/", answers.export_file, name="export_file"),
    path("risposte/<uuid:public_id>/", answers.submission, name="submission"),
    path("risposte/<uuid:public_id>/xml/", answers.submission_xml, name="submission_xml"),
    path("risposte/<uuid:public_id>/file/<int:file_id>/", answers.submission_file, name="submission_file"),
]
SHEETS = [
    path("fogli/", sheets.sheets, name="sheets"),
    path("fogli/<int:pk>/", sheets.sheet, name="sheet"),
    path("fogli/<int:pk>/avanzamento/", sheets.sheet_progress, name="sheet_progress"),
    path("fogli/<int:pk>/invia/", sheets.sheet_send, name="sheet_send"),
    path("fogli/modello/<int:pk>/<str:kind>/", sheets.template, name="sheet_template"),
]
urlpatterns = [
    path("", catalogue.questionnaires, name="list"),
    path("nuovo/", catalogue.upload, name="upload"),
    path("<int:pk>/", catalogue.questionnaire, name="detail"),
    path("<int:pk>/nuova-versione/", catalogue.upload_version, name="upload_version"),
    *VERSIONS,
    *ANSWERS,
    *SHEETS,
    *FILLING,
    *DEVICES,
    *PROGRAMS,
]
