"""What pages are about: terms of every kind are facts, shown, filtered by and forgotten alike."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courtyard.localisation.facts import facts_of
from courtyard.models import Generation
from courtyard.publications import upkeep
from courtyard.terms import KINDS, Kind
from network.models import City, Membership, PartnerPage
from programmes.models import ProgrammeCity, ProgrammePage
from tests.trees import (
    NetworkFactory,
    NetworkIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    settle,
    term_in_two_languages,
)

API = "/api/content/v1"

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))

LISTS = {
    "news": (NewsIndexFactory, NewsFactory),
    "programmes": (ProgrammeIndexFactory, ProgrammeFactory),
    "networks": (NetworkIndexFactory, NetworkFactory),
    "partners": (PartnerIndexFactory, PartnerFactory),
}


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def term(tree: Tree, kind: Kind, slug: str = "woda") -> Any:
    return term_in_two_languages(kind.model, tree, slug, f"{slug} po polsku", f"{slug} in English")


def give(page: Any, *terms: Any) -> Any:
    """A page with these terms and no others, published."""
    for kind in KINDS:
        mine = [one for one in terms if isinstance(one, kind.model)]
        setattr(page, kind.rows, [kind.link(**{kind.name: one}) for one in mine])
    page.save_revision().publish()
    return page


def some(tree: Tree, name: str) -> Any:
    """A section with its English twin, and two pages of a list in it."""
    section, page = LISTS[name]
    parent = section(parent=tree.home, title="Dział", slug="dzial")
    tree.in_english(parent, title="Section", slug="section")
    page(parent=parent, title="Obok", slug="obok")
    return page(parent=parent, title="Rzeka", slug="rzeka")


def titles(client: Client, path: str) -> list[str]:
    response = client.get(f"{API}{path}")
    assert response.status_code == 200, response.content
    return sorted(item["title"] for item in response.json()["items"])


def said(client: Client, path: str) -> Any:
    return client.get(f"{API}/pages/by-path", {"path": path}).json()


@every_kind
def test_cards_and_wholes_have_terms_in_the_readers_language(
    client: Client, tree: Tree, kind: Kind
) -> None:
    page = give(some(tree, "news"), term(tree, kind))
    tree.in_english(page, title="River", slug="river")
    for locale, path, name in (
        ("pl", "/pl/dzial/rzeka/", "woda po polsku"),
        ("en", "/en/section/river/", "woda in English"),
    ):
        found = [said(client, path), *client.get(f"{API}/news?locale={locale}").json()["items"]]
        labels = [[one["name"] for one in answer[kind.plural]] for answer in found]
        assert labels.count([name]) == 2
    empty = {other.plural for other in KINDS} - {kind.plural}
    assert all(said(client, "/pl/dzial/rzeka/")[name] == [] for name in empty)
    assert kind.rows in facts_of(type(page)).rows
    assert kind.link._default_manager.count() == 1
    assert [str(one) for one in upkeep.check()] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_chosen_by_terms_of_every_kind(client: Client, tree: Tree, name: str) -> None:
    page = give(some(tree, name), *(term(tree, kind) for kind in KINDS))
    tree.in_english(page, title="River", slug="river")
    for kind in KINDS:
        assert titles(client, f"/{name}?{kind.name}=woda") == ["Rzeka"]
        assert titles(client, f"/{name}?{kind.name}=woda&locale=en") == ["River"]
        assert titles(client, f"/{name}?{kind.name}=nothing") == []
    assert len(titles(client, f"/{name}")) == 2


def test_a_slug_of_one_kind_is_none_of_another(client: Client, tree: Tree) -> None:
    topic, _discipline, theme, _tag = KINDS
    page = give(some(tree, "news"), term(tree, topic, "woda"), term(tree, theme, "lad"))
    assert titles(client, "/news?topic=woda&theme=lad") == [page.title]
    assert titles(client, "/news?topic=lad") == titles(client, "/news?topic=woda&theme=woda") == []


# Aliases: their rows stand on the original of what they copy


@pytest.fixture
def aliases(tree: Tree) -> list[str]:
    """A programme, in English too, with an alias of each; with terms, a city."""
    page = some(tree, "programmes")
    twin = tree.in_english(page, title="River", slug="river")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    for one, slug in ((page, "skrot"), (twin, "short")):
        fresh = ProgrammePage.objects.get(pk=one.pk)
        fresh.create_alias(update_slug=slug)
    page = ProgrammePage.objects.get(pk=page.pk)
    page.cities = [ProgrammeCity(city=city)]
    give(page, *(term(tree, kind) for kind in KINDS))
    return [kind.name for kind in KINDS]


def addresses(client: Client, path: str) -> set[str]:
    return {item["url"] for item in client.get(f"{API}{path}").json()["items"]}


@every_kind
def test_an_alias_is_found_by_the_terms_that_it_shows(
    client: Client, aliases: list[str], kind: Kind
) -> None:
    short = said(client, "/en/section/short/")
    assert [one["slug"] for one in short[kind.plural]] == ["woda"]
    found = addresses(client, f"/programmes?{kind.name}=woda&locale=en")
    assert found == {"/en/section/river/", "/en/section/short/"}
    found = addresses(client, f"/programmes?{kind.name}=woda&locale=pl")
    assert found == {"/pl/dzial/rzeka/", "/pl/dzial/skrot/"}


def test_an_alias_is_found_by_other_rows_that_it_shows(
    client: Client, tree: Tree, aliases: list[str]
) -> None:
    found = addresses(client, "/programmes?city=lodz&locale=en")
    assert found == {"/en/section/river/", "/en/section/short/"}


def test_an_alias_is_found_no_longer_by_what_it_no_longer_shows(
    client: Client, aliases: list[str]
) -> None:
    give(ProgrammePage.objects.get(slug="rzeka"))
    for locale in ("pl", "en"):
        assert addresses(client, f"/programmes?topic=woda&locale={locale}") == set()


def test_an_alias_of_a_network_is_found_by_its_partner(client: Client, tree: Tree) -> None:
    network = some(tree, "networks")
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner: PartnerPage = PartnerFactory(parent=index, title="Fundacja", slug="fundacja")
    network.memberships = [Membership(partner=partner)]
    network.save_revision().publish()
    twin = tree.in_english(network, title="River", slug="river")
    tree.in_english(index, title="Partners", slug="partners")
    tree.in_english(partner, title="Foundation", slug="foundation")
    twin.create_alias(update_slug="short")
    found = addresses(client, f"/networks?partner={partner.translation_key}&locale=en")
    assert found == {"/en/section/river/", "/en/section/short/"}


# In HTML


@every_kind
def test_the_index_of_news_is_narrowed_by_its_address(
    client: Client, tree: Tree, kind: Kind
) -> None:
    page = some(tree, "news")
    woda = term(tree, kind)
    for number in range(13):
        day = dt.date(2026, 5, 1) + dt.timedelta(days=number)
        more = NewsFactory(
            parent=page.get_parent(), title=f"Fala {number}", slug=f"fala-{number}", date=day
        )
        give(more, woda)
    text = client.get(f"/pl/dzial/?{kind.name}=woda").content.decode()
    assert "Obok" not in text
    assert "Fala 3" in text
    chosen = text.partition('<div class="chosen">')[2].partition("</ul>")[0]
    words = " ".join(re.sub("<[^>]+>", " ", chosen).split())
    assert words == f"Usuń: {str(kind.model._meta.verbose_name).capitalize()}: woda po polsku"
    assert 'class="chosen__one" href="/pl/dzial/"' in chosen
    assert f"?{kind.name}=woda&amp;page=2" in text
    assert f'<link rel="canonical" href="http://localhost/pl/dzial/?{kind.name}=woda">' in text
    assert "hreflang" not in text.partition("</head>")[0]
    second = client.get(f"/pl/dzial/?{kind.name}=woda&page=2").content.decode()
    assert second.count("entry__date") == 1
    unknown = client.get(f"/pl/dzial/?{kind.name}=nothing").content.decode()
    assert "entry__date" not in unknown
    assert '<div class="chosen">' in unknown
    assert '<div class="chosen">' not in client.get("/pl/dzial/").content.decode()


def test_the_index_of_news_is_narrowed_by_several_terms(client: Client, tree: Tree) -> None:
    both = some(tree, "news")
    first, second = term(tree, KINDS[0], "lad"), term(tree, KINDS[3], "woda")
    give(both, first, second)
    give(NewsFactory(parent=both.get_parent(), title="Susza", slug="susza"), first)
    text = client.get("/pl/dzial/?topic=lad&tag=woda").content.decode()
    assert "Rzeka" in text
    assert "Susza" not in text
    assert "lad po polsku" in text
    assert "woda po polsku" in text


@every_kind
def test_a_piece_of_news_leads_to_others_with_its_terms(
    client: Client, tree: Tree, kind: Kind
) -> None:
    page = give(some(tree, "news"), term(tree, kind))
    text = client.get("/pl/dzial/rzeka/").content.decode()
    assert f'href="/pl/dzial/?{kind.name}=woda">woda po polsku</a>' in text
    tree.in_english(page, title="River", slug="river")
    text = client.get("/en/section/river/").content.decode()
    assert f'href="/en/section/?{kind.name}=woda">woda in English</a>' in text


@pytest.mark.parametrize("name", ["programmes", "networks", "partners"])
def test_other_pages_show_their_terms(client: Client, tree: Tree, name: str) -> None:
    give(some(tree, name), *(term(tree, kind, kind.name) for kind in KINDS))
    text = client.get("/pl/dzial/rzeka/").content.decode()
    for kind in KINDS:
        assert f'<span class="term">{kind.name} po polsku</span>' in text


# What they cost


def test_terms_of_all_kinds_are_one_query(client: Client, tree: Tree) -> None:
    page = give(some(tree, "news"), *(term(tree, kind) for kind in KINDS))
    give(page, *(term(tree, kind, "lad") for kind in KINDS), *term_rows(tree))
    settle()
    asked = "&".join(f"{kind.name}=lad" for kind in KINDS)
    for path in ("/pl/dzial/rzeka/", f"/pl/dzial/?{asked}", f"{API}/news?{asked}"):
        client.get(path)
        settle()
        with CaptureQueriesContext(connection) as captured:
            text = client.get(path).content.decode()
        assert "Rzeka" in text
        named = [one["sql"] for one in captured if 'AS "facts"' in one["sql"]]
        assert len(named) == 1
        found = [one["sql"] for one in captured if 'AS "place"' in one["sql"]]
        assert len(found) == ("?" in path)


def term_rows(tree: Tree) -> list[Any]:
    return [kind.model._default_manager.get(slug="woda", locale=tree.pl) for kind in KINDS]


# Terms that change and go


@every_kind
def test_a_renamed_term_is_renamed_everywhere_at_once(
    client: Client, tree: Tree, kind: Kind, django_capture_on_commit_callbacks: Any
) -> None:
    woda = term(tree, kind)
    give(some(tree, "news"), woda)
    settle()
    assert "woda po polsku" in client.get("/pl/dzial/rzeka/").content.decode()
    before = Generation.objects.get().number
    woda.name = "rzeki"
    with django_capture_on_commit_callbacks(execute=True):
        woda.save()
    assert Generation.objects.get().number > before
    assert [one["name"] for one in said(client, "/pl/dzial/rzeka/")[kind.plural]] == ["rzeki"]


@every_kind
def test_a_deleted_term_is_on_no_page_any_more(client: Client, tree: Tree, kind: Kind) -> None:
    woda = term(tree, kind)
    page = give(some(tree, "news"), woda)
    tree.in_english(page, title="River", slug="river")
    woda.delete()
    settle()
    assert kind.model._default_manager.count() == 1
    for path in ("/pl/dzial/rzeka/", "/en/section/river/"):
        assert said(client, path)[kind.plural] == []
    assert titles(client, f"/news?{kind.name}=woda") == []
    assert [str(one) for one in upkeep.check()] == []


# In the admin


@every_kind
def test_terms_are_listed_with_their_short_names_and_languages(
    admin_client: Client, tree: Tree, kind: Kind
) -> None:
    term(tree, kind, "zielona-wyspa")
    url = f"/cms/snippets/courtyard/{kind.name}/"
    text = admin_client.get(url, HTTP_HOST="localhost").content.decode()
    for word in ("zielona-wyspa po polsku", "zielona-wyspa in English", "English", "Polski"):
        assert word.lower() in text.lower()
    found = admin_client.get(url, {"q": "zielona"}, HTTP_HOST="localhost").content.decode()
    assert "zielona-wyspa in English" in found
