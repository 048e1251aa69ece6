"""The addresses of pages, feeds and calendars: Wagtail's own, with our view for its ``serve``.

Include it where a project includes ``wagtail.urls``.
"""

from __future__ import annotations

from django.urls import path, re_path
from wagtail import urls as wagtail_urls

from .calendars import calendar, calendar_of_page
from .feeds import WRITERS, feed
from .views import page

# No slug holds a dot: these are addresses of no page.
urlpatterns = [
    path(f"feeds/<slug:name>.{form}", feed, {"form": form}, name=f"courtyard_feed_{form}")
    for form in WRITERS
]
urlpatterns += [
    path("calendars/<uuid:key>.ics", calendar_of_page, name="courtyard_calendar_of_page"),
    path("calendars/<slug:name>.ics", calendar, name="courtyard_calendar"),
]
urlpatterns += [
    pattern
    for pattern in wagtail_urls.urlpatterns
    if getattr(pattern, "name", None) != "wagtail_serve"
]
urlpatterns += [re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve")]
