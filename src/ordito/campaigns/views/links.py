# SPDX-License-Identifier: EUPL-1.2
"""Personal links: who makes them, and the pages of who follows one, without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.forms.returns import LinkForm
from ordito.campaigns.models import LinkActor, Return, ReturnLink
from ordito.campaigns.queries.returns import open_comments
from ordito.campaigns.rules import Side, may_fill, sides_of
from ordito.campaigns.views.returns import OWNER, return_or_404
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.limits import count_failure, failed_tries
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.models import Draft
from ordito.questionnaires.views.filling import fill, receipt, save_part
from ordito.questionnaires.views.filling_media import kept_file, media
from ordito.questionnaires.views.filling_page import FillUrls

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

Parameters = ParamSpec("Parameters")
LinkView = Callable[Concatenate["HttpRequest", ReturnLink, LinkActor, Parameters], HttpResponseBase]
DOOR = "campaign-link"
MOST_FAILURES = 20
TOO_MANY = 429
BASE = "campaigns/links/base.html"
VALID_FOR = timedelta(days=30)


# --- for who makes them -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_RETURN)
def return_links(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a personal link for a return; the address is shown once, to who makes it."""
    actor, now = actor_of(request), timezone.now()
    row = return_or_404(request, public_id)
    if not sides_of(actor, row) & {Side.AMBITO, Side.REGION} or not row.campaign.is_open:
        raise Http404
    today = timezone.localdate(now)
    initial = {
        "email": row.organisation.email if row.organisation else "",
        "expires_on": max(row.last_day, today + timedelta(days=1)),
    }
    form = LinkForm(request.POST or None, initial=initial, today=today)
    made = ""
    if request.method == "POST" and form.is_valid():
        end = datetime.combine(form.cleaned_data["expires_on"], time.max, tzinfo=timezone.get_current_timezone())
        try:
            _link, made = actions.make_link(
                row=row,
                email=form.cleaned_data["email"],
                expires_at=end,
                address=lambda token: reverse("campaigns:link", args=[token]),
                by=actor,
                at=now,
            )
        except ReturnRefusedError as error:
            form.add_error("expires_on", str(error))
    context = {
        "row": row,
        "campaign": row.campaign,
        "form": form,
        "made": made,
        "links": ReturnLink.objects.filter(due=row).order_by("-created_at"),
        "now": now,
    }
    return page(request, "campaigns/links/links.html", context, invalid=request.method == "POST" and not made)


@require_POST
@requires(Verb.APPROVE_RETURN)
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link back."""
    actor = actor_of(request)
    link = get_object_or_404(ReturnLink.objects.visible_to(actor).select_related("due__campaign"), pk=link_id)
    actions.revoke_link(link=link, by=actor, at=timezone.now())
    messages.success(request, _("Il collegamento non funziona più."))
    return redirect("campaigns:links", link.due.public_id)


# --- for who follows one ----------------------------------------------------------------------------------------------


def by_link(view: LinkView[Parameters]) -> Callable[Concatenate[HttpRequest, str, Parameters], HttpResponseBase]:
    """Let in who has a link that works; whoever keeps trying others has to wait."""

    @login_not_required
    @wraps(view)
    def guarded(
        request: HttpRequest, token: str, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponseBase:
        if failed_tries(DOOR, request) >= MOST_FAILURES:
            return render(request, "campaigns/links/wait.html", {"base": BASE}, status=TOO_MANY)
        found = actions.enter_by_link(token=token, at=timezone.now())
        if found is None:
            count_failure(DOOR, request)
            return render(request, "campaigns/links/useless.html", {"base": BASE}, status=404)
        link, actor = found
        answer = view(request, link, actor, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"  # the address is the secret; as a referrer it never leaves this site
        return answer

    return cast("Callable[Concatenate[HttpRequest, str, Parameters], HttpResponseBase]", guarded)


def _urls(request: HttpRequest) -> FillUrls:
    """Addresses below the one that was asked for: they all carry the secret."""
    assert request.resolver_match is not None
    token = request.resolver_match.kwargs["token"]

    def named(name: str) -> Callable[[str], str]:
        return lambda file: reverse(f"campaigns:{name}", args=[token, file])

    return FillUrls(
        page=reverse("campaigns:link_fill", args=[token]),
        save=reverse("campaigns:link_save", args=[token]),
        sent=reverse("campaigns:link_sent", args=[token]),
        leave=reverse("campaigns:link", args=[token]),
        media=named("link_media"),
        kept=named("link_file"),
        base=BASE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def link(request: HttpRequest, used: ReturnLink, actor: LinkActor) -> HttpResponse:
    """Whose return it is, until when, and the way in; nothing else of the campaign."""
    now = timezone.now()
    row = Return.objects.with_campaign().select_related("organisation", "ambito").get(pk=used.due_id)
    urls = _urls(request)
    if request.method == "POST":
        try:
            open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=actor, at=now)
            actions.start_return(row=row, by=actor, at=now)
        except (NotAcceptedError, ReturnRefusedError) as error:
            messages.error(request, str(error))
            return redirect(urls.leave)
        return redirect(urls.page)
    context = {
        "base": BASE,
        "row": row,
        "campaign": row.campaign,
        "link": used,
        "may_fill": may_fill(actor, row, timezone.localdate(now)),
        "comments": [one for found in open_comments(row.pk).values() for one in found],
        "urls": urls,
    }
    return render(request, "campaigns/links/link.html", context)


def _draft(used: ReturnLink) -> Draft | None:
    """The draft being written for the return, else the last one that was sent."""
    rows = Draft.objects.filter(owner_kind=OWNER, owner_id=used.due_id).select_related("version")
    return rows.open().first() or rows.order_by("-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def link_fill(request: HttpRequest, used: ReturnLink, actor: LinkActor) -> HttpResponse:
    """Answer."""
    urls, draft = _urls(request), _draft(used)
    return fill(request, draft, actor=actor, urls=urls) if draft else redirect(urls.leave)


@require_POST
@by_link
def link_save(request: HttpRequest, used: ReturnLink, actor: LinkActor) -> HttpResponse:
    """Save answers as they are given."""
    draft = _draft(used)
    if draft is None:
        raise Http404
    return save_part(request, draft, actor=actor, urls=_urls(request))


@require_safe
@by_link
def link_sent(request: HttpRequest, used: ReturnLink, actor: LinkActor) -> HttpResponse:  # noqa: ARG001 - as all views by link
    """The receipt."""
    urls, draft = _urls(request), _draft(used)
    return receipt(request, draft, urls=urls) if draft else redirect(urls.leave)


@require_safe
@by_link
def link_media(request: HttpRequest, used: ReturnLink, actor: LinkActor, name: str) -> HttpResponseBase:  # noqa: ARG001 - as `by_link` calls it
    """A file of the form."""
    draft = _draft(used)
    if draft is None:
        raise Http404
    return media(draft, name)


@require_safe
@by_link
def link_file(request: HttpRequest, used: ReturnLink, actor: LinkActor, name: str) -> HttpResponseBase:  # noqa: ARG001 - as `by_link` calls it
    """A file given as an answer."""
    draft = _draft(used)
    if draft is None:
        raise Http404
    return kept_file(draft, name)
