# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.papers.views import printing

app_name = "papers"
urlpatterns = [
    path("<int:pk>/stampa/", printing.new, name="print_new"),
    path("<int:pk>/stampe/<int:print_pk>/", printing.detail, name="print"),
    path("<int:pk>/stampe/<int:print_pk>/scarica/", printing.download, name="print_file"),
]
