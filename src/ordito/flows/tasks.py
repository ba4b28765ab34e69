# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.accounts.models import User
from ordito.core.access import NotAllowedError
from ordito.files.actions import FileNotKeptError
from ordito.flows import actions
from ordito.flows.models import FlowRun
from ordito.jobs.actions import JobFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.jobs.actions import Progress


def check_run(progress: Progress, *, run_id: int, user_id: int) -> dict[str, int]:
    """Check every record of a sending."""
    return {"records": _done(actions.check_run, progress, run_id, user_id)}


def write_file(progress: Progress, *, run_id: int, user_id: int) -> dict[str, int]:
    """Make the file of a sending."""
    return {"records": _done(actions.write_file, progress, run_id, user_id)}


def _done(work: Callable[..., int], progress: Progress, run_id: int, user_id: int) -> int:
    run = FlowRun.objects.get(pk=run_id)
    try:
        return work(by=User.objects.get(pk=user_id), at=timezone.now(), run=run, progress=progress)
    except NotAllowedError as error:
        raise JobFailedError(_("Non hai più il permesso di inviare i flussi di questo ente.")) from error
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error
