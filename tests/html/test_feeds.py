"""What is new, as Atom and JSON Feed: of one language each, and nothing that is hidden."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from courtyard.models import TopicLink
from tests.trees import NewsFactory, NewsIndexFactory, Tree, settle, topic

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def index(tree: Tree) -> Any:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    tree.in_english(index, title="News", slug="news")
    return index


def news(index: Any, title: str, day: int, **fields: Any) -> Any:
    page = NewsFactory(
        parent=index,
        title=title,
        slug=f"n-{day}",
        summary=f"{title} & więcej",
        date=dt.date(2026, 5, day),
        **fields,
    )
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def entries(client: Client, address: str) -> list[Any]:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - we wrote it ourselves
    return feed.findall("a:entry", ATOM)


def titles(client: Client, address: str) -> list[str | None]:
    return [entry.findtext("a:title", namespaces=ATOM) for entry in entries(client, address)]


def test_the_newest_come_first_with_address_words_and_moments(
    client: Client, tree: Tree, index: Any
) -> None:
    news(index, "Dawne", 1)
    newer = news(index, "Nowe", 2)
    first, second = entries(client, "/pl/feeds/news.atom")
    assert second.findtext("a:title", namespaces=ATOM) == "Dawne"
    assert first.findtext("a:summary", namespaces=ATOM) == "Nowe & więcej"
    link = first.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == "http://localhost/pl/aktualnosci/n-2/"
    for name, moment in (("published", "first"), ("updated", "last")):
        told = dt.datetime.fromisoformat(first.findtext(f"a:{name}", "", ATOM))
        assert abs(told - getattr(newer, f"{moment}_published_at")) < dt.timedelta(seconds=1)


def test_both_forms_say_the_same(client: Client, index: Any) -> None:
    news(index, "Nowe", 2)
    [entry] = entries(client, "/pl/feeds/news.atom")
    response = client.get("/pl/feeds/news.json")
    assert response["Content-Type"] == "application/feed+json"
    document = response.json()
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "http://localhost/pl/feeds/news.json"
    [item] = document["items"]
    assert item["id"] == entry.findtext("a:id", namespaces=ATOM)
    assert (item["title"], item["content_text"]) == ("Nowe", "Nowe & więcej")


def test_an_entry_is_the_same_wherever_its_page_moves(client: Client, index: Any) -> None:
    page = news(index, "Nowe", 2)
    [before] = entries(client, "/pl/feeds/news.atom")
    page.slug = "inny"
    page.save_revision().publish()
    settle()
    [after] = entries(client, "/pl/feeds/news.atom")
    assert after.findtext("a:id", namespaces=ATOM) == before.findtext("a:id", namespaces=ATOM)


def test_a_feed_holds_what_its_language_says_itself(client: Client, tree: Tree, index: Any) -> None:
    news(index, "Tylko po polsku", 1)
    tree.in_english(news(index, "Po polsku", 2), title="In English", slug="in-english")
    assert titles(client, "/en/feeds/news.atom") == ["In English"]
    assert titles(client, "/pl/feeds/news.atom") == ["Po polsku", "Tylko po polsku"]


def test_a_feed_of_a_topic(client: Client, tree: Tree, index: Any) -> None:
    news(index, "O sieciach", 1, topic_links=[TopicLink(topic=topic(tree))])
    news(index, "O czym innym", 2)
    assert titles(client, "/pl/feeds/news.atom?topic=networking") == ["O sieciach"]
    assert titles(client, "/pl/feeds/news.atom?topic=unknown") == []


def test_nothing_hidden_is_in_it(client: Client, index: Any) -> None:
    page = news(index, "Tajne", 1)
    PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type="login")
    news(index, "Cofnięte", 2).unpublish()
    assert titles(client, "/pl/feeds/news.atom") == []


def test_a_feed_is_kept_and_not_sent_again(client: Client, index: Any) -> None:
    news(index, "Nowe", 2)
    settle()
    first = client.get("/pl/feeds/news.atom")
    again = client.get("/pl/feeds/news.atom", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "address", ["/pl/feeds/nothing.atom", "/pl/feeds/news.rss", "/fr/feeds/news.atom"]
)
def test_what_nobody_offers_is_not_found(client: Client, index: Any, address: str) -> None:
    assert client.get(address).status_code == 404


def test_pages_name_the_feeds_of_their_language(client: Client, index: Any) -> None:
    html = client.get("/en/news/").content.decode()
    assert 'href="/en/feeds/news.atom"' in html
    assert 'type="application/feed+json"' in html


@pytest.mark.parametrize("count", [1, 12])
def test_a_feed_costs_the_same_however_much_is_in_it(
    client: Client, index: Any, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, count + 1):
        news(index, f"N{number}", number)
    settle()
    client.get("/pl/")
    with django_assert_max_num_queries(3):
        assert len(entries(client, "/pl/feeds/news.atom")) == count
