# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.papers.views import letters, printing, templates

app_name = "papers"
urlpatterns = [
    path("modelli-di-lettera/", templates.templates, name="templates"),
    path("modelli-di-lettera/nuovo/", templates.new, name="template_new"),
    path("modelli-di-lettera/<int:template_pk>/", templates.edit, name="template_edit"),
    path("modelli-di-lettera/<int:template_pk>/togli/", templates.retire, name="template_retire"),
    path("modelli-di-lettera/<int:template_pk>/scarica/", templates.download, name="template_file"),
    path("<int:pk>/stampa/", printing.new, name="print_new"),
    path("<int:pk>/stampe/<int:print_pk>/", printing.detail, name="print"),
    path("<int:pk>/stampe/<int:print_pk>/volumi/<int:number>/", printing.download, name="print_file"),
    path("<int:pk>/lettere/", letters.letters, name="letters"),
    path("<int:pk>/lettere/nuova/<int:template_pk>/", letters.new, name="letter_new"),
]
