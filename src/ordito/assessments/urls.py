# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.assessments.views import pages, scoring, screening, settings, writing

app_name = "assessments"
urlpatterns = [
    path("<int:pk>/valutazioni/", pages.assessments, name="assessments"),
    path("<int:pk>/valutazioni/nuova/", writing.new, name="new"),
    path("<int:pk>/valutazioni/cambiamento/", pages.comparison, name="comparison"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/", pages.assessment, name="assessment"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/punteggi/", scoring.scores, name="scores"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/modifica/", writing.edit, name="edit"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/questionario/", writing.answers, name="answers"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/completa/", writing.complete, name="complete"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/riapri/", writing.reopen, name="reopen"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/principale/", writing.main, name="main"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/approvazione/", writing.ask, name="ask"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/approvazione/ritira/", writing.withdraw, name="withdraw"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/metti-da-parte/", writing.discard, name="discard"),
    path("<int:pk>/valutazioni/<int:assessment_pk>/screening/<int:rule_pk>/", screening.screening, name="screening"),
    path("strumenti/", settings.settings, name="settings"),
    path("strumenti/schemi/<int:scheme_pk>/", settings.scheme, name="scheme"),
    path("strumenti/schemi/<int:scheme_pk>/verifica/", settings.verify, name="verify"),
    path("strumenti/nuovo/", settings.instrument_new, name="instrument_new"),
    path("strumenti/<int:instrument_pk>/domande/", settings.questions, name="questions"),
    path("strumenti/<int:instrument_pk>/fine/", settings.instrument_end, name="instrument_end"),
    path("strumenti/regole/nuova/", settings.rule_new, name="rule_new"),
    path("strumenti/regole/<int:rule_pk>/fine/", settings.rule_end, name="rule_end"),
]
