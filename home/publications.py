"""What the front page and content pages say to the public."""

from __future__ import annotations

from typing import Literal

from courtyard.blocks import AnyBlock, published_body
from courtyard.publications.schema import Card, Whole
from courtyard.publications.types import PublicationType, common_card, common_whole

from .models import ContentPage, HomePage


class HomeCard(Card):
    """A front page in a list."""

    type: Literal["home.HomePage"]


class Home(HomeCard, Whole):
    """A front page."""

    body: list[AnyBlock]


class HomePublication(PublicationType[HomePage]):
    """Builds front pages."""

    model = HomePage
    card_schema = HomeCard
    whole_schema = Home
    template = "home/home_page.html"

    def card(self, page: HomePage) -> HomeCard:
        return HomeCard(**common_card(page))

    def whole(self, page: HomePage) -> Home:
        return Home(**common_whole(page), body=published_body(page.body))


class ContentCard(Card):
    """A content page in a list."""

    type: Literal["home.ContentPage"]


class Content(ContentCard, Whole):
    """A content page."""

    body: list[AnyBlock]


class ContentPublication(PublicationType[ContentPage]):
    """Builds content pages."""

    model = ContentPage
    card_schema = ContentCard
    whole_schema = Content
    template = "home/content_page.html"

    def card(self, page: ContentPage) -> ContentCard:
        return ContentCard(**common_card(page))

    def whole(self, page: ContentPage) -> Content:
        return Content(**common_whole(page), body=published_body(page.body))
