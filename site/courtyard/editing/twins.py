"""What editors are told of the translations that a change of pages concerns too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from courtyard.localisation.originals import twins_hidden, twins_hidden_below, twins_left
from courtyard.publications.stored import Original

from .forms import OPENED_WITH

ONE_PAGE = "wagtailadmin_pages:unpublish"


def tell_before_asked(request: HttpRequest, arguments: dict[str, Any]) -> None:
    """Say it where Wagtail is about to ask whether to unpublish a page; it has no hook before.

    ``arguments`` are those of the address.
    """
    if request.resolver_match is None or request.resolver_match.view_name != ONE_PAGE:
        return
    page = Page.objects.filter(pk=arguments["page_id"]).first()
    if page and page.permissions_for_user(request.user).can_unpublish():
        # Wagtail takes up the editor's own language in its views alone.
        with override(_language_of(request.user)):
            tell_of_hidden(request, [page])


def _language_of(user: Any) -> str | None:
    profile = getattr(user, "wagtail_userprofile", None)
    return profile.get_preferred_language() if profile else get_language()


def tell_of_lost_original(request: HttpRequest, page: Page) -> None:
    """Say after a translation has been saved that its original went while it was edited."""
    if OPENED_WITH not in request.POST or page.alias_of_id:
        return
    original = Original.objects.filter(pk=page.translation_key).first()
    names = {"title": page.get_admin_display_title()}
    if original is None or original.page_id is None:
        told = _(
            "The original of “%(title)s” was deleted while you edited it. Your words are saved, "
            "and its facts are those that it had. Visitors do not see it until it is made the "
            "original."
        )
        messages.warning(request, told % names)
    elif original.page_id == page.pk:
        told = _(
            "“%(title)s” has become the original while you edited it. Your words are saved; its "
            "facts are entered here from now on."
        )
        messages.warning(request, told % names)


def tell_of_hidden(request: HttpRequest, pages: list[Page]) -> None:
    """Say what disappears together with pages that are unpublished, and with those below them."""
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
    below = twins_hidden_below(pages)
    if below:
        messages.warning(
            request,
            ngettext(
                "If the pages below are unpublished too, %(number)d translation of theirs "
                "disappears with them (%(languages)s), and comes back with its original.",
                "If the pages below are unpublished too, %(number)d translations of theirs "
                "disappear with them (%(languages)s), and come back with their originals.",
                len(below),
            )
            % {"number": len(below), "languages": _languages(below)},
        )


def tell_of_left(request: HttpRequest, pages: list[Page]) -> None:
    """Say which translations lose their originals when pages, and all below them, are deleted."""
    left = twins_left(pages)
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
    languages = Locale.objects.filter(pk__in={page.locale_id for page in pages}).order_by("pk")
    return ", ".join(language.get_display_name() for language in languages)
