# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.library.views import glossary, materials, reading

app_name = "library"
urlpatterns = [
    path("", reading.materials, name="list"),
    path("nuovo/", materials.new, name="new"),
    path("<int:pk>/", reading.material, name="material"),
    path("<int:pk>/scarica/", reading.download, name="download"),
    path("<int:pk>/versioni/<int:number>/", reading.version, name="version"),
    path("<int:pk>/modifica/", materials.edit, name="edit"),
    path("<int:pk>/nuova-versione/", materials.renew, name="renew"),
    path("<int:pk>/ritira/", materials.withdraw, name="withdraw"),
    path("<int:pk>/scaricamenti/", materials.downloads, name="downloads"),
    path("glossario/", glossary.index, name="glossary"),
    path("glossario/nuova/", glossary.new, name="term_new"),
    path("glossario/voci/<slug:slug>/", glossary.term, name="term"),
    path("glossario/voci/<slug:slug>/modifica/", glossary.edit, name="term_edit"),
    path("glossario/voci/<slug:slug>/storia/", glossary.history, name="term_history"),
]
