"""Which pages the demonstration consists of, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courtyard.pages import BasePage
from home.models import AccessibilityStatementPage, ContentPage, HomePage
from network.models import NetworkIndexPage, NetworkPage, PartnerIndexPage, PartnerPage
from news.models import NewsIndexPage, NewsPage
from news.newsletter.models import NewsletterIndexPage
from programmes.models import (
    EditionPage,
    EventIndexPage,
    EventPage,
    OpenCallIndexPage,
    OpenCallPage,
    ProgrammeIndexPage,
    ProgrammePage,
)

from . import content
from .content import LANGUAGES

Data = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A page of the demonstration: its data and where it stands."""

    name: str
    model: type[BasePage]
    data: Data
    parent: str | None
    in_menu: bool = False

    @property
    def languages(self) -> list[str]:
        """The languages in which it is written, or begun to be: the original's first."""
        return [code for code in LANGUAGES if code in self.data["title"]]

    def is_begun(self, language: str) -> bool:
        """Whether the page in a language is one of which a part is missing yet."""
        return language in (*self.data.get("anyway", ()), *self.data.get("begun", ()))


def entries() -> list[Entry]:
    """All pages, parents before children."""
    sections = content.read("sections")
    indexes = content.read("indexes")
    partners = content.read("partners")
    home = content.read("home")["home"]
    slug = {language: language for language in home["title"]}
    return [
        Entry("home", HomePage, {**home, "slug": slug}, None),
        Entry("international", ProgrammeIndexPage, sections["international"], "home", in_menu=True),
        Entry("networking", NetworkIndexPage, sections["networking"], "home", in_menu=True),
        Entry("open-calls", OpenCallIndexPage, indexes["open_calls"], "home", in_menu=True),
        Entry("events", EventIndexPage, indexes["events"], "home", in_menu=True),
        Entry("partners", PartnerIndexPage, partners["partner_index"], "home", in_menu=True),
        Entry("news", NewsIndexPage, content.read("news")["news_index"], "home", in_menu=True),
        Entry("newsletter", NewsletterIndexPage, indexes["newsletter"], "home"),
        *_below("partners", PartnerPage, content.records("partners")),
        *_below("partners", PartnerPage, _partners_in_the_courtyard()),
        *_below("international", ProgrammePage, content.records("programmes")),
        *_below("networking", NetworkPage, _networks()),
        *_below("", EditionPage, content.records("editions")),
        *_below("", OpenCallPage, content.records("calls")),
        *_below("", EventPage, content.records("events")),
        *_below("news", NewsPage, _news()),
        *(
            Entry(one["id"], ContentPage, one, "home", in_menu=one["id"] == "about")
            for one in content.records("pages")
        ),
        Entry(
            "statement",
            AccessibilityStatementPage,
            content.read("statement")["statement"],
            "home",
        ),
    ]


def _below(parent: str, model: type[BasePage], records: list[Data]) -> list[Entry]:
    return [Entry(one["id"], model, one, one.get("parent", parent)) for one in records]


TENANCY = ("unit", "since", "until")


def _partners_in_the_courtyard() -> list[Data]:
    return [
        {name: value for name, value in one.items() if name not in TENANCY}
        for one in content.records("tenants")
    ]


def _networks() -> list[Data]:
    """The networks; the courtyard has its tenants as members."""
    tenants = [
        {
            "partner": one["id"],
            "role": "tenant",
            **{name: one[name] for name in TENANCY if name in one},
        }
        for one in content.records("tenants")
    ]
    return [
        {**one, "memberships": tenants} if one["id"] == "ruska-46" else one
        for one in content.records("networks")
    ]


def _news() -> list[Data]:
    """All news, oldest first."""
    news = [*content.records("news"), *content.records("more_news", "news")]
    return sorted(news, key=lambda one: -one["date"]["days_ago"])
