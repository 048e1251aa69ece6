"""The content API of the whole site: terms, languages, words, menus, map."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from wagtail.models import Page, PageViewRestriction

from config.management.commands.export_openapi import SNAPSHOT
from courtyard.models import (
    MenuItem,
    MenuItemText,
    Publisher,
    SiteSettings,
    SiteTexts,
    SocialLink,
)
from courtyard.publications.reading import Reader
from courtyard.taxonomy import keys_carried
from courtyard.terms import KINDS, Kind
from tests.html.test_alternates import in_sitemap
from tests.trees import (
    ContentFactory,
    NewsletterFactory,
    StatementFactory,
    Tree,
    add_language,
    in_language,
    make_image,
    settle,
    term_in_two_languages,
)

BASE = "/api/content/v1"
HOST = "http://localhost"

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))

OPERATIONS = (*(f"/{kind.plural}" for kind in KINDS), "/locales", "/settings", "/navigation")
every_operation = pytest.mark.parametrize("path", [*OPERATIONS, "/sitemap"])

BARS = {
    **{f"/{kind.plural}": 3 for kind in KINDS},
    "/locales": 1,
    "/settings": 4,
    "/navigation": 2,
    "/sitemap": 3,
}
"""Queries of an answer that is not kept, of which one asks for the generation."""


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def answer(client: Client, path: str, status: int = 200) -> Any:
    """An answer, which is what the OpenAPI document promises."""
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content
    found = response.json()
    if status == 200:
        validator(path.partition("?")[0]).validate(found)
    return found


def validator(path: str) -> Any:
    document = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    schema = document["paths"][f"{BASE}{path}"]["get"]["responses"]["200"]["content"]
    return Draft202012Validator(
        {**schema["application/json"]["schema"], "components": document["components"]}
    )


def about(kind: Kind, tree: Tree, slug: str, pl: str, en: str = "") -> tuple[Any, Any]:
    """A page with a term of a kind; gives both."""
    term = term_in_two_languages(kind.model, tree, slug, pl, en or pl)
    rows = {kind.rows: [kind.link(**{kind.name: term})]}
    return ContentFactory(parent=tree.home, title=slug, slug=slug, **rows), term


def names(client: Client, kind: Kind, query: str = "") -> list[str]:
    return [one["name"] for one in answer(client, f"/{kind.plural}{query}")["items"]]


# Terms


@every_kind
def test_terms_stand_in_the_alphabet_of_the_language_that_is_asked_for(
    client: Client, tree: Tree, kind: Kind
) -> None:
    for slug, pl, en in (("woda", "łąka", "a"), ("las", "las", "c"), ("pole", "mur", "b")):
        page, _term = about(kind, tree, slug, pl, en)
        tree.in_english(page)
    assert names(client, kind) == ["las", "łąka", "mur"]
    assert names(client, kind, "?locale=en") == ["a", "b", "c"]
    first = answer(client, f"/{kind.plural}?locale=en")["items"][0]
    assert {name: first[name] for name in ("slug", "content_language")} == {
        "slug": "woda",
        "content_language": "en",
    }


@every_kind
def test_nobody_learns_of_a_term_that_only_hidden_pages_carry(
    client: Client, tree: Tree, kind: Kind
) -> None:
    public, _term = about(kind, tree, "jawne", "jawne")
    draft, _term = about(kind, tree, "szkic", "szkic")
    restricted, _term = about(kind, tree, "tajne", "tajne")
    term_in_two_languages(kind.model, tree, "niczyje", "niczyje", "nobody's")
    draft.unpublish()
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    unsaid = kind.model._default_manager.create(name="przyszłe", slug="przyszle", locale=tree.pl)
    setattr(
        public, kind.rows, [*getattr(public, kind.rows).all(), kind.link(**{kind.name: unsaid})]
    )
    public.save_revision()
    settle()
    assert names(client, kind) == ["jawne"]


@every_kind
def test_terms_are_those_of_pages_that_the_language_has(
    client: Client, tree: Tree, kind: Kind
) -> None:
    about(kind, tree, "polskie", "polskie")
    page, _term = about(kind, tree, "oba", "oba", "both")
    tree.in_english(page)
    assert names(client, kind, "?locale=en") == ["both"]


def test_an_alias_carries_what_the_page_says_that_it_copies(tree: Tree) -> None:
    kind = KINDS[0]
    page, term = about(kind, tree, "woda", "woda")
    alias = page.create_alias(update_slug="alias")
    shown = Reader.at(tree.site, "pl").published().filter(page=alias)
    assert [row["key"] for row in keys_carried(kind, shown)] == [term.translation_key]


def test_terms_come_in_parts(client: Client, tree: Tree) -> None:
    kind = KINDS[3]
    for name in "cab":
        about(kind, tree, name, name)
    first = answer(client, "/tags?limit=2")
    assert [one["name"] for one in first["items"]] == ["a", "b"]
    rest = answer(client, first["next"].removeprefix(BASE))
    assert [one["name"] for one in rest["items"]] == ["c"]
    assert rest["next"] is None
    assert answer(client, "/tags?cursor=x", 422)["parameters"][0]["name"] == "cursor"


# Languages, words, menus


def test_the_languages_of_the_site_and_what_stands_in_for_each(client: Client, tree: Tree) -> None:
    add_language(tree, "pl")
    en = add_language(tree, "en", fallback=tree.pl)
    add_language(tree, "uk", fallback=en)
    settle()
    found = answer(client, "/locales")["items"]
    assert [(one["code"], one["fallback"], one["url"]) for one in found] == [
        ("pl", [], "/pl/"),
        ("en", ["pl"], "/en/"),
        ("uk", ["en", "pl"], "/uk/"),
    ]
    assert [one["code"] for one in found if one["is_default"]] == ["pl"]
    assert [one["name"] for one in found] == ["Polski", "English", "Українська"]
    assert answer(client, "/locales?locale=uk")["items"] == found


@pytest.fixture
def words(tree: Tree) -> Any:
    """A site that says something of itself, in Polish and English."""
    publisher = term_in_two_languages(Publisher, tree, "instytut", "Instytut", "Institute")
    made = SiteSettings.objects.create(
        site=tree.site,
        publisher=publisher,
        logo=make_image("znak"),
        email="a@example.org",
        phone="+48 71",
    )
    link = f'<p><a linktype="page" id="{tree.home.pk}">x</a></p>'
    for locale, name in ((tree.pl, "Dziedziniec"), (tree.en, "Courtyard")):
        SiteTexts.objects.create(
            settings=made, locale=locale, name=name, footer=link, notice=link, address="a\nb"
        )
    SocialLink.objects.create(settings=made, label="Mastodon", url="https://example.org/@a")
    return made


def test_what_the_site_says_of_itself_is_in_the_language_asked_for(
    client: Client, tree: Tree, words: Any
) -> None:
    NewsletterFactory(parent=tree.home, title="Newsletter", slug="newsletter")
    settle()
    found = answer(client, "/settings?locale=en")
    assert (found["name"], found["content_language"]) == ("Courtyard", "en")
    assert found["publisher"]["name"] == "Institute"
    assert 'href="/en/"' in found["footer"]
    assert found["notice"] == found["footer"]
    assert (found["address"], found["email"], found["phone"]) == ("a\nb", "a@example.org", "+48 71")
    assert found["links"] == [{"label": "Mastodon", "url": "https://example.org/@a"}]
    assert found["logo"]["sources"]
    assert found["newsletter"].startswith("/en/")
    polish = answer(client, "/settings")
    assert (polish["name"], polish["publisher"]["name"]) == ("Dziedziniec", "Instytut")
    assert 'href="/pl/"' in polish["footer"]
    assert polish["newsletter"].startswith("/pl/")


def test_a_site_that_says_nothing_has_its_name(client: Client, tree: Tree) -> None:
    found = answer(client, "/settings")
    assert (found["name"], found["publisher"], found["logo"]) == ("Courtyard", None, None)


def test_menus_are_those_of_the_tree_or_made_by_hand(
    client: Client, tree: Tree, words: Any
) -> None:
    shown = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", show_in_menus=True)
    hidden = ContentFactory(parent=tree.home, title="Tajne", slug="tajne", show_in_menus=True)
    Page.objects.filter(pk=hidden.pk).update(live=False)
    StatementFactory(parent=tree.home, title="Deklaracja", slug="deklaracja")
    for page in (shown, hidden):
        item = MenuItem.objects.create(foot_of=words, page=page)
        MenuItemText.objects.create(item=item, locale=tree.pl, text=f"{page.title}!")
    MenuItem.objects.create(foot_of=words, url="https://example.org/")
    settle()
    found = answer(client, "/navigation")
    assert found["home"]["url"] == "/pl/"
    assert [(one["title"], one["url"]) for one in found["menu"]] == [("O nas", "/pl/o-nas/")]
    assert [(one["title"], one["type"]) for one in found["foot_menu"]] == [
        ("O nas!", "home.ContentPage"),
        ("https://example.org/", ""),
    ]
    assert [(one["name"], one["url"]) for one in found["everywhere"]] == [
        ("deklaracja-dostępności", "/pl/deklaracja/")
    ]


# The map


def addresses(client: Client, query: str = "") -> dict[str, dict[str, str]]:
    """All of the map, part by part: the alternates of each address, as in the sitemap."""
    found: dict[str, dict[str, str]] = {}
    path = f"/sitemap?limit=2{query}"
    while path:
        part = answer(client, path)
        for item in part["items"]:
            links = {one["hreflang"]: HOST + one["url"] for one in item["alternates"]}
            for address in item["addresses"]:
                assert HOST + address["url"] not in found
                found[HOST + address["url"]] = links
        path = (part["next"] or "").removeprefix(BASE)
    return found


@pytest.fixture
def pages(tree: Tree) -> Tree:
    for number in range(5):
        page = ContentFactory(parent=tree.home, title=f"P{number}", slug=f"p-{number}")
        if number % 2:
            tree.in_english(page, slug=f"e-{number}")
    ContentFactory(parent=tree.home, title="Tajne", slug="tajne").unpublish()
    settle()
    return tree


def test_the_map_is_that_of_search_engines_in_parts(client: Client, pages: Tree) -> None:
    assert addresses(client) == in_sitemap(client)
    assert len(addresses(client)) == 2 + 5 + 2


def test_the_map_of_one_language_has_what_it_has_itself(client: Client, pages: Tree) -> None:
    found = addresses(client, "&locale=en")
    assert sorted(found) == [f"{HOST}/en/", f"{HOST}/en/e-1/", f"{HOST}/en/e-3/"]
    assert found[f"{HOST}/en/e-1/"]["pl"] == f"{HOST}/pl/p-1/"


def test_the_map_says_when_a_page_was_published(client: Client, pages: Tree) -> None:
    (english,) = [
        one
        for item in answer(client, "/sitemap?limit=100")["items"]
        for one in item["addresses"]
        if one["url"] == "/en/e-1/"
    ]
    page = Page.objects.get(slug="e-1")
    assert english["last_published_at"][:19] == page.last_published_at.isoformat()[:19]


@pytest.mark.parametrize("cursor", ["x", "WyJ0aXRsZSIsICJhIiwgImIiXQ=="])
def test_a_cursor_of_nobody_is_refused(client: Client, pages: Tree, cursor: str) -> None:
    found = answer(client, f"/sitemap?cursor={cursor}", 422)
    assert found["parameters"][0]["name"] == "cursor"


# All of them


@every_operation
def test_what_cannot_be_asked_is_refused(client: Client, path: str) -> None:
    for query, name in (("locale=xx", "locale"), ("nothing=1", "nothing")):
        response = client.get(f"{BASE}{path}?{query}")
        assert response.status_code == 422
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["parameters"][0]["name"] == name


def grow(tree: Tree, words: Any, count: int) -> None:
    """As many pages, terms of each kind, links and menu items; every second page is English too."""
    for number in range(count):
        slug = f"{count}-{number}"
        rows = {}
        for kind in KINDS:
            term = term_in_two_languages(kind.model, tree, slug, slug, slug)
            rows[kind.rows] = [kind.link(**{kind.name: term})]
        page = ContentFactory(parent=tree.home, title=slug, slug=slug, show_in_menus=True, **rows)
        if number % 2:
            in_language(page, tree.en)
        item = MenuItem.objects.create(foot_of=words, page=page)
        MenuItemText.objects.create(item=item, locale=tree.pl, text=slug)
        SocialLink.objects.create(settings=words, label=slug, url="https://example.org/")
    settle()


def costs(client: Client) -> dict[str, int]:
    """The queries of each answer once the site is known; a kept one asks for nothing else."""
    found = {}
    for path in BARS:
        asked = f"{BASE}{path}?locale=en"
        client.get(asked)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(asked)["Cache-Status"] == "Courtyard; fwd=miss"
        found[path] = len(captured)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(asked)["Cache-Status"] == "Courtyard; hit"
        assert len(captured) <= 1
    return found


def test_an_answer_costs_the_same_however_much_it_shows(
    client: Client, tree: Tree, words: Any
) -> None:
    SiteTexts.objects.filter(locale=tree.en).update(fallback=tree.pl)
    grow(tree, words, 2)
    few = costs(client)
    grow(tree, words, 12)
    assert costs(client) == few
    assert few == BARS
