"""What is new, as Atom and JSON Feed: of one language each, and nothing that is hidden."""

from __future__ import annotations

import datetime as dt
import html
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from courtyard.models import SiteTexts, TopicLink
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


def summary_of(entry: Any) -> str:
    """What a reader of the feed shows of it: it is declared to be HTML."""
    summary = entry.find("a:summary", ATOM)
    assert summary.get("type") == "html"
    assert "<" not in summary.text
    return html.unescape(summary.text)


def test_the_newest_come_first_with_address_words_and_moments(
    client: Client, tree: Tree, index: Any
) -> None:
    news(index, "Dawne", 1)
    newer = news(index, "Nowe", 2)
    first, second = entries(client, "/pl/feeds/news.atom")
    assert second.findtext("a:title", namespaces=ATOM) == "Dawne"
    assert summary_of(first) == "Nowe & więcej"
    link = first.find("a:link", ATOM)
    assert link is not None
    assert link.get("href") == "http://localhost/pl/aktualnosci/n-2/"
    for name, moment in (("published", "first"), ("updated", "last")):
        told = dt.datetime.fromisoformat(first.findtext(f"a:{name}", "", ATOM))
        assert abs(told - getattr(newer, f"{moment}_published_at")) < dt.timedelta(seconds=1)


def test_feeds_and_calendars_can_be_read_by_scripts_of_other_sites(
    client: Client, index: Any
) -> None:
    for address in ("/pl/feeds/news.json", "/pl/feeds/news.atom", "/pl/calendars/all.ics"):
        response = client.get(address, HTTP_ORIGIN="https://front.example")
        assert response.status_code == 200, address
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


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


def test_a_feed_has_what_every_feed_must_have(client: Client, tree: Tree, index: Any) -> None:
    """By RFC 4287, 4.1.1 and 4.1.2, and JSON Feed 1.1."""
    news(index, "Nowe", 2)
    topic(tree)
    ids = set()
    for address in ("/pl/feeds/news.atom", "/pl/feeds/news.atom?topic=networking"):
        feed = ElementTree.fromstring(client.get(address).content)  # noqa: S314 - our own
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "pl"
        links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
        assert links == {
            "alternate": "http://localhost/pl/",
            "self": f"http://localhost{address}",
        }
        for one in [feed, *feed.findall("a:entry", ATOM)]:
            for name in ("id", "title", "updated"):
                assert one.findtext(f"a:{name}", "", ATOM)
            ids.add(one.findtext("a:id", "", ATOM))
        assert feed.findtext("a:author/a:name", "", ATOM)
        for moment in feed.iter("{http://www.w3.org/2005/Atom}updated"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", moment.text or "")
    assert len(ids) == 3
    document = client.get("/pl/feeds/news.json").json()
    assert document["language"] == "pl"
    assert document["home_page_url"] == "http://localhost/pl/"
    assert all(author["name"] for author in document["authors"])
    assert all(value is not None for value in document["items"][0].values())


def test_signs_that_mean_something_elsewhere_are_read_as_they_stand(
    client: Client, index: Any
) -> None:
    wild = "2 < 3 & <b>tak</b>"
    news(index, f"{wild}\x0b\ufffeKoniec", 2)
    [entry] = entries(client, "/pl/feeds/news.atom")
    assert entry.findtext("a:title", "", ATOM) == f"{wild}  Koniec"
    assert summary_of(entry) == f"{wild}  Koniec & więcej"
    [item] = client.get("/pl/feeds/news.json").json()["items"]
    assert item["title"] == f"{wild}\x0b\ufffeKoniec"


def test_a_site_without_a_name_is_called_by_its_host(
    client: Client, tree: Tree, index: Any
) -> None:
    SiteTexts.objects.update(name="")
    Site.objects.update(site_name="")
    document = client.get("/pl/feeds/news.json").json()
    assert document["authors"] == [{"name": "localhost"}]


def test_a_feed_is_only_asked_for(client: Client, index: Any) -> None:
    assert client.head("/pl/feeds/news.atom").content == b""
    assert client.post("/pl/feeds/news.atom").status_code == 405


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
    "address",
    [
        "/pl/feeds/nothing.atom",
        "/pl/feeds/news.rss",
        "/fr/feeds/news.atom",
        "/pl/feeds/news.atom?topic=unknown",
        "/pl/feeds/news.json?topic=networking&tag=unknown",
    ],
)
def test_what_nobody_offers_is_not_found(
    client: Client, tree: Tree, index: Any, address: str
) -> None:
    topic(tree)
    assert client.get(address).status_code == 404


def test_pages_name_the_feeds_of_their_language(client: Client, index: Any) -> None:
    page = client.get("/en/news/").content.decode()
    assert 'href="/en/feeds/news.atom"' in page
    assert 'type="application/feed+json"' in page


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
