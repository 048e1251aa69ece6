"""The URL map. What carries no language stands first; pages have the last word."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents import urls as wagtaildocs_urls

from courtyard.delivery.media import media
from courtyard.delivery.style_guide import style_guide
from courtyard.delivery.wagtail_api import PublicDocuments, PublicImages, PublicPages, public_v3

from .api import api as content_api

wagtail_api_v2 = WagtailAPIRouter("wagtailapi")
wagtail_api_v2.register_endpoint("pages", PublicPages)
wagtail_api_v2.register_endpoint("images", PublicImages)
wagtail_api_v2.register_endpoint("documents", PublicDocuments)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("courtyard.delivery.root_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/content/v1/", content_api.urls),
    path("api/v2/", wagtail_api_v2.urls),
    path("api/v3-preview/", public_v3()),
]

if settings.SERVE_MEDIA:
    urlpatterns += [
        re_path(r"^media/(?P<path>.*)$", media),
    ]

if settings.STYLE_GUIDE:
    urlpatterns += i18n_patterns(path("styleguide/", style_guide, name="style_guide"))

urlpatterns += i18n_patterns(
    path("", include("news.newsletter.urls")),
    path("", include("search.urls")),
    path("", include("courtyard.delivery.urls")),
)

urlpatterns += [
    re_path(r"^[a-z]{2,3}(?:-[a-z0-9]+)*/", include("news.newsletter.former_urls")),
]

handler404 = "courtyard.delivery.views.not_found"
