"""The addresses of pages: Wagtail's own, with our view in the place of its ``serve``.

Include it where a project includes ``wagtail.urls``.
"""

from __future__ import annotations

from django.urls import re_path
from wagtail import urls as wagtail_urls

from .views import page

urlpatterns = [
    pattern
    for pattern in wagtail_urls.urlpatterns
    if getattr(pattern, "name", None) != "wagtail_serve"
]
urlpatterns += [re_path(wagtail_urls.serve_pattern, page, name="wagtail_serve")]
