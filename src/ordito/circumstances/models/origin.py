# SPDX-License-Identifier: EUPL-1.2
"""Citizenships, permits to stay and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Citizenship(Fact):
    """A citizenship, by State; a person may have several."""

    country = of_list(ListKey.COUNTRY, _("Stato"))

    objects = FactQuerySet["Citizenship"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {**Fact.common_privacy, "country": Privacy.SENSITIVE}


class ResidencePermit(Fact):
    """A permit to stay (d.lgs. 286/1998); its last day is the day it expires."""

    kind = of_list(ListKey.PERMIT_KIND, _("tipo di titolo"))
    state = of_list(ListKey.PERMIT_STATE, _("a che punto è"), optional=True)
    number = SealedField(_("numero"))

    objects = FactQuerySet["ResidencePermit"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "state"), Privacy.SENSITIVE),
        "number": Privacy.IDENTITY,
    }


class Language(Fact):
    """A language a person speaks, how well, and whether a mediator is needed."""

    language = of_list(ListKey.LANGUAGE, _("lingua"))
    level = of_list(ListKey.LANGUAGE_LEVEL, _("quanto la parla"), optional=True)
    mediator = models.BooleanField(_("serve un mediatore"), default=False)

    objects = FactQuerySet["Language"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("language", "level", "mediator"), Privacy.SENSITIVE),
    }
