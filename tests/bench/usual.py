"""The same pages as Wagtail sites usually make them: its own routing, querysets and tags.

Written as Wagtail's tutorial and documentation write it, with the same content and the same care
for private pages as ours. Where they know a cheaper way, such as ``specific()`` on a queryset or
one tag for all renditions of a picture, it is taken.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail import hooks
from wagtail.api import APIField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.models import Page, Site

from courtyard.models import Discipline, DisciplineLink, SiteSettings, Topic, TopicLink
from courtyard.publications.renditions import RENDITIONS
from home.models import HomePage
from network.models import City, PartnerIndexPage, PartnerPage
from news.models import NewsIndexPage, NewsPage
from programmes.models import (
    EditionPage,
    EventPage,
    OpenCallPage,
    ProgrammeCity,
    ProgrammeIndexPage,
    ProgrammePage,
    ProgrammePartner,
)

TEMPLATES: dict[type[Page], str] = {
    HomePage: "usual/home_page.html",
    NewsIndexPage: "usual/news_index_page.html",
    NewsPage: "usual/news_page.html",
    ProgrammeIndexPage: "usual/programme_index_page.html",
    ProgrammePage: "usual/programme_page.html",
}
PER_PAGE = 12
"""News on one screen, as ours has them."""

PICTURES = [
    APIField(f"picture_{number}", ImageRenditionField(spec, source="listing_image"))
    for number, spec in enumerate(RENDITIONS)
]
"""The renditions of a page's picture in Wagtail's API, as its documentation says."""


def describe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give Wagtail's API the pictures and relations that ours shows, as its documentation says."""
    topics = APIField("topic_links")
    programme = [*PICTURES, topics, APIField("cities"), APIField("partners")]
    monkeypatch.setattr(ProgrammePage, "api_fields", [*ProgrammePage.api_fields, *programme])
    monkeypatch.setattr(NewsPage, "api_fields", [*NewsPage.api_fields, *PICTURES, topics])
    monkeypatch.setattr(EventPage, "api_fields", [*EventPage.api_fields, *PICTURES])
    for model, names in (
        (TopicLink, ("topic",)),
        (Topic, ("slug", "name")),
        (DisciplineLink, ("discipline",)),
        (Discipline, ("slug", "name")),
        (ProgrammeCity, ("city",)),
        (City, ("slug", "name", "country")),
        (ProgrammePartner, ("partner", "role")),
    ):
        fields = [APIField(name) for name in names]
        monkeypatch.setattr(model, "api_fields", fields, raising=False)


def page(request: HttpRequest, path: str) -> HttpResponse:
    """What ``wagtail.views.serve`` does with its hooks. Raises Http404."""
    route = Page.route_for_request(request, path)
    if route is None:
        raise Http404
    chain: Any = _serve
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        chain = hook(chain)
    for hook in hooks.get_hooks("before_serve_page"):
        refusal = hook(route[0], request, route[1], route[2])
        if isinstance(refusal, HttpResponse):
            return refusal
    response: HttpResponse = chain(route[0], request, route[1], route[2])
    return response


def _serve(found: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    """What ``Page.serve`` and ``get_context`` do."""
    context = {**Page.get_context(found, request), **_around(found, request)}
    if isinstance(found, ProgrammeIndexPage):
        context["programmes"] = found.get_children().live().public().specific()
    if isinstance(found, ProgrammePage):
        context["below"] = [
            model.objects.child_of(found).live().public()
            for model in (OpenCallPage, EditionPage, EventPage)
        ]
    if isinstance(found, NewsIndexPage):
        news = NewsPage.objects.child_of(found).live().public().order_by("-date")
        context["news"] = Paginator(news, PER_PAGE).get_page(request.GET.get("page"))
    if isinstance(found, HomePage):
        news = NewsPage.objects.descendant_of(found).live().public().order_by("-date")
        context["newest_news"] = news[:3]
        partners = PartnerPage.objects.descendant_of(found).live().public()
        of_cities = partners.values("city__slug", "city__name", "city__country")
        context["cities"] = of_cities.annotate(partners=Count("pk")).order_by("city__name")
        context["directory"] = PartnerIndexPage.objects.child_of(found).live().public().first()
    return TemplateResponse(request, TEMPLATES[type(found)], context)


def _around(found: Page, request: HttpRequest) -> dict[str, Any]:
    """Menu, languages, breadcrumb and footer of a page."""
    site = Site.find_for_request(request)
    home = site.root_page.localized
    texts = SiteSettings.for_request(request).texts_in(found.locale)
    return {
        "home": home,
        "menu": list(home.get_children().live().public().in_menu()),
        "translations": list(found.get_translations(inclusive=True).live().public()),
        "breadcrumb": list(found.get_ancestors().filter(depth__gt=1).live().public()),
        "texts": texts,
    }
