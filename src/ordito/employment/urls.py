# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from ordito.employment.views import accreditations, appraisals, pages, rows, steps


def _to_change(page: str, slug: str) -> list[URLPattern]:
    """The pages that correct and set aside a row."""
    base = f"<int:pk>/lavoro/{slug}/<int:row_pk>/"
    edit = path(f"{base}modifica/", rows.edit, {"page": page}, name=f"{page}_edit")
    annul = path(f"{base}togli/", rows.annul, {"page": page}, name=f"{page}_annul")
    return [edit, annul]


def _to_add(page: str, where: str) -> URLPattern:
    """The page that adds a row where the address says."""
    return path(f"<int:pk>/lavoro/{where}/nuovo/", rows.new, {"page": page}, name=f"{page}_new")


APPRAISAL = "<int:pk>/lavoro/valutazioni/<int:row_pk>/"

app_name = "employment"
urlpatterns = [
    path("lavoro/enti-accreditati/", accreditations.accreditations, name="accreditations"),
    path("lavoro/enti-accreditati/nuovo/", accreditations.new, name="accreditation_new"),
    path("lavoro/enti-accreditati/<int:row_pk>/", accreditations.edit, name="accreditation_edit"),
    path("<int:pk>/lavoro/", pages.work, name="work"),
    _to_add("path", "percorsi"),
    path("<int:pk>/lavoro/percorsi/<int:row_pk>/", pages.path, name="path"),
    path("<int:pk>/lavoro/percorsi/<int:row_pk>/fase/", steps.move, name="path_move"),
    *_to_change("path", "percorsi"),
    path("<int:pk>/lavoro/percorsi/<int:parent_pk>/<slug:slug>/nuova/", appraisals.new, name="appraisal_new"),
    path(f"{APPRAISAL}modifica/", appraisals.edit, name="appraisal_edit"),
    path(f"{APPRAISAL}togli/", rows.annul, {"page": "appraisal"}, name="appraisal_annul"),
    _to_add("placement", "percorsi/<int:parent_pk>/inserimenti"),
    path("<int:pk>/lavoro/inserimenti/<int:row_pk>/", pages.placement, name="placement"),
    path("<int:pk>/lavoro/inserimenti/<int:row_pk>/fine/", steps.placement_end, name="placement_end"),
    *_to_change("placement", "inserimenti"),
    _to_add("monitoring", "inserimenti/<int:parent_pk>/monitoraggi"),
    *_to_change("monitoring", "monitoraggi"),
    _to_add("accommodation", "inserimenti/<int:parent_pk>/accomodamenti"),
    *_to_change("accommodation", "accomodamenti"),
    path("<int:pk>/lavoro/esiti/<int:row_pk>/", steps.outcome, name="outcome"),
]
