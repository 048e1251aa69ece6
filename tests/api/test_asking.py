"""What can be asked of the content API beside filters: fields, extras, counts, plain text."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from courtyard.models import TopicLink
from tests.trees import (
    ContentFactory,
    EditionFactory,
    NewsFactory,
    NewsIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    topic,
)

BASE = "/api/content/v1"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def news(tree: Tree) -> list[Any]:
    """Three pieces of news of three days; all have a topic."""
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    networking = topic(tree)
    return [
        NewsFactory(
            parent=index,
            title=f"Wieść {day}",
            slug=f"w-{day}",
            date=dt.date(2026, 5, day),
            summary=f"O dniu {day}",
            topic_links=[TopicLink(topic=networking)],
        )
        for day in (1, 2, 3)
    ]


def answer(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content
    return response.json()


def titles(client: Client, path: str) -> list[str]:
    return [item["title"] for item in answer(client, path)["items"]]


# Fields


def test_a_list_answers_the_fields_that_are_asked_for(client: Client, news: Any) -> None:
    response = client.get(f"{BASE}/news?fields=title,%20topics&limit=1")
    assert response["Content-Type"] == "application/vnd.courtyard.part+json"
    [item] = response.json()["items"]
    assert item.keys() == {"key", "type", "title", "topics"}
    assert (item["title"], item["topics"][0]["slug"]) == ("Wieść 3", "networking")


def test_fields_may_be_named_one_by_one(client: Client, news: Any) -> None:
    [item] = answer(client, "/news?fields=title&fields=date&limit=1")["items"]
    assert item.keys() == {"key", "type", "title", "date"}


def test_the_next_part_has_the_same_fields(client: Client, news: Any) -> None:
    part = answer(client, "/news?fields=date&limit=2")
    following = answer(client, part["next"].removeprefix(BASE))
    assert [item.keys() for item in following["items"]] == [{"key", "type", "date"}]


@pytest.mark.parametrize("path", ["/topics", "/sitemap", "/cities", "/participants", "/pages"])
def test_every_list_knows_its_fields(client: Client, path: str) -> None:
    error = answer(client, f"{path}?fields=title,nonsense", status=422)
    [parameter] = error["parameters"]
    assert parameter["name"] == "fields"
    assert "There are the fields: " in parameter["reason"]


def test_terms_come_with_the_fields_that_are_asked_for(client: Client, news: Any) -> None:
    assert answer(client, "/topics?fields=slug")["items"][0].keys() == {"key", "slug"}


def test_a_field_that_some_pages_lack_is_answered_where_it_is(client: Client, news: Any) -> None:
    items = answer(client, "/pages?fields=date")["items"]
    assert [item.get("date") for item in items if "date" in item] == [
        "2026-05-01",
        "2026-05-02",
        "2026-05-03",
    ]
    assert {"key", "type"} in [item.keys() for item in items]


# Counts


def test_a_list_counts_only_where_somebody_asks(client: Client, tree: Tree, news: Any) -> None:
    PageViewRestriction.objects.create(page=news[0], restriction_type="login")
    assert answer(client, "/news?limit=1")["count"] is None
    counted = answer(client, "/news?limit=1&count=true")
    assert (counted["count"], len(counted["items"])) == (2, 1)
    following = answer(client, counted["next"].removeprefix(BASE))
    assert (following["count"], following["next"]) == (2, None)
    assert answer(client, "/news?count=true&from=2026-05-03")["count"] == 1
    assert answer(client, "/topics?count=true&limit=1")["count"] == 1
    assert answer(client, "/sitemap?count=true&limit=1")["count"] == 4  # with the two sections
    assert answer(client, "/participants?count=true")["count"] == 0


# Translations


def test_a_list_says_how_each_item_can_be_read(client: Client, tree: Tree, news: Any) -> None:
    tree.in_english(news[2], title="Piece 3", slug="p-3")
    said = answer(client, "/news?include=translations&fields=title")
    assert said["translations"].keys() == {item["key"] for item in said["items"]}
    for item in said["items"]:
        whole = answer(client, f"/pages/{item['key']}")
        assert said["translations"][item["key"]] == whole["translations"]
    states = {
        one["locale"]: one["state"] for one in said["translations"][str(news[2].translation_key)]
    }
    assert (states["pl"], states["en"]) == ("original", "current")
    assert answer(client, "/news")["translations"] is None


@pytest.mark.parametrize("path", ["/news?", "/pages/by-path?path=/pl/&"])
def test_what_cannot_be_included_is_refused(client: Client, path: str) -> None:
    error = answer(client, f"{path}include=everything", status=422)
    assert [one["name"] for one in error["parameters"]] == ["include"]


# Ranges


def test_news_and_pages_are_chosen_by_days(client: Client, news: Any) -> None:
    assert titles(client, "/news?from=2026-05-02") == ["Wieść 3", "Wieść 2"]
    assert titles(client, "/news?from=2026-05-02&to=2026-05-02") == ["Wieść 2"]
    news[0].first_published_at = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)
    news[0].save()
    # By the clocks of Warsaw it is the next year already.
    assert titles(client, "/pages?from=2026-01-01&to=2026-01-01") == ["Wieść 1"]
    assert titles(client, "/pages?to=2025-12-31") == []


# One page


def test_a_page_names_the_ones_before_and_after_it(client: Client, tree: Tree, news: Any) -> None:
    def around(page: Any, locale: str = "pl") -> list[str | None]:
        said = answer(client, f"/pages/{page.translation_key}?locale={locale}&include=siblings")
        return [one and one["title"] for one in said["siblings"].values()]

    assert around(news[0]) == [None, "Wieść 2"]
    assert around(news[1]) == ["Wieść 1", "Wieść 3"]
    PageViewRestriction.objects.create(page=news[2], restriction_type="login")
    assert around(news[1]) == ["Wieść 1", None]
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    first, second = (
        ProgrammeFactory(parent=section, title=name, slug=name.lower()) for name in "BA"
    )
    EditionFactory(parent=first, title="Edycja", slug="edycja")
    ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    assert (around(first), around(second)) == ([None, "A"], ["B", None])
    said = answer(client, f"/pages/{first.translation_key}")
    assert said["siblings"] is None


def test_a_page_tells_machines_what_its_html_tells_them(client: Client, news: Any) -> None:
    html = client.get(news[0].url).content.decode()
    said = answer(client, f"/pages/by-path?path={news[0].url}&include=structured_data")
    assert said["structured_data"]["@context"] == "https://schema.org"
    kinds = [node["@type"] for node in said["structured_data"]["@graph"]]
    assert "NewsArticle" in kinds
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(script) == said["structured_data"]
    assert answer(client, f"/pages/by-path?path={news[0].url}")["structured_data"] is None


def test_texts_come_without_markup_where_that_is_wanted(client: Client, tree: Tree) -> None:
    partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=partners, title="Fundacja", slug="fundacja")
    link = f'<a linktype="page" id="{partner.pk}">Fundacja &amp; przyjaciele</a>'
    page = ContentFactory(
        parent=tree.home,
        title="O nas",
        slug="o-nas",
        body=[("text", RichText(f"<p>Razem: {link}.<br/>Od lat.</p><ul><li>a</li></ul>"))],
    )
    path = f"/pages/by-path?path={page.url}"
    [block] = answer(client, path)["body"]
    assert '<a href="/pl/partnerzy/fundacja/">' in block["html"]
    [block] = answer(client, f"{path}&rich_text=plain")["body"]
    assert block["html"] == "Razem: Fundacja & przyjaciele.\nOd lat.\na"


def test_a_page_says_where_it_is_at_home(client: Client, tree: Tree, news: Any) -> None:
    twin = tree.in_english(news[0], title="Piece", slug="piece")
    said = answer(client, f"/pages/by-path?path={twin.url}")
    assert said["canonical"] == twin.url
    assert said["alternates"] == [
        {"hreflang": "pl", "url": news[0].url},
        {"hreflang": "en", "url": twin.url},
        {"hreflang": "x-default", "url": news[0].url},
    ]
    front = answer(client, "/pages/by-path?path=/en/")
    assert front["alternates"][-1] == {"hreflang": "x-default", "url": "/"}
