"""What the admin has of programmes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from courtyard.editing import desk

from .desk import ClosingCalls, ComingEvents
from .listings import Programmes
from .next_year import may_be_repeated, repeat, title_of_next

hooks.register("register_admin_viewset", Programmes)


@hooks.register("construct_homepage_panels")
def show_what_comes(request: HttpRequest, panels: list[Any]) -> None:
    """Put on the dashboard what closes and what takes place soon."""
    if desk.may_edit_any(request.user):
        panels += [ClosingCalls(request.user), ComingEvents(request.user)]


class TitleForm(forms.Form):
    """What a page that is made once more is called."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=255,
        help_text=gettext_lazy("The year in it is counted on; change it as you like."),
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def offer_next_year(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Button]:
    """On a call or an edition: the way to have it once more."""
    if may_be_repeated(page, user):
        yield Button(
            _("For next year"),
            reverse("programmes_next_year", args=[page.pk]),
            icon_name="copy",
            priority=35,
        )


def next_year_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask for a title, make the draft, and go there."""
    page = get_object_or_404(Page, pk=page_id)
    if not may_be_repeated(page, request.user):
        raise PermissionDenied
    form = TitleForm(request.POST or None, initial={"title": title_of_next(page.title)})
    if request.method == "POST" and form.is_valid():
        new = repeat(page, form.cleaned_data["title"], request.user)
        messages.success(
            request,
            _("“%(title)s” is a draft now. Enter its dates, then it can be published.")
            % {"title": new.title},
        )
        return redirect("wagtailadmin_pages:edit", new.pk)
    context = {"page": page, "form": form}
    return render(request, "programmes/admin/next_year.html", context)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    """The admin's addresses of programmes."""
    return [
        path("programmes/next-year/<int:page_id>/", next_year_view, name="programmes_next_year"),
    ]
