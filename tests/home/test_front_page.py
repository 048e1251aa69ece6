"""The front page: what its editors choose, and what it lists by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from courtyard import listings
from courtyard.listings import Chosen, ListingKind
from courtyard.publications.reading import Reader
from home.models import FeaturedPage
from programmes.models import ProgrammePage
from tests.trees import (
    NewsFactory,
    NewsIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
)

pytestmark = pytest.mark.one_database

API = "/api/content/v1/pages/by-path?path="


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def programmes(tree: Tree) -> list[Any]:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    return [
        ProgrammeFactory(parent=section, title=f"Program {name}", slug=f"program-{name.lower()}")
        for name in "ABC"
    ]


def feature(tree: Tree, *pages: Any) -> None:
    home: Any = tree.home
    home.featured = [
        FeaturedPage(page=page.page_ptr, sort_order=number) for number, page in enumerate(pages)
    ]


def published(page: Any) -> None:
    page.save_revision().publish()


def front(client: Client, path: str = "/pl/") -> Any:
    response = client.get(API + path)
    assert response.status_code == 200
    return response.json()


def shown(client: Client, path: str = "/pl/") -> str:
    return client.get(path).content.decode()


def test_featured_pages_come_in_the_order_of_the_editors(
    client: Client, tree: Tree, programmes: list[Any]
) -> None:
    feature(tree, *reversed(programmes))
    published(tree.home)
    titles = ["Program C", "Program B", "Program A"]
    assert [one["title"] for one in front(client)["featured"]] == titles
    html = shown(client)
    assert sorted(titles, key=html.index) == titles


def test_featured_pages_are_those_of_the_original_in_each_language(
    client: Client, tree: Tree, programmes: list[Any]
) -> None:
    tree.in_english(programmes[0].get_parent().specific, slug="activities")
    tree.in_english(programmes[0], title="Programme A", slug="programme-a")
    feature(tree, programmes[0])
    published(tree.home)
    assert [one["title"] for one in front(client, "/en/")["featured"]] == ["Programme A"]


def test_a_featured_page_that_is_hidden_falls_out(
    client: Client, tree: Tree, programmes: list[Any]
) -> None:
    feature(tree, *programmes[:2])
    published(tree.home)
    programmes[0].unpublish()
    assert [one["title"] for one in front(client)["featured"]] == ["Program B"]


def test_the_newest_news_is_listed_without_any_block(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    for day in range(1, 7):
        date = dt.date(2026, 5, day)
        NewsFactory(parent=index, title=f"Dzień {day}", slug=f"dzien-{day}", date=date)
    news = front(client)["news"]
    assert [one["title"] for one in news["items"]] == ["Dzień 6", "Dzień 5", "Dzień 4", "Dzień 3"]
    assert news["all"]["url"] == "/pl/aktualnosci/"
    assert "Wszystkie aktualności" in shown(client)


def test_what_the_body_lists_is_not_listed_twice(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Jedyna", slug="jedyna")
    block = {"heading": "", "kind": "news", "topic": None, "count": 3, "link_text": ""}
    tree.home.body = [("listing", block)]
    published(tree.home)
    assert front(client)["news"] is None
    assert shown(client).count("Jedyna") == 1


def test_a_kind_that_no_app_offers_is_absent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("open_calls", "events", "news"):
        monkeypatch.delitem(listings._kinds, kind, raising=False)
    found = front(client)
    assert (found["open_calls"], found["events"], found["news"]) == (None, None, None)
    assert "Otwarte nabory" not in shown(client).partition("<main")[2]


def test_a_kind_that_an_app_offers_is_there(
    client: Client, tree: Tree, programmes: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The front page was written before; nothing of it is written anew."""

    def choose(reader: Reader, topic: Any, count: int) -> Chosen:
        return Chosen(pages=reader.published(ProgrammePage).order_by("sort_title")[:count])

    published(tree.home)
    monkeypatch.setitem(listings._kinds, "open_calls", ListingKind("open_calls", choose))
    calls = front(client)["open_calls"]
    assert [one["title"] for one in calls["items"]] == ["Program A", "Program B", "Program C"]
    assert "Otwarte nabory" in shown(client)


def test_without_a_map_of_partners_nothing_is_said_of_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(listings._kinds, "partners_by_city", raising=False)
    assert front(client)["partner_map"] is None
    assert "Gdzie są nasi partnerzy" not in shown(client)


def test_a_map_of_partners_that_an_app_offers_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(reader: Reader) -> Chosen:
        return Chosen(pages=reader.published(ProgrammePage))

    kind = ListingKind(
        "partners_by_city", choose, show=lambda *found: {"cities": [], "directory": None}
    )
    monkeypatch.setitem(listings._kinds, kind.name, kind)
    assert front(client)["partner_map"] == {"cities": [], "directory": None}


def test_an_empty_part_leaves_no_heading(client: Client) -> None:
    main = shown(client).partition("<main")[2]
    assert "Aktualności" not in main
    assert "part__head" not in main


def test_the_front_page_invites_to_the_newsletter_once(client: Client, tree: Tree) -> None:
    assert shown(client).count('name="email"') == 1
    tree.home.body = [("sign_up", {"heading": "Listy od nas", "text": ""})]
    published(tree.home)
    html = shown(client)
    assert html.count('name="email"') == 1
    assert "Listy od nas" in html


def test_the_introduction_is_read_in_html_and_in_the_api(client: Client, tree: Tree) -> None:
    tree.home.lead = "<p>Jesteśmy <b>z podwórka</b>.</p>"
    published(tree.home)
    assert front(client)["lead"] == "<p>Jesteśmy <b>z podwórka</b>.</p>"
    assert "<b>z\N{NO-BREAK SPACE}podwórka</b>" in shown(client)
