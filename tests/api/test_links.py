"""Pages, feeds and calendars lead to the content API's objects, and these lead back."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
from django.test import Client

from tests.trees import (
    EventFactory,
    EventIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
)

HOST = "http://localhost"
ATOM = "{http://www.w3.org/2005/Atom}"
LINK = re.compile(r'<link rel="alternate"\s+type="application/json"\s+href="([^"]+)">')


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def pages(tree: Tree) -> list[Any]:
    """A piece of news in two languages and an event to come."""
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    news = NewsFactory(parent=index, title="Wieść", slug="wiesc")
    tree.in_english(index, title="News", slug="news")
    tree.in_english(news, title="Piece", slug="piece")
    events = EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    return [news, EventFactory(parent=events, title="Wieczór", slug="wieczor", starts=soon)]


def objects(client: Client, addresses: Iterator[str]) -> list[tuple[str, str]]:
    """The titles and addresses of the objects that some addresses lead to."""
    answers = [client.get(one.replace("&amp;", "&").removeprefix(HOST)) for one in addresses]
    assert {answer.status_code for answer in answers} <= {200}
    return [(answer.json()["title"], answer.json()["url"]) for answer in answers]


@pytest.mark.parametrize(
    ("address", "title"),
    [("/pl/aktualnosci/wiesc/", "Wieść"), ("/en/news/piece/", "Piece")],
)
def test_a_page_says_where_it_is_as_data(
    client: Client, pages: Any, address: str, title: str
) -> None:
    html = client.get(address).content.decode()
    assert objects(client, iter(LINK.findall(html))) == [(title, address)]
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    encodings = [node.get("encoding") for node in json.loads(script)["@graph"]]
    said = (one["contentUrl"] for one in encodings if one)
    assert objects(client, said) == [(title, address)]


def test_a_feed_says_where_its_items_are_as_data(client: Client, pages: Any) -> None:
    atom = ET.fromstring(client.get("/en/feeds/news.atom").content)  # noqa: S314 - our own
    links = (one.attrib for one in atom.iterfind(f"{ATOM}entry/{ATOM}link"))
    data = (one["href"] for one in links if one.get("type") == "application/json")
    assert objects(client, data) == [("Piece", "/en/news/piece/")]
    [item] = client.get("/en/feeds/news.json").json()["items"]
    said = item["_courtyard"]
    assert (said["type"], said["key"]) == ("news.NewsPage", str(pages[0].translation_key))
    assert objects(client, iter([said["url"]])) == [("Piece", "/en/news/piece/")]


def test_a_calendar_says_where_its_entries_are_as_data_and_they_lead_back(
    client: Client, pages: Any
) -> None:
    body = client.get("/pl/calendars/events.ics").content
    [event] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    link = event["LINK"]
    assert link.params["LINKREL"] == "alternate"
    assert link.params["FMTTYPE"] == "application/json"
    assert objects(client, iter([str(link)])) == [("Wieczór", "/pl/kalendarz/wieczor/")]
    answer = client.get(str(link).removeprefix(HOST)).json()
    assert client.get(answer["calendar"]).content.count(b"BEGIN:VEVENT") == 1


def test_the_settings_name_what_can_be_followed(client: Client, pages: Any) -> None:
    said = client.get("/api/content/v1/settings?locale=en").json()["feeds"]
    assert {one["type"].partition(";")[0] for one in said} == {
        "application/atom+xml",
        "application/feed+json",
        "text/calendar",
    }
    for one in said:
        assert client.get(one["url"])["Content-Type"].startswith(one["type"].partition(";")[0])
