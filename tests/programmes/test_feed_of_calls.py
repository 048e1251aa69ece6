"""New calls for programs that read them out: Atom and JSON Feed, in each language and by topic."""

from __future__ import annotations

import datetime as dt
import html
import json
import xml.etree.ElementTree as ElementTree
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from courtyard.delivery.feeds import NO_XML, WRITERS
from courtyard.models import TopicLink
from programmes.models import OpenCallPage
from tests.trees import OpenCallFactory, OpenCallIndexFactory, Tree, settle, topic

from .conftest import warsaw
from .test_calls import at

pytestmark = pytest.mark.one_database

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = warsaw("2026-02-01 12:00")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def calls(tree: Tree) -> Any:
    index = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    tree.in_english(index, title="Calls", slug="calls")
    return index


def call(parent: Any, slug: str, day: int, **facts: Any) -> Any:
    facts = {"closes": warsaw("2026-04-01 12:00"), "summary": "Dla twórców.", **facts}
    page = OpenCallFactory(parent=parent, title=f"Nabór {slug}", slug=slug, **facts)
    page.first_published_at = dt.datetime(2026, 1, day, tzinfo=dt.UTC)
    page.save()
    return page


def items(client: Client, address: str) -> list[dict[str, Any]]:
    """The items of a JSON Feed; those of the Atom feed beside it are the same."""
    with at(NOW):
        document = client.get(address).json()
        atom = client.get(address.replace(".json", ".atom")).content
    entries = ElementTree.fromstring(atom).findall(f"{ATOM}entry")  # noqa: S314 - our own
    assert [one["id"] for one in document["items"]] == [
        one.findtext(f"{ATOM}id") for one in entries
    ]
    return list(document["items"])


def test_the_newest_call_comes_first_and_says_until_when_one_may_apply(
    client: Client, tree: Tree, calls: Any
) -> None:
    about = [TopicLink(topic=topic(tree))]
    call(calls, "b", 2, is_cancelled=True)
    call(calls, "c", 3, is_rolling=True, closes=None, topic_links=about)
    tree.in_english(call(calls, "a", 1), title="Call a", slug="a", summary="For artists.")
    call(calls, "d", 4).unpublish()
    settle()
    found = items(client, "/pl/feeds/calls.json")
    assert [one["title"] for one in found] == ["Nabór c", "Nabór b", "Nabór a"]
    assert [one["content_text"].replace("\u00a0", " ") for one in found] == [
        "Dla twórców.",
        "Nabór został odwołany. Dla twórców.",
        "Ostateczny termin: 1 kwietnia 2026 12:00 CEST. Dla twórców.",
    ]
    [english] = items(client, "/en/feeds/calls.json")
    assert english["content_text"].replace("\u00a0", " ").replace("\u202f", " ") == (
        "Deadline: 1 April 2026, 12:00 CEST. For artists."
    )
    assert [one["title"] for one in items(client, "/pl/feeds/calls.json?topic=networking")] == [
        "Nabór c"
    ]
    assert OpenCallPage.objects.get(slug="a", locale=tree.pl).url in found[2]["url"]


moments = st.datetimes(dt.datetime(2000, 1, 1), timezones=st.just(ZoneInfo("Europe/Warsaw")))
titles = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "key": st.uuids().map(str),
                "type": st.just("programmes.OpenCallPage"),
                "locale": st.just("pl"),
                "content_language": st.sampled_from(["pl", "en"]),
                "title": titles,
                "summary": titles,
                "url": st.just("/pl/nabory/a/"),
                "changed": moments,
                "first_published_at": st.none() | moments.map(dt.datetime.isoformat),
            }
        ),
        max_size=3,
    )
)
def test_whatever_a_call_is_called_its_feeds_are_as_the_standards_ask(
    found: list[dict[str, Any]],
) -> None:
    """RFC 4287, 4.1.1 and 4.1.2; JSON Feed 1.1, top level and items."""
    request: HttpRequest = RequestFactory().get(
        "/pl/feeds/calls.atom", headers={"host": "localhost"}
    )
    reader: Any = type("Reader", (), {"code": "pl"})()
    described = {"title": "T", "author": "A", "home": "https://a.org/", "url": "https://a.org/f"}
    atom = WRITERS["atom"](request, reader, described, found).content
    feed = ElementTree.fromstring(atom)  # noqa: S314 - we wrote it ourselves
    entries = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A"
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
        assert dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).tzinfo
    for item, entry in zip(found, entries, strict=True):
        assert entry.findtext(f"{ATOM}id") == as_json(request, reader, described, item)["id"]
        summary = entry.findtext(f"{ATOM}summary", "")
        assert "<" not in summary
        assert entry.findtext(f"{ATOM}title") == as_xml(item["title"])
        assert html.unescape(summary) == as_xml(item["summary"])
        links = [(link.get("rel"), link.get("type")) for link in entry.findall(f"{ATOM}link")]
        # Of a type no more than one (4.1.2).
        assert links == [("alternate", None), ("alternate", "application/json")]


def as_xml(said: str) -> str:
    """A text as it is read from XML, which has one kind of break and lacks some signs."""
    return NO_XML.sub(" ", said).replace("\r\n", "\n").replace("\r", "\n")


def as_json(request: Any, reader: Any, described: Any, item: Any) -> Any:
    """The one item of a JSON Feed, which has what it must have."""
    document = json.loads(WRITERS["json"](request, reader, described, [item]).content)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == described["title"]
    [one] = document["items"]
    assert one["title"] == item["title"]
    assert one["content_text"] == item["summary"]
    assert one["url"] == "http://localhost/pl/nabory/a/"
    for name in ("date_published", "date_modified"):
        if name in one:
            assert dt.datetime.fromisoformat(one[name]).tzinfo
    assert ("date_published" in one) is (item["first_published_at"] is not None)
    return one
