# SPDX-License-Identifier: EUPL-1.2
"""Pages of accounts, and the entrance: of allauth's addresses only those that are offered.

Signing up, e-mail addresses and passwords by e-mail are not: an administrator makes accounts and gives passwords.
"""

from allauth.account import views as entrance
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from ordito.accounts.views import people, profile, registry, work

pages = [
    path("persone/", people.people_list, name="people"),
    path("persone/nuova/", people.person_create, name="person_create"),
    path("persone/<int:pk>/", people.person, name="person"),
    path("persone/<int:pk>/modifica/", people.person_edit, name="person_edit"),
    path("persone/<int:pk>/password/", people.password, name="person_password"),
    path("persone/<int:pk>/secondo-passaggio/", people.second_factor, name="person_second_factor"),
    path("persone/<int:pk>/sospendi/", people.deactivate, name="person_deactivate"),
    path("persone/<int:pk>/riattiva/", people.reactivate, name="person_reactivate"),
    path("persone/<int:pk>/ruoli/nuovo/", people.membership_create, name="membership_create"),
    path("persone/<int:pk>/ruoli/<int:membership_pk>/termina/", people.membership_end, name="membership_end"),
    path("profilo/", profile.profile, name="profile"),
    path("ruoli/", profile.rights, name="rights"),
    path("registro/", registry.registry, name="registry"),
    path("registro/verifica/", registry.check, name="registry_check"),
    path("registro/<str:kind>/<int:object_id>/", registry.about_row, name="registry_row"),
    path("lavori/", work.job_list, name="jobs"),
    path("lavori/<int:pk>/", work.job_detail, name="job"),
]
gates = [
    path("", entrance.login, name="account_login"),
    path("esci/", entrance.logout, name="account_logout"),
    path("sospeso/", entrance.account_inactive, name="account_inactive"),
    path("conferma/", entrance.reauthenticate, name="account_reauthenticate"),
    path("password/", entrance.password_change, name="account_change_password"),
    path("codice/", second_factor.authenticate, name="mfa_authenticate"),
    path("codice/conferma/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("due-passaggi/", second_factor.index, name="mfa_index"),
    path("due-passaggi/attiva/", totp.activate_totp, name="mfa_activate_totp"),
    path("due-passaggi/disattiva/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("due-passaggi/codici/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("due-passaggi/codici/nuovi/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("due-passaggi/codici/scarica/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
urlpatterns = [
    path("", include((pages, "accounts"))),
    path("accesso/", include(gates)),  # by allauth's own names, which its views look up
]
