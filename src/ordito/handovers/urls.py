# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.handovers.views import received, sending

app_name = "handovers"
urlpatterns = [
    path("passaggi/", received.passages, name="passages"),
    path("passaggi/inviati/", received.sent, name="sent"),
    path("passaggi/<int:passage_pk>/", received.handover, name="handover"),
    path("invii/<int:passage_pk>/", received.referral, name="referral"),
    path("<int:pk>/passaggi/", sending.record, name="record"),
    path("<int:pk>/passaggi/nuovo/", sending.offer, name="offer"),
    path("<int:pk>/passaggi/<int:passage_pk>/fascicolo/", sending.dossier, name="dossier"),
    path("<int:pk>/passaggi/<int:passage_pk>/revoca/", sending.revoke_handover, name="handover_revoke"),
    path("<int:pk>/passaggi/<int:passage_pk>/concludi/", sending.finish_handover, name="handover_finish"),
    path("<int:pk>/invii/nuovo/", sending.refer, name="refer"),
    path("<int:pk>/invii/<int:passage_pk>/revoca/", sending.revoke_referral, name="referral_revoke"),
    path("<int:pk>/invii/<int:passage_pk>/risposta/", sending.answer_referral, name="referral_answer"),
    path("<int:pk>/invii/<int:passage_pk>/esito/", sending.finish_referral, name="referral_finish"),
]
