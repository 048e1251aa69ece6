"""A site with a page in its admin on which there is nothing: what is asked for it is Wagtail's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from wagtail.admin.auth import require_admin_access

from config import urls


def nothing(request: HttpRequest) -> HttpResponse:
    """The frame of the admin alone."""
    return render(request, "wagtailadmin/base.html")


urlpatterns = [path("cms/bare/", require_admin_access(nothing)), *urls.urlpatterns]
