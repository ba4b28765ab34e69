# SPDX-License-Identifier: EUPL-1.2
"""Who asks, what was posted, which import."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from ordito.core.access import Parameters, View, actor_of, permit
from ordito.imports.models import ImportBatch
from ordito.imports.queries import targets, targets_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase, QueryDict

    from ordito.accounts.models import User
    from ordito.core.declare import ImportTarget


def for_importers(view: View[Parameters]) -> View[Parameters]:
    """Let a view answer only those who import some kind of file somewhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        permit(bool(targets_of(actor_of(request))))
        return view(request, *args, **kwargs)

    return cast("View[Parameters]", guarded)


def user_of(request: HttpRequest) -> User:
    """Who is logged in."""
    return cast("User", actor_of(request))


def form_data(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def batch_or_404(request: HttpRequest, batch_id: int) -> tuple[ImportBatch, ImportTarget]:
    """The import and its target, for those who may import there; 404 for anybody else."""
    visible = ImportBatch.objects.visible_to(actor_of(request)).select_related("territory", "file", "created_by")
    batch = get_object_or_404(visible, pk=batch_id)
    target = targets().get(batch.target)
    if target is None:
        raise Http404
    return batch, target
