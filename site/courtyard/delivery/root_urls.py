"""Addresses that carry no language: the front door, the calendar of all languages, and what
search engines ask for.

Include it where a project's addresses begin.
"""

from __future__ import annotations

from django.urls import path

from .calendars import calendar_of_site
from .sitemap import robots, sitemap
from .views import front_door

urlpatterns = [
    path("", front_door, name="front_door"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("calendar.ics", calendar_of_site, name="courtyard_calendar_of_site"),
]
