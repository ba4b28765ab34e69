# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.agenda.views import calendar, outcomes, record

app_name = "agenda"
urlpatterns = [
    path("agenda/", calendar.week, name="week"),
    path("agenda/calendario/", calendar.subscription, name="subscription"),
    path("agenda/calendario/<str:secret>/ordito.ics", calendar.feed, name="feed"),
    path("<int:pk>/agenda/", record.agenda, name="agenda"),
    path("<int:pk>/agenda/nuovo/", record.new, name="new"),
    path("<int:pk>/agenda/<int:appointment_pk>/", record.appointment, name="appointment"),
    path("<int:pk>/agenda/<int:appointment_pk>/modifica/", record.edit, name="edit"),
    path("<int:pk>/agenda/<int:appointment_pk>/svolto/", outcomes.held, name="held"),
    path("<int:pk>/agenda/<int:appointment_pk>/mancato/", outcomes.missed, name="missed"),
    path("<int:pk>/agenda/<int:appointment_pk>/annulla/", outcomes.cancel, name="cancel"),
    path("<int:pk>/agenda/<int:appointment_pk>/rimetti/", outcomes.plan_again, name="plan_again"),
    path("<int:pk>/agenda/<int:appointment_pk>/diario/", outcomes.tell, name="tell"),
]
