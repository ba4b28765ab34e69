# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.plans.views import content, plans, reviews, rows, signing, steps, words

app_name = "plans"
PLAN = "<int:pk>/progetti/<int:plan_pk>/"
urlpatterns = [
    path("<int:pk>/progetti/", plans.plans, name="plans"),
    path("<int:pk>/progetti/nuovo/", plans.new, name="plan_new"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}modifica/", plans.edit, name="plan_edit"),
    path(f"{PLAN}condividi/", steps.share, name="plan_share"),
    path(f"{PLAN}concorda/", steps.agree, name="plan_agree"),
    path(f"{PLAN}concludi/", steps.conclude, name="plan_conclude"),
    path(f"{PLAN}approvazione/", steps.ask, name="plan_ask"),
    path(f"{PLAN}riapri/", steps.reopen, name="plan_reopen"),
    path(f"{PLAN}butta/", steps.discard, name="plan_discard"),
    path(f"{PLAN}nuova-versione/", steps.edition, name="plan_edition"),
    path(f"{PLAN}firma/", signing.screen, name="sign"),
    path(f"{PLAN}firma/file/", signing.upload, name="sign_file"),
    path(f"{PLAN}verifica/", reviews.review, name="review"),
    path(f"{PLAN}obiettivi/nuovo/", content.objective_new, name="objective_new"),
    path(f"{PLAN}obiettivi/<int:objective_pk>/", content.objective_edit, name="objective_edit"),
    path(f"{PLAN}obiettivi/<int:objective_pk>/togli/", content.objective_remove, name="objective_remove"),
    path(f"{PLAN}righe/nuova/", rows.new, name="action_new"),
    path(f"{PLAN}righe/<int:action_pk>/", rows.edit, name="action_edit"),
    path(f"{PLAN}righe/<int:action_pk>/togli/", rows.remove, name="action_remove"),
    path(f"{PLAN}partecipanti/nuovo/", content.participant_new, name="participant_new"),
    path(f"{PLAN}partecipanti/<int:participant_pk>/togli/", content.participant_remove, name="participant_remove"),
    path("<int:pk>/parole/", words.words, name="words"),
    path("<int:pk>/parole/nuove/", words.new, name="words_new"),
    path("<int:pk>/parole/<int:words_pk>/", words.edit, name="words_edit"),
    path("<int:pk>/parole/<int:words_pk>/togli/", words.remove, name="words_remove"),
]
