"""What pages say to machines: valid in form, absolute, and harmless whatever editors write."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from courtyard.models import SiteSettings, SiteTexts, SocialLink
from courtyard.outbox import services as outbox
from courtyard.publications.structured_data import as_script
from tests.courtyard.test_publishers import name, voice
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    make_image,
)

SITE = "http://localhost"

PROPERTIES = {
    "Organization": {"name", "url", "logo", "address", "email", "telephone", "sameAs"},
    "WebSite": {"name", "url"},
    "WebPage": {
        *("url", "name", "headline", "description", "inLanguage", "datePublished"),
        *("dateModified", "image", "isPartOf", "publisher", "breadcrumb"),
        "encoding",
    },
    "NewsArticle": {
        *("headline", "description", "inLanguage", "datePublished", "dateModified", "image"),
        *("publisher", "author", "mainEntityOfPage"),
    },
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "ImageObject": {"url", "width", "height"},
    "MediaObject": {"encodingFormat", "contentUrl"},
}
"""Properties that schema.org knows of each type, as far as they are used here."""
PROPERTIES["CollectionPage"] = PROPERTIES["WebPage"]


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def graph(client: Client, path: str) -> dict[str, Any]:
    """The graph of a page by type, once its form has been judged."""
    html = client.get(path).content.decode()
    [script] = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    names = {node["@id"] for node in data["@graph"]}
    for node in data["@graph"]:
        judge(node, names)
    return {node["@type"]: node for node in data["@graph"]}


def judge(node: dict[str, Any], names: set[str]) -> None:
    """Each node has a type, only properties of it, whole addresses, and names that exist."""
    if set(node) == {"@id"}:
        assert node["@id"] in names
        return
    assert set(node) - {"@type", "@id"} <= PROPERTIES[node["@type"]], node
    for key, value in node.items():
        assert value not in (None, "", []), key
        if key in ("@id", "url", "item"):
            assert value.startswith(("http://", "https://")), value
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                judge(part, names)


@pytest.fixture
def about(tree: Tree) -> Any:
    section = ContentFactory(parent=tree.home, title="Dział", slug="dzial")
    return ContentFactory(
        parent=section,
        title="O nas",
        slug="o-nas",
        summary="Kim jesteśmy",
        listing_image=make_image("plakat"),
    )


@pytest.mark.usefixtures("about")
def test_a_page_says_what_it_is_and_where(client: Client) -> None:
    found = graph(client, "/pl/dzial/o-nas/")
    page = found["WebPage"]
    assert page["@id"] == page["url"] == f"{SITE}/pl/dzial/o-nas/"
    assert (page["headline"], page["description"]) == ("O nas", "Kim jesteśmy")
    assert page["inLanguage"] == "pl"
    assert page["image"]["url"].startswith(f"{SITE}/media/")
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[-1] == {
        "@type": "ListItem",
        "position": 3,
        "name": "O nas",
        "item": f"{SITE}/pl/dzial/o-nas/",
    }


def test_a_front_page_stands_below_nothing(client: Client) -> None:
    found = graph(client, "/pl/")
    assert "BreadcrumbList" not in found
    assert found["WebSite"]["url"] == f"{SITE}/pl/"


def test_news_is_an_article_of_its_day(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    news = NewsFactory(parent=index, title="Nowina", slug="nowina")
    news.save_revision().publish()
    found = graph(client, "/pl/aktualnosci/nowina/")
    assert found["NewsArticle"]["datePublished"] == "2026-05-01"
    assert found["NewsArticle"]["dateModified"] == found["WebPage"]["dateModified"]
    assert found["NewsArticle"]["mainEntityOfPage"] == {"@id": found["WebPage"]["@id"]}
    assert found["NewsArticle"]["author"] == {"@id": found["Organization"]["@id"]}


def test_lists_of_pages_are_collections(client: Client, tree: Tree) -> None:
    NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    assert "CollectionPage" in graph(client, "/pl/aktualnosci/")
    assert "CollectionPage" in graph(client, "/pl/dzialania/")


def test_the_site_itself_speaks_with_its_address(client: Client, tree: Tree, about: Any) -> None:
    zone, institute = voice(tree, "zone"), voice(tree, "institute")
    settings = SiteSettings.objects.create(
        site=tree.site,
        publisher=zone,
        email="kontakt@example.org",
        phone="+48 71 000 00 00",
        logo=make_image("logo"),
    )
    SiteTexts.objects.create(
        settings=settings, locale=tree.pl, name="Strefa", address="Plac 1\n00-000 Miasto"
    )
    SocialLink.objects.create(settings=settings, label="Fotki", url="https://photos.example.org/z")
    outbox.work()
    found = graph(client, "/pl/dzial/o-nas/")["Organization"]
    assert (found["name"], found["url"]) == ("zone po polsku", "https://zone.example.org/")
    assert found["address"] == "Plac 1\n00-000 Miasto"
    assert (found["email"], found["telephone"]) == ("kontakt@example.org", "+48 71 000 00 00")
    assert found["sameAs"] == ["https://photos.example.org/z"]
    assert found["logo"]["url"].startswith(f"{SITE}/media/")
    # Another voice is not found at the address of the first.
    name(about, institute)
    found = graph(client, "/pl/dzial/o-nas/")["Organization"]
    assert found["name"] == "institute po polsku"
    assert set(found) == {"@type", "@id", "name", "url"}


def test_without_a_publisher_the_site_speaks_under_its_own_name(client: Client, tree: Tree) -> None:
    settings = SiteSettings.objects.create(site=tree.site, email="kontakt@example.org")
    SiteTexts.objects.create(settings=settings, locale=tree.pl, name="Strefa")
    found = graph(client, "/pl/")["Organization"]
    assert (found["name"], found["email"]) == ("Strefa", "kontakt@example.org")
    assert found["url"] == f"{SITE}/pl/"


@pytest.mark.usefixtures("about")
def test_a_text_that_stands_in_is_at_home_in_its_own_language(client: Client, tree: Tree) -> None:
    add_language(tree, "en", fallback=tree.pl)
    page = graph(client, "/en/dzial/o-nas/")["WebPage"]
    assert (page["url"], page["inLanguage"]) == (f"{SITE}/pl/dzial/o-nas/", "pl")


HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    '"}]} \\" \u2028\u2029 &lt;/script&gt;',
    "]]> {% now %} {{ x }} \x1b",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_nothing_that_editors_write_ends_the_script(client: Client, tree: Tree, title: str) -> None:
    hostile = ContentFactory(parent=tree.home, title=title, slug="x", summary=title)
    publisher = voice(tree, "zone")
    publisher.name = title
    publisher.save()
    name(hostile, publisher)
    found = graph(client, "/pl/x/")
    assert found["WebPage"]["headline"] == title
    assert found["Organization"]["name"] == title
    assert found["BreadcrumbList"]["itemListElement"][-1]["name"] == title
    html = client.get("/pl/x/").content.decode()
    assert "alert(1)</script>" not in html
    assert html.count("<script") == 1


def test_a_script_holds_no_sign_that_could_end_it() -> None:
    data = {"a": "<>&\u2028\u2029</script>", "b": ["ż", 1, None]}
    text = as_script(data)
    assert not set("<>&\u2028\u2029") & set(text)
    assert "ż" in text
    assert json.loads(text) == data


def test_what_is_no_page_says_nothing(client: Client) -> None:
    for path in ("/pl/nic/", "/pl/newsletter/sign-up/"):
        assert "<script" not in client.get(path).content.decode()
