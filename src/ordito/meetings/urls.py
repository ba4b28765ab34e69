# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.meetings.views import calendar, feeds, meetings, minutes, people, register, venues

app_name = "meetings"
urlpatterns = [
    path("", calendar.month, name="month"),
    path("settimana/", calendar.week, name="week"),
    path("elenco/", calendar.listing, name="list"),
    path("nuovo/", meetings.new, name="new"),
    path("<int:pk>/", meetings.meeting, name="meeting"),
    path("<int:pk>/modifica/", meetings.edit, name="edit"),
    path("<int:pk>/annulla/", meetings.cancel, name="cancel"),
    path("<int:pk>/stato/", meetings.move_state, name="move_state"),
    path("<int:pk>/persone/", people.people, name="people"),
    path("<int:pk>/persone/esterni/", people.contact, name="contact"),
    path("<int:pk>/persone/conteggio/", people.count, name="count"),
    path("<int:pk>/persone/<int:participation_pk>/", people.participation, name="participation"),
    path("<int:pk>/risposta/", people.answer, name="answer"),
    path("<int:pk>/registro/", register.register, name="register"),
    path("<int:pk>/registro/foglio-firme/", register.sheet, name="sheet"),
    path("<int:pk>/registro/fogli/<int:sheet_pk>/", register.endorse, name="endorse"),
    path("<int:pk>/verbale/", minutes.minutes, name="minutes"),
    path("<int:pk>/verbale/scrivi/", minutes.write, name="write_minutes"),
    path("<int:pk>/verbale/stato/", minutes.move_minutes, name="move_minutes"),
    path("<int:pk>/verbale/allegati/", minutes.attach, name="attach"),
    path("<int:pk>/verbale/allegati/<int:file_pk>/", minutes.attachment, name="attachment"),
    path("<int:pk>/verbale/verbale.pdf", minutes.minutes_pdf, name="minutes_pdf"),
    path("decisioni/<int:decision_pk>/", minutes.tick, name="tick"),
    path("verbali/<uuid:uid>/", minutes.public_minutes, name="public_minutes"),
    path("verbali/<uuid:uid>/verbale.pdf", minutes.public_minutes_pdf, name="public_minutes_pdf"),
    path("sedi/", venues.venues, name="venues"),
    path("sedi/nuova/", venues.new_venue, name="new_venue"),
    path("sedi/<int:pk>/", venues.edit_venue, name="edit_venue"),
    path("indirizzo/", feeds.subscription, name="subscription"),
    path("indirizzo/<str:secret>/miei.ics", feeds.own_feed, name="own_feed"),
    path("indirizzo/<str:secret>/territorio-<int:pk>.ics", feeds.territory_feed, name="territory_feed"),
    path("indirizzo/<str:secret>/<str:kind>-<int:pk>.ics", feeds.owner_feed, name="owner_feed"),
    path("pubblico/", feeds.public_list, name="public"),
    path("pubblico/incontri.ics", feeds.public_feed, name="public_feed"),
    path("pubblico/<uuid:uid>/", feeds.public_meeting, name="public_meeting"),
]
