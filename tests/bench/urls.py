"""The site's addresses with what it is measured against beside them."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from config.urls import urlpatterns as our_urlpatterns

from . import plain
from .usual import page

usual_api = WagtailAPIRouter("usual_api")
usual_api.register_endpoint("pages", PagesAPIViewSet)
usual_api.register_endpoint("images", ImagesAPIViewSet)


def empty(request: HttpRequest) -> HttpResponse:
    """The least that Django can answer."""
    return HttpResponse()


# What pages have to pass on their way through the URL map, the others pass too.
*before_pages, pages = our_urlpatterns

urlpatterns: list[URLPattern | URLResolver] = [
    *before_pages,
    path("usual-api/", usual_api.urls),
    path("empty/", empty),
    path("plain/", plain.api.urls),
    path("plain-json/", plain.list_as_json),
    path("plain-json/<uuid:key>/", plain.one_as_json),
    *i18n_patterns(path("usual/<path:path>", page), path("usual/", page, {"path": ""})),
    pages,
]
