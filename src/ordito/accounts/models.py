# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ordito.accounts.roles import CHOICES, ROLES
from ordito.core.access import Actor, Grant, Verb
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.territory.models import Organisation, Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class UserManager(BaseUserManager["User"]):
    """Accounts; they are created by `actions.create_account`, never by signing up."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Names are compared without regard to case."""
        return self.get(username__iexact=username)

    def visible_to(self, actor: Actor) -> models.QuerySet[User]:
        """Accounts are seen by who manages them; one's own, by oneself."""
        return self.all() if actor.holds(Verb.MANAGE_ACCOUNTS) else self.filter(pk=actor.actor_id or 0)


class User(AbstractBaseUser):
    """Somebody who enters. What they may do comes from memberships alone; a login never gives a role."""

    username = models.CharField(_("nome utente"), max_length=80, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    full_name = models.CharField(_("nome e cognome"), max_length=160)
    professional = models.OneToOneField(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("operatore")
    )
    is_active = models.BooleanField(_("attivo"), default=True)
    password_is_temporary = models.BooleanField(_("password provvisoria"), default=False)
    date_joined = models.DateTimeField(_("creato il"), default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "password": Privacy.TECHNICAL,
        "last_login": Privacy.STAFF,
        "username": Privacy.STAFF,
        "email": Privacy.STAFF,
        "full_name": Privacy.STAFF,
        "professional": Privacy.STAFF,
        "is_active": Privacy.STAFF,
        "password_is_temporary": Privacy.TECHNICAL,
        "date_joined": Privacy.STAFF,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["full_name", "id"], name="user_page")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor_id(self) -> int:
        """The account as the audit log names it."""
        return self.pk

    @property
    def actor_name(self) -> str:
        """The name as the audit log writes it."""
        return self.full_name or self.username

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Memberships in force today; one query, kept for the life of this object (a request)."""
        if not self.is_active:
            return ()
        current = self.memberships.at(timezone.localdate()).select_related(None)
        return tuple(
            Grant(row.role, ROLES[row.role].verbs, row.territory_id, row.organisation_id)
            for row in current
            if row.role in ROLES
        )

    def holds(self, verb: Verb) -> bool:
        """Whether any membership in force carries `verb`."""
        return any(verb in grant.verbs for grant in self.grants)


class MembershipQuerySet(DatedQuerySet["Membership"]):
    """Memberships."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, or all for who manages accounts."""
        return self if actor.holds(Verb.MANAGE_ACCOUNTS) else self.filter(user_id=actor.actor_id)


class Membership(AuditedModel):
    """A person in a role, on a place or within a body, between two dates; the last day is included."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("ruolo"), max_length=30, choices=CHOICES)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("territorio")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("ente")
    )
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "user": Privacy.STAFF,
        "role": Privacy.STAFF,
        "territory": Privacy.STAFF,
        "organisation": Privacy.STAFF,
        "valid_from": Privacy.STAFF,
        "valid_to": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="membership_dates_ordered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    def role_label(self) -> Any:
        """The role in words."""
        return ROLES[self.role].label
