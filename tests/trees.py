"""The smallest trees that tests stand on, and what grows in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import wagtail_factories
from django.core.files.images import ImageFile
from django.db import connection
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation

from config.demo.posters import draw_poster
from courtyard.localisation.facts import governing
from courtyard.localisation.freshness import present_words, say
from courtyard.models import SiteSettings, SiteTexts, Topic
from courtyard.outbox.models import OutboxRow
from courtyard.pages import BasePage
from courtyard.publications import generation, renditions
from home.models import AccessibilityStatementPage, ContentPage, HomePage
from network.models import (
    City,
    NetworkIndexPage,
    NetworkPage,
    PartnerIndexPage,
    PartnerPage,
)
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

P = TypeVar("P", bound=BasePage)


def factory(model: type[BasePage], **defaults: Any) -> Any:
    """A factory of pages of one type, with what each of them needs."""
    meta = type("Meta", (), {"model": model})
    return type(
        f"{model.__name__}Factory", (wagtail_factories.PageFactory,), {**defaults, "Meta": meta}
    )


HomeFactory = factory(HomePage)
ProgrammeFactory = factory(ProgrammePage, kind="forum")
ProgrammeIndexFactory = factory(ProgrammeIndexPage)
EditionFactory = factory(EditionPage, starts=dt.date(2026, 5, 1))
OpenCallFactory = factory(OpenCallPage, closes=dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC))
OpenCallIndexFactory = factory(OpenCallIndexPage)
EventFactory = factory(EventPage, starts=dt.datetime(2026, 5, 1, 16, tzinfo=dt.UTC))
EventIndexFactory = factory(EventIndexPage)
NetworkIndexFactory = factory(NetworkIndexPage)
NetworkFactory = factory(NetworkPage, kind="coalition")
PartnerIndexFactory = factory(PartnerIndexPage)
PartnerFactory = factory(PartnerPage, kind="ngo")
NewsIndexFactory = factory(NewsIndexPage)
NewsFactory = factory(NewsPage, date=dt.date(2026, 5, 1))
ContentFactory = factory(ContentPage)
NewsletterFactory = factory(NewsletterIndexPage)
StatementFactory = factory(
    AccessibilityStatementPage,
    entity="Instytut",
    site_url="https://example.org/",
    published_on=dt.date(2026, 1, 2),
    updated_on=dt.date(2026, 3, 4),
    made_on=dt.date(2026, 1, 3),
    conformance="full",
    contact_person="Biuro",
    contact_email="biuro@example.org",
    contact_phone="+48 71 000 00 00",
    procedure="<p>Napisz do nas.</p>",
    architecture="<p>Wejście bez progu.</p>",
    applications="<p>Nie mamy aplikacji.</p>",
)


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
    """Two front pages instead of Wagtail's welcome page; those that stand, where they do."""
    return _standing() or _grow()


def _standing() -> Tree | None:
    """What a new database of tests begins with, unless a test in real transactions emptied it."""
    home = HomePage.objects.filter(slug="pl", depth=2).select_related("locale").first()
    if home is None:
        return None
    home_en = HomePage.objects.select_related("locale").get(slug="en", depth=2)
    site = Site.objects.get(root_page=home)
    return Tree(site=site, pl=home.locale, en=home_en.locale, home=home, home_en=home_en)


def _grow() -> Tree:
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
    translated_by_hand(twin)
    twin.save_revision().publish()
    twin.refresh_from_db()
    return twin


def translated_by_hand(twin: BasePage) -> None:
    """Say, as an editor does in the page's form, that a page says what its original says now."""
    original: Any = governing(twin)
    say(twin, original, present_words(original))


def term_in_two_languages(model: type[Any], tree: Tree, slug: str, pl: str, en: str) -> Any:
    """A topic or city in Polish with its English twin; gives the Polish one."""
    facts = {"country": "PL"} if model is City else {}
    term = model.objects.create(name=pl, slug=slug, locale=tree.pl, **facts)
    twin = term.copy_for_translation(tree.en)
    twin.name = en
    twin.save()
    return term


def translate_the_rest(translation: Translation, *but: str) -> None:
    """Translate all texts of a page but those of some fields: the word English before each."""
    segments = translation.source.stringsegment_set.exclude(context__path__in=but)
    for segment in segments.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=f"English {segment.string.data}",
        )


def topic(tree: Tree, slug: str = "networking") -> Any:
    """A topic in two languages; gives the Polish one."""
    return term_in_two_languages(Topic, tree, slug, f"{slug} po polsku", f"{slug} in English")


def make_image(name: str, *, made: bool = True) -> Any:
    """An image that is described by its name; with its renditions unless told otherwise."""
    file = ImageFile(BytesIO(draw_poster("news", 0, width=64, height=40)), name=f"{name}.webp")
    image = get_image_model().objects.create(title=name, file=file, description=name)
    if made:
        renditions.make(image)
    return image


def add_language(tree: Tree, code: str, *, fallback: Locale | None = None) -> Locale:
    """One more language of the site, without any page in it."""
    locale: Locale = Locale.objects.get_or_create(language_code=code)[0]
    settings = SiteSettings.objects.get_or_create(site=tree.site)[0]
    SiteTexts.objects.update_or_create(
        settings=settings,
        locale=locale,
        defaults={"name": f"Courtyard {code}", "fallback": fallback},
    )
    return locale


def settle() -> None:
    """End what a test has prepared, as a commit would: it may be kept from now on."""
    connection.run_on_commit.clear()
    OutboxRow.objects.filter(kind=generation.OUTBOX_KIND).delete()
    generation.raise_now()


def analyze() -> None:
    """Let PostgreSQL know what its tables hold, as it finds out by itself in production."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
