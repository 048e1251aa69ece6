"""The URL map. What carries no language stands first; pages have the last word."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api as wagtail_api_v3
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from courtyard.delivery.views import front_door

from .api import api as content_api

wagtail_api_v2 = WagtailAPIRouter("wagtailapi")
wagtail_api_v2.register_endpoint("pages", PagesAPIViewSet)
wagtail_api_v2.register_endpoint("images", ImagesAPIViewSet)
wagtail_api_v2.register_endpoint("documents", DocumentsAPIViewSet)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front_door, name="front_door"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/content/v1/", content_api.urls),
    path("api/v2/", wagtail_api_v2.urls),
    path("api/v3-preview/", wagtail_api_v3.urls),
]

if settings.SERVE_MEDIA:
    urlpatterns += [
        re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("", include("news.newsletter.urls")),
    path("", include(wagtail_urls)),
)

handler404 = "courtyard.delivery.views.not_found"
