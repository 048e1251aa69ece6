"""What the page that invites to the newsletter says to the public."""

from __future__ import annotations

from typing import Literal

from courtyard.publications.schema import Card, Html, Whole
from courtyard.publications.types import PublicationType, common_card, common_whole
from courtyard.text.richtext import published_html

from .models import NewsletterIndexPage


class NewsletterIndexCard(Card):
    """The newsletter's page in a list."""

    type: Literal["newsletter.NewsletterIndexPage"]


class NewsletterIndex(NewsletterIndexCard, Whole):
    """The newsletter's page: what the newsletter brings. Beside it stands the sign-up form."""

    introduction: Html


class NewsletterIndexPublication(PublicationType[NewsletterIndexPage]):
    """Builds the newsletter's page."""

    model = NewsletterIndexPage
    card_schema = NewsletterIndexCard
    whole_schema = NewsletterIndex
    template = "newsletter/newsletter_index_page.html"

    def card(self, page: NewsletterIndexPage) -> NewsletterIndexCard:
        return NewsletterIndexCard(**common_card(page))

    def whole(self, page: NewsletterIndexPage) -> NewsletterIndex:
        return NewsletterIndex(**common_whole(page), introduction=published_html(page.introduction))
