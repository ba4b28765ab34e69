# SPDX-License-Identifier: EUPL-1.2
"""The condition of the parents, legal protection, and what makes a person vulnerable."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParentsCondition(Fact):
    """Whether a child's parents are alive and known."""

    kind = of_list(ListKey.PARENTS_CONDITION, _("condizione dei genitori"))

    objects = FactQuerySet["ParentsCondition"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {**Fact.common_privacy, "kind": Privacy.SENSITIVE}


class LegalProtection(Fact):
    """Guardianship and its kin (civil code, artt. 343 ff., 404 ff., 414 ff.; L. 47/2017, art. 11), and who holds it."""

    kind = of_list(ListKey.PROTECTION_KIND, _("tipo di protezione"))
    guardian = SealedField(_("tutore, curatore o amministratore"))
    contact = SealedField(_("come raggiungerlo"))
    act = SealedField(_("ufficio, numero e data del decreto"))

    objects = FactQuerySet["LegalProtection"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        "kind": Privacy.SENSITIVE,
        **dict.fromkeys(("guardian", "contact"), Privacy.IDENTITY),
        "act": Privacy.NARRATIVE,
    }


class Vulnerability(Fact):
    """A condition that asks for particular care."""

    kind = of_list(ListKey.VULNERABILITY, _("condizione"))

    objects = FactQuerySet["Vulnerability"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {**Fact.common_privacy, "kind": Privacy.SENSITIVE}
