"""What editors are told of the translations that a change of pages concerns too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext, override
from wagtail.models import Page

from courtyard.localisation.originals import twins_hidden, twins_left

ONE_PAGE = "wagtailadmin_pages:unpublish"
MANY_PAGES = "wagtail_bulk_action"


def tell_before_asked(request: HttpRequest, arguments: dict[str, Any]) -> None:
    """Say it where Wagtail is about to ask; ``arguments`` are those of the address."""
    asked = request.resolver_match.view_name if request.resolver_match else ""
    if asked == ONE_PAGE:
        pages, action = [arguments["page_id"]], "unpublish"
    elif asked == MANY_PAGES and arguments["model_name"] == "page":
        pages, action = request.GET.getlist("id"), arguments["action"]
    else:
        return
    known = Page.objects.filter(pk__in=[key for key in pages if str(key).isdecimal()])
    rights = [(page, page.permissions_for_user(request.user)) for page in known]
    # Wagtail takes up the editor's own language in its views alone.
    with override(_language_of(request.user)):
        if action == "unpublish":
            tell_of_hidden(request, [page for page, may in rights if may.can_unpublish()])
        elif action == "delete":
            tell_of_left(request, [page for page, may in rights if may.can_delete()])


def _language_of(user: Any) -> str | None:
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else get_language()


def tell_of_hidden(request: HttpRequest, pages: list[Page]) -> None:
    """Say what disappears together with pages that are unpublished."""
    hidden = twins_hidden(pages)
    if hidden:
        messages.warning(
            request,
            ngettext(
                "%(number)d translation disappears from the site with this (%(languages)s). It "
                "stays as it is, and comes back when the original is published again.",
                "%(number)d translations disappear from the site with this (%(languages)s). They "
                "stay as they are, and come back when the original is published again.",
                len(hidden),
            )
            % {"number": len(hidden), "languages": _languages(hidden)},
        )


def tell_of_left(request: HttpRequest, pages: list[Page]) -> None:
    """Say which translations lose their originals when pages, and all below them, are deleted."""
    left = twins_left(pages) if pages else Page.objects.none()
    if left:
        messages.warning(
            request,
            ngettext(
                "%(number)d translation loses its original with this (%(languages)s). Visitors do "
                "not see it then, until it is made the original itself. To keep it public, make it "
                "the original first.",
                "%(number)d translations lose their originals with this (%(languages)s). Visitors "
                "do not see them then, until they are made originals themselves. To keep them "
                "public, make one of each page the original first.",
                len(left),
            )
            % {"number": len(left), "languages": _languages(left)},
        )


def _languages(pages: Iterable[Page]) -> str:
    """The languages of some pages, by their names in the editor's language."""
    return ", ".join(dict.fromkeys(page.locale.get_display_name() for page in pages))
