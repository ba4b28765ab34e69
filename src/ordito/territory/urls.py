# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from ordito.territory.views import bodies, places, staff

app_name = "territory"
urlpatterns = [
    path("", places.places, name="places"),
    path("<int:pk>/", places.place, name="place"),
    path("programmi/", places.programmes, name="programmes"),
    path("programmi/<int:pk>/", places.programme, name="programme"),
    path("servizi/tipi/", places.service_types, name="service_types"),
    path("enti/", bodies.organisations, name="organisations"),
    path("enti/nuovo/", bodies.organisation_create, name="organisation_create"),
    path("enti/<int:pk>/", bodies.organisation, name="organisation"),
    path("enti/<int:pk>/modifica/", bodies.organisation_edit, name="organisation_edit"),
    path("servizi/", bodies.services, name="services"),
    path("servizi/nuovo/", bodies.service_create, name="service_create"),
    path("servizi/<int:pk>/", bodies.service, name="service"),
    path("servizi/<int:pk>/modifica/", bodies.service_edit, name="service_edit"),
    path("operatori/", staff.professionals, name="professionals"),
    path("operatori/nuovo/", staff.professional_create, name="professional_create"),
    path("operatori/<int:pk>/", staff.professional, name="professional"),
    path("operatori/<int:pk>/modifica/", staff.professional_edit, name="professional_edit"),
    path("operatori/<int:pk>/incarichi/nuovo/", staff.role_create, name="role_create"),
    path("incarichi/<int:pk>/chiudi/", staff.role_end, name="role_end"),
]
