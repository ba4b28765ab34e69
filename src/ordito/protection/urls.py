# SPDX-License-Identifier: EUPL-1.2
from django.urls import URLPattern, path

from ordito.protection.views import care, pages, returning, rows, steps

SLUGS = {
    "emergency": "allontanamenti",
    "measure": "provvedimenti",
    "placement": "collocamenti",
    "foster": "affidamenti",
    "meeting_plan": "incontri-protetti",
    "report": "relazioni",
    "proceeding": "procedimenti",
    "leaver": "autonomia",
}


def _of_rows(page: str, slug: str) -> list[URLPattern]:
    """The four pages that every kind of row has."""
    base, kind = f"<int:pk>/tutela/{slug}/", {"page": page}
    return [
        path(f"{base}nuovo/", rows.new, kind, name=f"{page}_new"),
        path(f"{base}<int:row_pk>/", pages.row, kind, name=page),
        path(f"{base}<int:row_pk>/modifica/", rows.edit, kind, name=f"{page}_edit"),
        path(f"{base}<int:row_pk>/togli/", rows.annul, kind, name=f"{page}_annul"),
    ]


app_name = "protection"
urlpatterns = [
    path("tutela/termini/", steps.clock, name="clock"),
    path("tutela/termini/<int:rule_pk>/", steps.clock_rule, name="clock_rule"),
    path("<int:pk>/tutela/", pages.protection, name="protection"),
    path("<int:pk>/tutela/scadenze/", pages.running_out, name="running_out"),
    *(pattern for page, slug in SLUGS.items() for pattern in _of_rows(page, slug)),
    path(
        "<int:pk>/tutela/allontanamenti/<int:row_pk>/adempimenti/<int:step_pk>/",
        steps.emergency_step,
        name="emergency_step",
    ),
    path("<int:pk>/tutela/allontanamenti/<int:row_pk>/esito/", steps.emergency_end, name="emergency_end"),
    path("<int:pk>/tutela/relazioni/<int:row_pk>/invio/", steps.report_send, name="report_send"),
    path("<int:pk>/tutela/relazioni/<int:row_pk>/non-dovuta/", steps.report_drop, name="report_drop"),
    path("<int:pk>/tutela/collocamenti/<int:row_pk>/fine/", care.placement_end, name="placement_end"),
    path("<int:pk>/tutela/collocamenti/<int:row_pk>/rientro/", returning.placement_return, name="placement_return"),
    path("<int:pk>/tutela/affidamenti/<int:row_pk>/rientro/", returning.foster_return, name="foster_return"),
    path("<int:pk>/tutela/collocamenti/<int:row_pk>/schede/<int:card_pk>/", care.card, name="card"),
    path("<int:pk>/tutela/collocamenti/<int:row_pk>/schede/<int:card_pk>/invio/", care.card_send, name="card_send"),
    path("<int:pk>/tutela/affidamenti/<int:row_pk>/stato/", care.foster_move, name="foster_move"),
    path("<int:pk>/tutela/incontri-protetti/<int:row_pk>/incontri/", care.meetings_new, name="meetings_new"),
    path("<int:pk>/tutela/incontri-protetti/<int:row_pk>/incontri/<int:meeting_pk>/", care.meeting, name="meeting"),
]
