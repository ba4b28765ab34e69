# SPDX-License-Identifier: EUPL-1.2
"""The code lists of this app; their rows are data (`seeds/codes.csv`)."""

from __future__ import annotations

from enum import StrEnum


class ListKey(StrEnum):
    """The code lists of a person's circumstances."""

    FACT_SOURCE = "fact_source"
    ADDRESS_KIND = "address_kind"
    LIVING_PLACE = "living_place"
    HOUSING_KIND = "housing_kind"
    HOUSING_TENURE = "housing_tenure"
    HOUSING_ADEQUACY = "housing_adequacy"
    EVICTION_STATE = "eviction_state"
    COUNTRY = "country"
    PERMIT_KIND = "permit_kind"
    PERMIT_STATE = "permit_state"
    LANGUAGE = "language"
    LANGUAGE_LEVEL = "language_level"
    SCHOOL_LEVEL = "school_level"
    SCHOOL_ATTENDANCE = "school_attendance"
    SCHOOL_OUTCOME = "school_outcome"
    SCHOOL_PLAN = "school_plan"
    EDUCATION_TITLE = "education_title"
    WORK_CONDITION = "work_condition"
    WORK_CONTRACT = "work_contract"
    ISEE_KIND = "isee_kind"
    BENEFIT_KIND = "benefit_kind"
    BENEFIT_PERIOD = "benefit_period"
    PARENTS_CONDITION = "parents_condition"
    PROTECTION_KIND = "legal_protection_kind"
    VULNERABILITY = "vulnerability"
    DISABILITY_KIND = "disability_kind"
    SUPPORT_LEVEL = "support_level"
    CERTIFICATION_KIND = "certification_kind"
    HEALTH_NEED = "health_need"
    PRACTITIONER_KIND = "practitioner_kind"
