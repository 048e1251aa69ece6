"""The smallest trees that tests stand on, and what grows in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

import wagtail_factories
from wagtail.models import Collection, Locale, Page, Site

from courtyard.models import Topic
from courtyard.pages import BasePage
from home.models import ContentPage, HomePage
from network.models import (
    City,
    NetworkIndexPage,
    NetworkPage,
    PartnerIndexPage,
    PartnerPage,
)
from news.models import NewsIndexPage, NewsPage
from programmes.models import ProgrammeIndexPage, ProgrammePage

P = TypeVar("P", bound=BasePage)


def factory(model: type[BasePage], **defaults: Any) -> Any:
    """A factory of pages of one type, with what each of them needs."""
    meta = type("Meta", (), {"model": model})
    return type(
        f"{model.__name__}Factory", (wagtail_factories.PageFactory,), {**defaults, "Meta": meta}
    )


ProgrammeFactory = factory(ProgrammePage, kind="forum")
ProgrammeIndexFactory = factory(ProgrammeIndexPage)
NetworkIndexFactory = factory(NetworkIndexPage)
NetworkFactory = factory(NetworkPage, kind="coalition")
PartnerIndexFactory = factory(PartnerIndexPage)
PartnerFactory = factory(PartnerPage, kind="ngo")
NewsIndexFactory = factory(NewsIndexPage)
NewsFactory = factory(NewsPage, date=dt.date(2026, 5, 1))
ContentFactory = factory(ContentPage)


@dataclass
class Tree:
    """A site in two languages: ``home`` is Polish, ``home_en`` its English twin."""

    site: Site
    pl: Locale
    en: Locale
    home: HomePage
    home_en: HomePage

    def in_english(self, page: P, **fields: Any) -> P:
        """The page's English twin, live, with some fields in English."""
        return in_language(page, self.en, **fields)


def grow() -> Tree:
    """Two front pages instead of Wagtail's welcome page."""
    pl = Locale.objects.get_or_create(language_code="pl")[0]
    en = Locale.objects.get_or_create(language_code="en")[0]
    # A test in real transactions leaves an empty database to the next one.
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(title="Root", locale=pl)
    home = root.add_child(instance=HomePage(title="Strona główna", slug="pl", locale=pl))
    Site.objects.all().delete()
    Page.objects.filter(depth=2).exclude(pk=home.pk).delete()
    site = Site.objects.create(
        hostname="localhost", root_page=home, is_default_site=True, site_name="Courtyard"
    )
    home.refresh_from_db()
    home_en = in_language(home, en, title="Front page", slug="en")
    return Tree(site=site, pl=pl, en=en, home=home, home_en=home_en)


def in_language(page: P, locale: Locale, **fields: Any) -> P:
    """A live twin of the page in another language."""
    twin: P = page.copy_for_translation(locale, copy_parents=True)
    for name, value in fields.items():
        setattr(twin, name, value)
    twin.alias_of = None
    twin.save_revision().publish()
    twin.refresh_from_db()
    return twin


def term_in_two_languages(model: type[Any], tree: Tree, slug: str, pl: str, en: str) -> Any:
    """A topic or city in Polish with its English twin; gives the Polish one."""
    facts = {"country": "PL"} if model is City else {}
    term = model.objects.create(name=pl, slug=slug, locale=tree.pl, **facts)
    twin = term.copy_for_translation(tree.en)
    twin.name = en
    twin.save()
    return term


def topic(tree: Tree, slug: str = "networking") -> Any:
    """A topic in two languages; gives the Polish one."""
    return term_in_two_languages(Topic, tree, slug, f"{slug} po polsku", f"{slug} in English")
