# SPDX-License-Identifier: EUPL-1.2
"""Forms of a person's circumstances: one for each kind of fact, by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.circumstances.forms import kinds

if TYPE_CHECKING:
    from ordito.circumstances.forms.fields import FactForm

FORMS: dict[str, type[FactForm]] = {
    "indirizzo": kinds.AddressForm,
    "dove-vive": kinds.LivingPlaceForm,
    "alloggio": kinds.HousingForm,
    "cittadinanza": kinds.CitizenshipForm,
    "soggiorno": kinds.ResidencePermitForm,
    "lingua": kinds.LanguageForm,
    "scuola": kinds.SchoolYearForm,
    "studio": kinds.EducationForm,
    "lavoro": kinds.WorkSituationForm,
    "isee": kinds.IseeForm,
    "misura": kinds.BenefitForm,
    "genitori": kinds.ParentsConditionForm,
    "protezione": kinds.LegalProtectionForm,
    "attenzione": kinds.VulnerabilityForm,
    "disabilita": kinds.DisabilityForm,
    "certificazione": kinds.CertificationForm,
    "notizia": kinds.HealthNeedForm,
    "curante": kinds.PractitionerForm,
}
