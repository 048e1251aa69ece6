"""What the front page, content pages and the statement on accessibility say to the public."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from courtyard.blocks import AnyBlock, published_body
from courtyard.publications.schema import (
    AnyCard,
    Card,
    Choice,
    Html,
    Listing,
    OneOf,
    Ref,
    Reference,
    Whole,
)
from courtyard.publications.types import (
    PublicationType,
    choice,
    common_card,
    common_whole,
    listing,
    page_card,
    page_keys,
)
from courtyard.text.richtext import published_html
from network.cities import CITY_MAP, CityMap

from .models import AccessibilityStatementPage, Conformance, ContentPage, HomePage, Method

LISTED = {"open_calls": 4, "events": 4, "news": 4}
"""The kinds of listings that a front page shows by itself, and how many pages of each."""


class HomeCard(Card):
    """A front page in a list."""

    type: Literal["home.HomePage"]


class Home(HomeCard, Whole):
    """A front page.

    What no installed app offers is null.
    """

    lead: Html
    featured: list[Ref[AnyCard]]
    open_calls: Ref[Listing] | None
    events: Ref[Listing] | None
    news: Ref[Listing] | None
    partner_map: Ref[CityMap] | None
    body: list[AnyBlock]


class HomePublication(PublicationType[HomePage]):
    """Builds front pages."""

    model = HomePage
    card_schema = HomeCard
    whole_schema = Home
    template = "home/home_page.html"
    relations = ("featured",)

    def card(self, page: HomePage) -> HomeCard:
        return HomeCard(**common_card(page))

    def whole(self, page: HomePage) -> Home:
        rows = page.featured.all()
        keys = page_keys(row.page_id for row in rows)
        return Home(
            **common_whole(page),
            lead=published_html(page.lead),
            featured=[page_card(keys[row.page_id]) for row in rows if row.page_id in keys],
            **_listings(page),
            partner_map=CITY_MAP,
            body=published_body(page.body),
        )


def _listings(page: HomePage) -> dict[str, Reference | None]:
    """What the front page lists by itself: nothing that its editors list in the body."""
    by_hand = {child.value["kind"] for child in page.body if child.block_type == "listing"}
    return {
        kind: None if kind in by_hand else listing(kind, None, count)
        for kind, count in LISTED.items()
    }


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


class StatementCard(Card):
    """A statement on accessibility in a list."""

    type: Literal["home.AccessibilityStatementPage"]


class Statement(StatementCard, Whole):
    """A statement on accessibility, with all that the act of 4 April 2019 asks for."""

    entity: str
    site_url: str
    published_on: dt.date | None
    updated_on: dt.date | None
    conformance: Annotated[Choice, OneOf(Conformance)] | None
    made_on: dt.date | None
    reviewed_on: dt.date | None
    method: Annotated[Choice, OneOf(Method)] | None
    auditor: str
    assessment_url: str
    contact_person: str
    contact_email: str
    contact_phone: str
    shortcomings: Html
    shortcuts: Html
    procedure: Html
    architecture: Html
    applications: Html


class StatementPublication(PublicationType[AccessibilityStatementPage]):
    """Builds statements on accessibility."""

    model = AccessibilityStatementPage
    card_schema = StatementCard
    whole_schema = Statement
    template = "home/accessibility_statement_page.html"
    linked_as = "deklaracja-dostępności"

    def card(self, page: AccessibilityStatementPage) -> StatementCard:
        return StatementCard(**common_card(page))

    def whole(self, page: AccessibilityStatementPage) -> Statement:
        return Statement(
            **common_whole(page),
            entity=page.entity,
            site_url=page.site_url,
            published_on=page.published_on,
            updated_on=page.updated_on,
            conformance=choice(page, "conformance"),
            made_on=page.made_on,
            reviewed_on=page.reviewed_on,
            method=choice(page, "method"),
            auditor=page.auditor,
            assessment_url=page.assessment_url,
            contact_person=page.contact_person,
            contact_email=page.contact_email,
            contact_phone=page.contact_phone,
            shortcomings=published_html(page.shortcomings),
            shortcuts=published_html(page.shortcuts),
            procedure=published_html(page.procedure),
            architecture=published_html(page.architecture),
            applications=published_html(page.applications),
        )
