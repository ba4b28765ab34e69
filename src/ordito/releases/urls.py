# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.releases.views import files, open_data, releases

app_name = "releases"
urlpatterns = [
    path("statistiche/pubblicazioni/", releases.ledger, name="ledger"),
    path("statistiche/pubblicazioni/nuova/", releases.new, name="new"),
    path("statistiche/pubblicazioni/<int:pk>/", releases.release, name="release"),
    path("statistiche/pubblicazioni/<int:pk>/esci/", releases.let_out, name="let_out"),
    path("statistiche/pubblicazioni/<int:pk>/verifica/", releases.check_again, name="check_again"),
    path("statistiche/pubblicazioni/<int:pk>/proposta/<int:number>/", releases.take_coarser, name="take_coarser"),
    path("statistiche/pubblicazioni/<int:pk>/ritira/", releases.withdraw, name="withdraw"),
    path("statistiche/pubblicazioni/<int:pk>/tabella.<slug:kind>", files.file, name="file"),
    path("dati-aperti/", open_data.catalogue, name="catalogue"),
    path("dati-aperti/catalogo.<slug:name>", open_data.catalogue_rdf, name="catalogue_rdf"),
    path("dati-aperti/<slug:slug>/", open_data.dataset, name="dataset"),
    path("dati-aperti/<slug:slug>/dataset.<slug:name>", open_data.dataset_rdf, name="dataset_rdf"),
    path("dati-aperti/<slug:slug>/<int:number>/dati.csv", open_data.open_csv, name="open_csv"),
    path("dati-aperti/<slug:slug>/<int:number>/csv-metadata.json", open_data.open_csvw, name="open_csvw"),
]
