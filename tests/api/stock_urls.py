"""The site's addresses with Wagtail's own v2 beside them, as Wagtail's manual mounts it.

v3 is one object in a process, which ours is made of: it cannot stand beside itself.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from config.urls import handler404
from config.urls import urlpatterns as our_urlpatterns

__all__ = ["handler404", "urlpatterns"]

stock_v2 = WagtailAPIRouter("stock_v2")
stock_v2.register_endpoint("pages", PagesAPIViewSet)

urlpatterns: list[URLPattern | URLResolver] = [
    path("stock/v2/", stock_v2.urls),
    *our_urlpatterns,
]
