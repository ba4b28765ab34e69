# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.training.views import evaluation, evaluation_report, responding, standards, supervision

app_name = "training"
EVALUATION = [
    path("edizioni/<int:pk>/valutazione/", evaluation.evaluation, name="evaluation"),
    path("edizioni/<int:pk>/valutazione/aggiungi/<slug:level>/", evaluation.evaluation_add, name="evaluation_add"),
    path("edizioni/<int:pk>/valutazione/indicatore/", evaluation.evaluation_indicator, name="evaluation_indicator"),
    path("valutazione/", evaluation_report.report, name="evaluation_report"),
    path("valutazione/risposte-aperte/<int:pk>/", evaluation_report.texts, name="evaluation_texts"),
    path("valutazione/questionari/<int:pk>/giorni/", evaluation.evaluation_days, name="evaluation_days"),
    path("valutazione/questionari/<int:pk>/togli/", evaluation.evaluation_drop, name="evaluation_drop"),
    path("valutazione/questionari/<int:pk>/collegamento/", evaluation.evaluation_door, name="evaluation_door"),
    path("valutazione/questionari/<int:pk>/codici/", evaluation.evaluation_codes, name="evaluation_codes"),
    path(
        "valutazione/indicatori/<int:pk>/togli/", evaluation.evaluation_indicator_drop, name="evaluation_indicator_drop"
    ),
    path("valutazione/rispondi/<slug:key>/", responding.link, name="evaluation_link"),
    path("valutazione/risposta/<slug:secret>/", responding.answer, name="evaluation_answer"),
    path("valutazione/risposta/<slug:secret>/compila/", responding.evaluation_fill, name="evaluation_fill"),
    path("valutazione/risposta/<slug:secret>/salva/", responding.evaluation_save, name="evaluation_save"),
    path("valutazione/risposta/<slug:secret>/media/<path:name>/", responding.evaluation_media, name="evaluation_media"),
    path("valutazione/risposta/<slug:secret>/file/<path:name>/", responding.evaluation_file, name="evaluation_file"),
]
urlpatterns = [
    path("supervisione/", supervision.cycles, name="supervision"),
    path("supervisione/nuova/", supervision.new, name="supervision_new"),
    path("supervisione/ore/", supervision.hours, name="supervision_hours"),
    path("supervisione/<int:pk>/", supervision.cycle, name="supervision_cycle"),
    path("supervisione/<int:pk>/modifica/", supervision.edit, name="supervision_edit"),
    path("supervisione/<int:pk>/gruppo/", supervision.group, name="supervision_group"),
    path("supervisione/<int:pk>/incontri/nuovo/", supervision.meeting, name="supervision_meeting"),
    path("supervisione/<int:pk>/concludi/", supervision.close, name="supervision_close"),
    path("standard/", standards.standards, name="standards"),
    path("standard/nuovo/", standards.new, name="standard_new"),
    path("standard/<int:pk>/", standards.standard, name="standard"),
    path("standard/<int:pk>/modifica/", standards.edit, name="standard_edit"),
    path("standard/<int:pk>/passo/", standards.step, name="standard_step"),
    path("standard/<int:pk>/versioni/<int:number>/", standards.standard, name="standard_version"),
    path("standard/<int:pk>/versioni/<int:number>/pdf/", standards.paper, name="standard_paper"),
    path("standard/<int:pk>/versioni/<int:number>/corsi/nuovo/", standards.link, name="standard_link"),
    path("standard/<int:pk>/versioni/<int:number>/risultati/nuovo/", standards.evidence, name="standard_evidence"),
    path("standard/corsi/<int:pk>/", standards.course, name="standard_course"),
    path("standard/corsi/<int:pk>/togli/", standards.unlink, name="standard_unlink"),
    path("standard/risultati/<int:pk>/togli/", standards.drop_evidence, name="standard_evidence_drop"),
    *EVALUATION,
]
