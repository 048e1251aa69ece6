"""Telling editors what was refused, and what a question does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page

from courtyard.publications import gate

from . import twins


class TellOfRefusals:
    """Says in the admin which pages were refused at the gate, whichever view it was.

    Some views of Wagtail's keep a refusal to themselves, others do not expect one: there the
    editor is led to the page, which is as it was before. Where Wagtail asks whether a page shall
    be unpublished, it says what becomes of its translations.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_in_admin(request):
            return self.get_response(request)
        with gate.listening() as refusals:
            response = self.get_response(request)
        for told in {refusal.told: None for refusal in refusals}:
            messages.error(request, told)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Any,
        kwargs: dict[str, Any],
    ) -> None:
        """Before Wagtail asks."""
        if request.method == "GET" and request.path_info.startswith(_admin()):
            twins.tell_before_asked(request, kwargs)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer of a view that did not expect a refusal."""
        if not isinstance(exception, gate.NotPublishable) or not _is_in_admin(request):
            return None
        key = exception.page.pk
        exists = key is not None and Page.objects.filter(pk=key).exists()
        address = reverse("wagtailadmin_pages:edit", args=[key]) if exists else _admin()
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # What the dialogs of workflows understand: they close and lead there.
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)


def _is_in_admin(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path_info.startswith(_admin())


def _admin() -> str:
    return reverse("wagtailadmin_home")
