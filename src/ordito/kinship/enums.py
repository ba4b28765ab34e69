# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that the drawing and its rules decide upon; what an office may want to change is a `Code`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKey(StrEnum):
    """The code lists of ties (`seeds/code_lists.csv`)."""

    RESPONSIBILITY_SOURCE = "responsibility_source"
    TIE_AREA = "tie_area"


class Nature(TextChoices):
    """What somebody is to somebody else. Of parents, the first of the two is the parent and the second the child."""

    PARENT_NATURAL = "natural", _("genitore")
    PARENT_ADOPTIVE = "adoptive", _("genitore adottivo")
    PARENT_FOSTER = "foster", _("affidatario")
    PARENT_STEP = "step", _("coniuge o convivente del genitore")
    MARRIED = "married", _("coniugi o uniti civilmente")
    COHABITING = "cohabiting", _("conviventi")
    PARTNERS = "partners", _("relazione senza convivenza")
    SEPARATED = "separated", _("separati legalmente")
    DIVORCED = "divorced", _("divorziati")
    ENDED = "ended", _("relazione finita")
    WIDOWED = "widowed", _("vedovanza")
    OTHER = "other", _("altro legame")


PARENTS = (Nature.PARENT_NATURAL, Nature.PARENT_ADOPTIVE, Nature.PARENT_FOSTER, Nature.PARENT_STEP)
COUPLES = (
    Nature.MARRIED,
    Nature.COHABITING,
    Nature.PARTNERS,
    Nature.SEPARATED,
    Nature.DIVORCED,
    Nature.ENDED,
    Nature.WIDOWED,
)


class Responsibility(TextChoices):
    """How somebody holds parental responsibility (*responsabilità genitoriale*, artt. 316-337 c.c.)."""

    FULL = "full", _("piena")
    LIMITED = "limited", _("limitata")
    SUSPENDED = "suspended", _("sospesa")
    FORFEITED = "forfeited", _("decaduta")
    GUARDIAN = "guardian", _("tutela al posto dei genitori")


class Strength(TextChoices):
    """What a tie of the ecomap is like."""

    STRONG = "strong", _("forte")
    WEAK = "weak", _("debole")
    STRESSFUL = "stressful", _("conflittuale o faticoso")
    BROKEN = "broken", _("interrotto")


class Direction(TextChoices):
    """Where the energy of a tie goes."""

    BOTH = "both", _("nei due sensi")
    RECEIVES = "receives", _("dà forza alla famiglia")
    GIVES = "gives", _("la famiglia ci mette energie")
    NONE = "none", _("non si può dire")
