# SPDX-License-Identifier: EUPL-1.2
"""What is true of a person at a time: one table for each kind of dated fact, all made alike (`base.Fact`)."""

from ordito.circumstances.models.base import Fact, FactQuerySet, shared_person
from ordito.circumstances.models.health import Certification, Disability, HealthNeed, Practitioner
from ordito.circumstances.models.home import Address, AddressReader, AddressTakeover, Housing, LivingPlace
from ordito.circumstances.models.learning import Education, SchoolYear, WorkSituation
from ordito.circumstances.models.means import Benefit, Isee
from ordito.circumstances.models.origin import Citizenship, Language, ResidencePermit
from ordito.circumstances.models.revisions import FactRevision
from ordito.circumstances.models.standing import LegalProtection, ParentsCondition, Vulnerability

__all__ = [
    "Address",
    "AddressReader",
    "AddressTakeover",
    "Benefit",
    "Certification",
    "Citizenship",
    "Disability",
    "Education",
    "Fact",
    "FactQuerySet",
    "FactRevision",
    "HealthNeed",
    "Housing",
    "Isee",
    "Language",
    "LegalProtection",
    "LivingPlace",
    "ParentsCondition",
    "Practitioner",
    "ResidencePermit",
    "SchoolYear",
    "Vulnerability",
    "WorkSituation",
    "shared_person",
]
