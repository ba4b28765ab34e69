# SPDX-License-Identifier: EUPL-1.2
"""Who may do what, as words: verbs, grants, the actor, and the one question `can(actor, verb, obj)`.

No model is known here. `accounts` supplies the actor; every guarded object answers for itself through `allows`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, cast, runtime_checkable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate["HttpRequest", Parameters], "HttpResponseBase"]


class Verb(StrEnum):
    """Everything somebody may be entitled to do; a role is a set of these."""

    VIEW_TERRITORY = "view_territory"
    MANAGE_TERRITORY = "manage_territory"
    VIEW_STAFF = "view_staff"
    MANAGE_STAFF = "manage_staff"

    SEARCH_PERSON = "search_person"
    VIEW_RECORD = "view_record"
    VIEW_NARRATIVE = "view_narrative"
    WRITE_RECORD = "write_record"
    OPEN_RECORD = "open_record"
    RECORD_CONTACT = "record_contact"
    ASSIGN_WORKER = "assign_worker"
    CLOSE_CASE = "close_case"
    VIEW_WORKLIST = "view_worklist"
    MERGE_PERSONS = "merge_persons"
    BREAK_GLASS = "break_glass"
    APPROVE_WORK = "approve_work"
    PRINT_RECORD = "print_record"
    EXPORT_PERSON = "export_person"
    MANAGE_RECORD_SETTINGS = "manage_record_settings"
    MANAGE_RETENTION = "manage_retention"
    SIGN_DISCARD = "sign_discard"
    SEND_FLOWS = "send_flows"

    IMPORT_DATA = "import_data"
    UNDO_IMPORT = "undo_import"
    VIEW_LOADING_BOARD = "view_loading_board"
    MANAGE_LOADING_BOARD = "manage_loading_board"

    VIEW_STATISTICS = "view_statistics"
    VIEW_EXACT_STATISTICS = "view_exact_statistics"
    EXPORT_STATISTICS = "export_statistics"
    REFRESH_STATISTICS = "refresh_statistics"
    MANAGE_STATISTICS = "manage_statistics"
    PROPOSE_INDICATOR = "propose_indicator"
    MANAGE_INDICATORS = "manage_indicators"
    TAKE_UP_INDICATOR = "take_up_indicator"
    RELEASE_FIGURES = "release_figures"
    PUBLISH_OPEN_DATA = "publish_open_data"

    VIEW_QUESTIONNAIRES = "view_questionnaires"
    DESIGN_QUESTIONNAIRE = "design_questionnaire"
    EXPORT_ANSWERS = "export_answers"

    VIEW_CAMPAIGNS = "view_campaigns"
    MANAGE_CAMPAIGN = "manage_campaign"
    FILL_RETURN = "fill_return"
    APPROVE_RETURN = "approve_return"
    SEND_REMINDERS = "send_reminders"

    VIEW_THREADS = "view_threads"
    LINK_THREADS = "link_threads"

    VIEW_MEETINGS = "view_meetings"
    ORGANISE_MEETINGS = "organise_meetings"
    KEEP_REGISTER = "keep_register"
    PUBLISH_MINUTES = "publish_minutes"

    VIEW_LIBRARY = "view_library"
    MANAGE_LIBRARY = "manage_library"

    VIEW_TRAINING = "view_training"
    RAISE_TRAINING_NEED = "raise_training_need"
    MANAGE_TRAINING = "manage_training"
    ADOPT_TRAINING_PLAN = "adopt_training_plan"
    ENROL_STAFF = "enrol_staff"

    MANAGE_ACCOUNTS = "manage_accounts"
    VIEW_AUDIT = "view_audit"
    VIEW_JOBS = "view_jobs"


@dataclass(frozen=True)
class Grant:
    """One current membership as the rules see it: a role with its verbs, on a place or within a body."""

    role: str
    verbs: frozenset[Verb]
    territory_id: int | None
    organisation_id: int | None


class Actor(Protocol):
    """Whoever acts: a person with an account, or the system itself."""

    @property
    def actor_id(self) -> int | None:
        """The account's id, None for the system."""

    @property
    def actor_name(self) -> str:
        """Name written in the audit log; names of staff are not secret."""

    @property
    def professional_id(self) -> int | None:
        """The professional behind the account, if any."""

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Memberships in force today."""

    def holds(self, verb: Verb) -> bool:
        """Whether any membership in force carries `verb`."""


@runtime_checkable
class Guarded(Protocol):
    """An object that knows who may do what with it."""

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Whether `actor`, who holds `verb` somewhere, may use it on this object."""


@dataclass(frozen=True)
class SystemActor:
    """The house itself: scheduled jobs, commands, the demonstration loader. Its writes are audited under its name."""

    actor_name: str
    actor_id: None = None
    professional_id: None = None
    grants: tuple[Grant, ...] = ()

    def holds(self, verb: Verb) -> bool:  # noqa: ARG002 - the protocol's signature
        """The system may do everything; whoever can start it already controls the machine."""
        return True


class NotAllowedError(PermissionDenied):
    """The actor may not do this; views answer 403, and 404 where even existence is not to be known."""


def can(actor: Actor, verb: Verb, obj: Guarded | None = None) -> bool:
    """Whether `actor` may do `verb`, on `obj` when one is given."""
    if isinstance(actor, SystemActor):
        return True
    return actor.holds(verb) and (obj is None or obj.allows(actor, verb))


def require(actor: Actor, verb: Verb, obj: Guarded | None = None) -> None:
    """Raise `NotAllowedError` unless `can(actor, verb, obj)`."""
    permit(can(actor, verb, obj))


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person behind a request that the login middleware has let through."""
    return cast("Actor", request.user)


def permit(allowed: bool) -> None:  # noqa: FBT001 - the answer of a rule
    """Raise `NotAllowedError` for what a rule does not allow."""
    if not allowed:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))


def requires(verb: Verb) -> Callable[[View[Parameters]], View[Parameters]]:
    """Let a view answer only those who hold `verb`; the login itself is asked of every view by the middleware."""

    def decorate(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            require(actor_of(request), verb)
            return view(request, *args, **kwargs)

        cast("Any", guarded).required_verb = verb
        return cast("View[Parameters]", guarded)

    return decorate
