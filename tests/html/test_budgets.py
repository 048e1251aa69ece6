"""What an answer may cost: queries, counted exactly, the same however much there is to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale
from wagtail.rich_text import RichText

from courtyard.localisation import site_map
from courtyard.models import (
    MenuItem,
    MenuItemText,
    Publisher,
    SectionEntry,
    SiteSettings,
    SiteTexts,
    SocialLink,
)
from courtyard.terms import KINDS
from home.models import FeaturedPage
from network.models import City, Membership, Unit
from news.models import NewsAuthor, RelatedPage
from programmes.models import (
    CallRound,
    EditionCity,
    EditionPartner,
    EventDate,
    EventPartner,
    MoneyItem,
    Participant,
    ProgrammeCity,
    ProgrammePartner,
)
from tests.trees import (
    EditionFactory,
    EventFactory,
    EventIndexFactory,
    NetworkFactory,
    NetworkIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    NewsletterFactory,
    OpenCallFactory,
    OpenCallIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    StatementFactory,
    Tree,
    add_language,
    analyze,
    in_language,
    make_image,
    settle,
    term_in_two_languages,
)

LIST, DETAIL, PAGE, HOME = 6, 6, 8, 10
"""The bars: a list and a detail of the API, an HTML page, the front page."""

FIRST = 3
"""More for the first answer of a process after a change: site, languages, links of the footer."""

API = "/api/content/v1"

BARS = {
    "/pl/": HOME,
    "/pl/dzialania/": PAGE,
    "/pl/dzialania/p-1/": PAGE,
    "/pl/dzialania/p-1/edycja/": PAGE,
    "/pl/dzialania/p-1/nabor/": PAGE,
    "/pl/dzialania/p-1/wieczor/": PAGE,
    "/pl/nabory/": PAGE,
    "/pl/nabory/?status=closed&topic=networking": PAGE,
    "/pl/nabory/?kind=forum&discipline=networking&city=lodz&fee=none&month=2089-01": PAGE,
    "/pl/kalendarz/": PAGE,
    "/pl/kalendarz/?city=lodz&when=2026-05": PAGE,
    "/pl/kalendarz/?when=2090-01&discipline=networking&city=lodz&online=false": PAGE,
    "/pl/aktualnosci/": PAGE,
    "/pl/aktualnosci/?topic=networking&discipline=networking&theme=networking&tag=networking": PAGE,
    "/pl/aktualnosci/n-1/": PAGE,
    "/pl/partnerzy/": PAGE,
    "/pl/partnerzy/?kind=ngo&city=lodz&country=PL": PAGE,
    "/pl/partnerzy/f-1/": PAGE,
    "/pl/sieciowanie/": PAGE,
    "/pl/sieciowanie/s-1/": PAGE,
    "/pl/newsletter/": PAGE,
    "/pl/deklaracja/": PAGE,
    f"{API}/programmes": LIST,
    f"{API}/programmes?city=lodz&kind=forum": LIST,
    f"{API}/programmes?city=lodz&topic=networking&theme=networking&tag=networking": LIST,
    f"{API}/editions?city=lodz&from=2020-01-01": LIST,
    f"{API}/participants": LIST,
    f"{API}/participants?country=PL&discipline=networking&limit=30": LIST,
    f"{API}/open-calls": LIST,
    f"{API}/open-calls?status=open&residence=PL&topic=networking": LIST,
    f"{API}/open-calls?kind=forum&city=lodz&month=2089-01&nationality=PL": LIST,
    f"{API}/events?when=coming&city=lodz": LIST,
    f"{API}/events?kind=forum&month=2090-01&online=false": LIST,
    f"{API}/pages/by-path?path=/pl/dzialania/p-1/edycja/": DETAIL,
    f"{API}/news": LIST,
    f"{API}/news?topic=networking&discipline=networking&year=2026": LIST,
    f"{API}/news?include=translations&count=true&fields=title,image": LIST,
    f"{API}/partners": LIST,
    f"{API}/partners?city=lodz&country=PL&bbox=-10,35,40,70&active_on=2026-05-01": LIST,
    f"{API}/partners.geojson": LIST,
    f"{API}/networks": LIST,
    f"{API}/networks?city=lodz&active_on=2026-05-01": LIST,
    f"{API}/cities": LIST,
    f"{API}/pages?limit=100": LIST,
    f"{API}/pages/by-path?path=/pl/": DETAIL,
    f"{API}/pages/by-path?path=/pl/dzialania/": DETAIL,
    f"{API}/pages/by-path?path=/pl/dzialania/p-1/": DETAIL,
    f"{API}/pages/by-path?path=/pl/partnerzy/": DETAIL,
    f"{API}/pages/by-path?path=/pl/partnerzy/f-1/": DETAIL,
    f"{API}/pages/by-path?path=/pl/sieciowanie/s-1/": DETAIL,
    f"{API}/pages/by-path?path=/pl/aktualnosci/n-1/": DETAIL,
}
TOPS = 4


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def world(tree: Tree, count: int) -> None:
    """Sections and indexes with as many items, each with all that a card shows.

    Every page is Polish; every second one has an English twin.
    """
    pl = add_language(tree, "pl")
    en = add_language(tree, "en", fallback=pl)
    say_everywhere(tree)
    section = ProgrammeIndexFactory(
        parent=tree.home, title="Działania", slug="dzialania", show_in_menus=True
    )
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    networks = NetworkIndexFactory(parent=tree.home, title="Sieciowanie", slug="sieciowanie")
    OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    tops = [in_language(page, en) for page in (section, index, directory, networks)]
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    subjects = [
        term_in_two_languages(kind.model, tree, "networking", "woda", "water") for kind in KINDS
    ]
    subject = subjects[0]
    place = {"country": "PL", "latitude": 51.76, "longitude": 19.46}
    City.objects.update(**place)
    image = make_image("plakat")
    partners: list[Any] = []
    for number in range(count):
        about = {"listing_image": image, **links(subjects)}
        partner = PartnerFactory(
            parent=directory,
            title=f"F{number}",
            slug=f"f-{number}",
            city=city,
            logo=image,
            **about,
        )
        partners.append(partner)
        about = {"listing_image": image, **links(subjects)}
        programme = ProgrammeFactory(
            parent=section,
            title=f"P{number}",
            slug=f"p-{number}",
            cities=[ProgrammeCity(city=city)],
            partners=[ProgrammePartner(partner=partner)],
            **about,
        )
        about = {"listing_image": image, **links(subjects)}
        news = NewsFactory(
            parent=index,
            title=f"N{number}",
            slug=f"n-{number}",
            authors=[NewsAuthor(name="x")],
            related=[RelatedPage(page=programme.page_ptr), RelatedPage(page=partner.page_ptr)],
            **about,
        )
        about = {"listing_image": image, **links(subjects)}
        network = NetworkFactory(
            parent=networks,
            title=f"S{number}",
            slug=f"s-{number}",
            kind="place",
            city=city,
            units=[Unit(name=f"A{number}", floor=number) for number in range(len(partners))],
            memberships=[
                Membership(partner=one, unit=f"A{number}") for number, one in enumerate(partners)
            ],
            **about,
        )
        happens = happening(tree, programme, count, city, partner, subjects, image)
        section.section_entries.add(SectionEntry(page=programme.page_ptr, locale=tree.pl))
        if number % 2:
            for page in (partner, programme, news, network, *happens):
                in_language(page, en)
    say_around(tree, count, [section, index, directory, networks])
    section.closing = [("listing", listing(None)), ("listing", listing(subject))]
    section.save_revision().publish()
    programmes = [entry.page for entry in section.section_entries.all()]
    NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter")
    StatementFactory(parent=tree.home, title="Deklaracja", slug="deklaracja")
    front: Any = tree.home
    front.featured = [FeaturedPage(page=page) for page in programmes]
    tree.home.body = [
        ("pages", {"heading": "Programy", "pages": programmes}),
        ("listing", listing(None)),
        ("listing", listing(subject)),
        *(("text", RichText(f'<a linktype="page" id="{page.pk}">x</a>')) for page in programmes),
    ]
    tree.home.save_revision().publish()
    assert len(tops) == TOPS
    settle()
    analyze()


def say_everywhere(tree: Tree) -> None:
    """A footer and a notice in each language."""
    link = f'<p><a linktype="page" id="{tree.home.pk}">x</a></p>'
    SiteTexts.objects.update(footer=link, notice=link)


def speak(tree: Tree, *codes: str) -> None:
    """Further languages, which have front pages alone and show English where one is missing."""
    for code in codes:
        locale = add_language(tree, code, fallback=Locale.objects.get(language_code="en"))
        in_language(tree.home, locale, title="x", slug=code)
    say_everywhere(tree)
    settle()


def happening(
    tree: Tree, programme: Any, count: int, city: Any, partner: Any, subjects: Any, image: Any
) -> list[Any]:
    """An edition, a call and an event of a programme, each with all that its page shows."""
    common = {"parent": programme, "listing_image": image}
    edition = EditionFactory(
        title="Edycja",
        slug="edycja",
        cities=[EditionCity(city=city)],
        partners=[EditionPartner(partner=partner)],
        participants=[
            Participant(
                name=f"A{number}",
                consent=True,
                country="PL",
                city=city,
                discipline=subjects[1],
                portrait=image,
            )
            for number in range(count)
        ],
        **common,
        **links(subjects),
    )
    call = OpenCallFactory(
        title="Nabór",
        slug="nabor",
        closes=dt.datetime(2090, 1, 1, tzinfo=dt.UTC),
        rounds=[CallRound(closes=dt.datetime(2089, 1, 1, tzinfo=dt.UTC))],
        money=[MoneyItem(purpose="grant", amount=1, currency="EUR")],
        **common,
        **links(subjects),
    )
    event = EventFactory(
        title="Wieczór",
        slug="wieczor",
        starts=dt.datetime(2090, 1, 1, tzinfo=dt.UTC),
        city=city,
        venue=partner,
        dates=[EventDate(starts=dt.datetime(2090, 2, 1, tzinfo=dt.UTC))],
        partners=[EventPartner(partner=partner)],
        **common,
        **links(subjects),
    )
    return [edition, call, event]


def say_around(tree: Tree, count: int, tops: list[Any]) -> None:
    """Two voices, contact and logo, and as many items in each of two menus."""
    voices = [
        term_in_two_languages(Publisher, tree, slug, slug, slug) for slug in ("zone", "institute")
    ]
    tops[0].publisher = voices[1]
    settings = SiteSettings.objects.get()
    settings.publisher, settings.logo, settings.email = voices[0], make_image("logo"), "a@b.org"
    settings.save()
    pl = tree.pl
    for number in range(count):
        SocialLink.objects.create(settings=settings, label="x", url="https://example.org/")
        for place in ("main_of", "foot_of"):
            where: dict[str, Any] = {place: settings, "page": tops[number % len(tops)]}
            item = MenuItem.objects.create(**where)
            MenuItemText.objects.create(item=item, locale=pl, text="x")


def links(terms: list[Any]) -> dict[str, Any]:
    """A term of each kind."""
    return {
        kind.rows: [kind.link(**{kind.name: term})] for kind, term in zip(KINDS, terms, strict=True)
    }


def listing(subject: Any) -> dict[str, Any]:
    return {"heading": "", "kind": "news", "topic": subject, "count": 12, "link_text": "x"}


def queries(client: Client, path: str) -> tuple[int, str, str]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
    assert response.status_code == 200, path
    text = "\n".join(query["sql"] for query in captured.captured_queries)
    return len(captured), response.headers.get("Cache-Status", ""), text


def costs(client: Client, prefix: str) -> dict[str, tuple[int, int, int]]:
    """What each address costs: as the first answer of a process, as a later one, as a kept one."""
    found = {}
    client.get("/")  # Django looks once whether the database knows JSON
    client.get(f"{API}/pages")
    for path in BARS:
        asked = path.replace("/pl/", f"/{prefix}/", 1)
        if prefix != "pl" and path.startswith(API) and "path=" not in path:
            asked += f"{'&' if '?' in path else '?'}locale={prefix}"
        cache.clear()
        site_map._remembered.clear()
        first, _status, sql = queries(client, asked)
        assert "INSERT" not in sql
        assert "UPDATE" not in sql
        assert "BEGIN" not in sql
        assert "SAVEPOINT" not in sql
        cache.clear()
        later, status, _sql = queries(client, asked)
        assert status == "Courtyard; fwd=miss"
        kept, status, _sql = queries(client, asked)
        assert status == "Courtyard; hit"
        found[path] = (first, later, kept)
    return found


@pytest.fixture
def _still_clock() -> Iterator[None]:
    """What is remembered for a minute must not end between two questions."""
    with time_machine.travel(dt.datetime(2026, 5, 2, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.one_database
@pytest.mark.usefixtures("_still_clock")
def test_an_answer_costs_the_same_however_much_it_shows(tree: Tree, client: Client) -> None:
    """Asked in the first language, in one that has every second page, and in one that has none."""
    world(tree, 2)
    in_two_languages = costs(client, "en")
    speak(tree, "uk", "de")
    few = {prefix: costs(client, prefix) for prefix in ("en", "uk")}
    assert few["en"] == in_two_languages
    for child in tree.home.get_children():
        for page in child.get_translations(inclusive=True):
            page.delete()
    gone: list[Any] = [City, Publisher, MenuItem, SocialLink, *(kind.model for kind in KINDS)]
    for model in gone:
        model.objects.all().delete()
    world(tree, 20)
    many = {prefix: costs(client, prefix) for prefix in ("pl", *few)}
    for path in BARS:
        for prefix, found in many.items():
            first, later, kept = found[path]
            print(f"{prefix}  {first:2} {later:2} {kept:2}  {path}")  # noqa: T201
            assert later <= BARS[path], path
            assert first <= later + FIRST, path
            assert kept <= 1, path
    assert {prefix: many[prefix] for prefix in few} == few
