"""hreflang: one set for each page, the same in HTML, API and sitemap, in every language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from tests.trees import ContentFactory, Tree, add_language, in_language, settle

pytestmark = pytest.mark.one_database

API = "/api/content/v1"
HOST = "http://localhost"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def world(tree: Tree) -> Tree:
    """Four languages: pages in all, in some, in one, and one born in English."""
    add_language(tree, "pl")
    en = add_language(tree, "en", fallback=tree.pl)
    others = [add_language(tree, code, fallback=en) for code in ("uk", "de")]
    for locale in others:
        in_language(tree.home, locale, title=locale.language_code, slug=locale.language_code)
    everywhere = ContentFactory(parent=tree.home, title="Wszędzie", slug="wszedzie")
    for locale in (en, *others):
        in_language(everywhere, locale)
    somewhere = ContentFactory(parent=tree.home, title="Gdzieniegdzie", slug="gdzieniegdzie")
    in_language(somewhere, others[0])
    ContentFactory(parent=tree.home, title="Tu", slug="tu")
    born = ContentFactory(parent=tree.home_en, title="Born & bred", slug="born", locale=tree.en)
    in_language(born, tree.pl)
    hidden = in_language(somewhere, en, title="Hidden", slug="hidden")
    hidden.unpublish()
    return tree


def in_html(client: Client, path: str) -> dict[str, str]:
    head = client.get(path).content.decode().split("</head>")[0]
    return dict(re.findall(r'rel="alternate"\s+hreflang="([\w-]+)"\s+href="([^"]+)"', head))


def in_sitemap(client: Client) -> dict[str, dict[str, str]]:
    text = b"".join(client.get("/sitemap.xml"))
    return {
        url.findtext("s:loc", namespaces=NAMES) or "": {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)
        }
        for url in ET.fromstring(text)  # noqa: S314 - our own answer
    }


def in_api(client: Client, path: str) -> dict[str, str]:
    found = client.get(f"{API}/pages/by-path?path={path}").json()
    return {
        one["locale"]: HOST + one["url"]
        for one in found["translations"]
        if one["state"] != "fallback"
    }


def test_the_sets_are_equal_and_reciprocal(client: Client, world: Tree) -> None:
    listed = in_sitemap(client)
    public = [
        item["url"]
        for code in ("pl", "en", "uk", "de")
        for item in client.get(f"{API}/pages?limit=100&locale={code}").json()["items"]
        if item["content_language"] == code
    ]
    assert sorted(listed) == sorted(HOST + url for url in public)
    assert len(listed) == 4 + 4 + 2 + 1 + 2
    for address, alternates in listed.items():
        path = address.removeprefix(HOST)
        assert in_html(client, path) == alternates
        own = {code: url for code, url in alternates.items() if code != "x-default"}
        assert in_api(client, path) == own
        for url in own.values():
            assert listed[url] == alternates


def test_the_original_is_the_default_and_the_front_door_that_of_front_pages(
    client: Client, world: Tree
) -> None:
    listed = in_sitemap(client)
    assert listed[f"{HOST}/pl/"]["x-default"] == f"{HOST}/"
    assert listed[f"{HOST}/de/wszedzie/"]["x-default"] == f"{HOST}/pl/wszedzie/"
    assert listed[f"{HOST}/pl/born/"]["x-default"] == f"{HOST}/en/born/"


def test_the_sitemap_takes_one_query_however_long_it_is(client: Client, world: Tree) -> None:
    settle()
    client.get("/")  # the site is known
    costs = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            b"".join(client.get("/sitemap.xml"))
        costs.append([query["sql"] for query in captured.captured_queries])
        for number in range(20):
            ContentFactory(parent=world.home, title=f"P{number}", slug=f"{len(costs)}-{number}")
        settle()
        client.get("/")
    # The generation, and the pages.
    assert [len(queries) for queries in costs] == [2, 2]


def test_robots_are_told_of_it(client: Client, world: Tree) -> None:
    said = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {HOST}/sitemap.xml" in said
    assert "Disallow: /cms/" in said


@pytest.mark.parametrize("accept", ["de", "uk,en;q=0.5", "fr", ""])
def test_no_deep_link_is_redirected_by_language(client: Client, world: Tree, accept: str) -> None:
    for address in [*in_sitemap(client), f"{HOST}/sitemap.xml", f"{HOST}/robots.txt"]:
        response = client.get(address.removeprefix(HOST), HTTP_ACCEPT_LANGUAGE=accept)
        assert response.status_code == 200
        assert "Accept-Language" not in response.headers.get("Vary", "")


def api_addresses(world: Tree) -> list[str]:
    page, path = world.home.pk, "wszedzie"
    v2 = ("", "/pages", f"/pages/{page}", "/images", "/documents/find")
    return [
        *(f"/api/v2{rest}" for rest in v2),
        *(f"/api/v3-preview{rest}" for rest in ("", "/pages", f"/pages/{page}", "/images")),
        *(f"{api}/pages/find/?id={page}" for api in ("/api/v2", "/api/v3-preview")),
        *(f"{api}/pages/find/?html_path={path}" for api in ("/api/v2", "/api/v3-preview")),
        *(f"{API}{rest}" for rest in ("", "/", "/docs", "/docs/", "/openapi.json", "/pages/")),
        *(f"{API}/{name}" for name in ("pages", "news", "partners", "programmes", "networks")),
        f"{API}/pages/by-path?path=/uk/tu/",
        f"{API}/pages/by-path?path=/nowhere/",
        f"{API}/pages",
        f"{API}/nothing",
        "/api/v2/pages/",
        "/api/v3-preview/pages/",
        "/api/nothing/at/all",
    ]


@pytest.mark.parametrize("accept", ["de", ""])
def test_the_api_never_redirects(client: Client, world: Tree, accept: str) -> None:
    for address in api_addresses(world):
        response = client.get(address, HTTP_ACCEPT_LANGUAGE=accept)
        assert not 300 <= response.status_code < 400, address


@pytest.mark.parametrize("api", ["/api/v2", "/api/v3-preview"])
def test_what_is_found_is_answered_at_once(client: Client, world: Tree, api: str) -> None:
    [page] = Page.objects.filter(url_path="/pl/wszedzie/")
    found = client.get(f"{api}/pages/find/?html_path=wszedzie").json()
    assert found == client.get(f"{api}/pages/{page.pk}/").json()
    assert found["title"] == "Wszędzie"


def test_a_language_of_the_settings_without_pages_is_no_alternate(
    client: Client, tree: Tree
) -> None:
    Locale.objects.create(language_code="uk")
    assert set(in_html(client, "/pl/")) == {"pl", "en", "x-default"}


def test_an_empty_site_has_an_empty_sitemap(client: Client, tree: Tree) -> None:
    tree.home_en.delete()
    tree.home.unpublish()
    assert in_sitemap(client) == {}
