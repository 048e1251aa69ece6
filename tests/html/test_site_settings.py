"""What a site says around its pages: notice, logo, contact, and menus made by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from courtyard.models import MenuItem, MenuItemText, SiteSettings, SiteTexts, SocialLink
from courtyard.publications import generation
from courtyard.site_settings import Accent
from tests.trees import ContentFactory, Tree, add_language, make_image, settle

pytestmark = pytest.mark.one_database


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def settings_of(tree: Tree) -> Any:
    """A site with texts in Polish and English, English falling back on Polish."""
    made = SiteSettings.objects.create(site=tree.site, email="kontakt@example.org", phone="+48 71")
    for locale, name, fallback in ((tree.pl, "Instytut", None), (tree.en, "Institute", tree.pl)):
        SiteTexts.objects.create(
            settings=made,
            locale=locale,
            name=name,
            fallback=fallback,
            address=f"{name}\nPlac <1>",
        )
    return made


@pytest.fixture
def pages(tree: Tree) -> dict[str, Any]:
    """Two pages of the tree's menu, one of which is in English too; and one outside of it."""
    made = {
        slug: ContentFactory(
            parent=tree.home, title=slug.title(), slug=slug, show_in_menus=slug != "trzecia"
        )
        for slug in ("pierwsza", "druga", "trzecia")
    }
    tree.in_english(made["druga"], title="Second", slug="second")
    return made


def html(client: Client, path: str = "/pl/", status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def menu(page: str, kind: str = "menu") -> list[tuple[str, str, str]]:
    """Title, address and language of each line of a menu ("menu" or "footer__menu")."""
    found = re.search(rf'<nav class="{kind}".*?</nav>', page, re.DOTALL)
    lines = re.findall(r"<a\s([^>]*)>\s*(.*?)\s*</a>", found[0], re.DOTALL) if found else []
    return [
        (
            title,
            re.findall(r'href="([^"]*)"', attributes)[0],
            "".join(re.findall(r' lang="([^"]*)"', attributes)),
        )
        for attributes, title in lines
    ]


def item(settings: Any, place: str = "main", **fields: Any) -> MenuItem:
    """A menu item; ``labels`` by language."""
    labels = fields.pop("labels", {})
    made = MenuItem.objects.create(
        **{f"{place}_of": settings}, sort_order=MenuItem.objects.count(), **fields
    )
    for locale, text in labels.items():
        MenuItemText.objects.create(item=made, locale=locale, text=text)
    return made


# Notice, logo, contact


def test_a_notice_stands_on_every_page_of_its_language(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    notice = f'<p>Zamknięte. <a linktype="page" id="{pages["pierwsza"].pk}">Więcej</a></p>'
    SiteTexts.objects.filter(locale=tree.pl).update(notice=notice)
    settle()
    for path, status in (("/pl/", 200), ("/pl/druga/", 200), ("/pl/nic/", 404)):
        page = html(client, path, status)
        assert 'Zamknięte. <a href="/pl/pierwsza/">Więcej</a>' in page
        assert page.index("Zamknięte") < page.index("<header")
    assert "site-notice" not in html(client, "/en/")
    pages["pierwsza"].unpublish()
    assert "<p>Zamknięte. Więcej</p>" in html(client)


def test_the_institution_is_reached_as_the_settings_say(client: Client, settings_of: Any) -> None:
    SocialLink.objects.create(settings=settings_of, label="Fotki", url="https://a.example.org/")
    page = html(client)
    assert "Instytut<br>Plac &lt;1&gt;" in page
    assert '<a href="mailto:kontakt@example.org">kontakt@example.org</a>' in page
    assert '<a href="tel:+4871">+48 71</a>' in page
    assert '<a href="https://a.example.org/" rel="me">Fotki</a>' in page
    assert "Institute<br>Plac" in html(client, "/en/")


def test_links_stand_in_the_editors_order(client: Client, settings_of: Any) -> None:
    for order, label in ((2, "Druga"), (1, "Pierwsza")):
        SocialLink.objects.create(
            settings=settings_of, label=label, url="https://a.example.org/", sort_order=order
        )
    page = html(client)
    assert page.index("Pierwsza") < page.index("Druga")


def test_the_logo_is_shown_while_it_is_public(client: Client, settings_of: Any) -> None:
    assert 'class="gate"' in html(client)
    settings_of.logo = make_image("logo")
    settings_of.save()
    page = html(client)
    assert 'class="masthead__logo"' in page
    assert 'class="gate"' not in page
    CollectionViewRestriction.objects.create(
        collection=settings_of.logo.collection, restriction_type="login"
    )
    page = html(client)
    assert 'class="masthead__logo"' not in page
    assert 'class="gate"' in page


# Menus


@pytest.mark.usefixtures("settings_of", "pages")
def test_without_items_the_menu_is_that_of_the_tree(client: Client) -> None:
    assert menu(html(client)) == [
        ("Pierwsza", "/pl/pierwsza/", ""),
        ("Druga", "/pl/druga/", ""),
    ]
    assert menu(html(client), "footer__menu") == menu(html(client))


def test_items_take_the_place_of_the_tree_in_their_order(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    labels = {tree.pl: "Bilety", tree.en: "Tickets"}
    item(settings_of, page=pages["trzecia"], labels={tree.pl: "Kim jesteśmy"})
    item(settings_of, url="https://bilety.example.org/", labels=labels)
    item(settings_of, page=pages["druga"])
    assert menu(html(client)) == [
        ("Kim jesteśmy", "/pl/trzecia/", ""),
        ("Bilety", "https://bilety.example.org/", ""),
        ("Druga", "/pl/druga/", ""),
    ]
    # What English lacks is shown as its text is called, and says so.
    assert menu(html(client, "/en/")) == [
        ("Kim jesteśmy", "/en/trzecia/", "pl"),
        ("Tickets", "https://bilety.example.org/", ""),
        ("Second", "/en/second/", ""),
    ]


def test_a_label_in_the_readers_language_goes_before_that_of_the_text(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    item(settings_of, page=pages["trzecia"], labels={tree.pl: "My", tree.en: "Who we are"})
    assert menu(html(client, "/en/")) == [("Who we are", "/en/trzecia/", "")]


def test_an_address_without_label_in_a_language_is_called_as_in_another(
    client: Client, tree: Tree, settings_of: Any
) -> None:
    item(settings_of, url="https://a.example.org/", labels={tree.pl: "Bilety"})
    item(settings_of, url="https://b.example.org/")
    assert menu(html(client, "/en/")) == [
        ("Bilety", "https://a.example.org/", "pl"),
        ("https://b.example.org/", "https://b.example.org/", ""),
    ]


@pytest.mark.parametrize("place", ["main", "foot"])
def test_an_item_that_leads_to_nothing_public_is_not_shown(
    client: Client, settings_of: Any, pages: dict[str, Any], place: str
) -> None:
    kind = "menu" if place == "main" else "footer__menu"
    item(settings_of, place, page=pages["druga"])
    for slug in ("pierwsza", "trzecia"):
        item(settings_of, place, page=pages[slug])
    PageViewRestriction.objects.create(page=pages["trzecia"].page_ptr, restriction_type="login")
    pages["druga"].unpublish()
    assert menu(html(client), kind) == [("Pierwsza", "/pl/pierwsza/", "")]
    Page.objects.filter(pk=pages["pierwsza"].pk).update(live=False)
    cache.clear()
    # A menu of which nothing is public is empty; it does not become that of the tree.
    assert menu(html(client), kind) == []
    assert "Druga" not in html(client)


def test_an_item_goes_with_its_page(
    client: Client, settings_of: Any, pages: dict[str, Any]
) -> None:
    item(settings_of, page=pages["trzecia"])
    pages["trzecia"].delete()
    assert not MenuItem.objects.exists()
    assert [title for title, *_rest in menu(html(client))] == ["Pierwsza", "Druga"]


def test_a_page_chosen_in_another_language_is_shown_in_the_readers(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    english = pages["druga"].get_translation(tree.en)
    item(settings_of, page=english)
    assert menu(html(client)) == [("Druga", "/pl/druga/", "")]


def test_the_menu_at_the_foot_is_its_own(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    item(settings_of, "foot", page=pages["trzecia"])
    item(settings_of, "foot", page=tree.home, labels={tree.pl: "Początek"})
    assert [title for title, *_rest in menu(html(client))] == ["Pierwsza", "Druga"]
    foot = [("Trzecia", "/pl/trzecia/", ""), ("Początek", "/pl/", "")]
    assert menu(html(client), "footer__menu") == foot


def test_the_page_that_is_shown_is_the_current_one_and_an_address_never_is(
    client: Client, settings_of: Any, pages: dict[str, Any]
) -> None:
    item(settings_of, page=pages["trzecia"])
    item(settings_of, url="https://a.example.org/")
    item(settings_of, "foot", url="https://a.example.org/")
    current = r'<a class="menu__link"\s+href="([^"]*)"\s+aria-current="(\w+)"'
    assert re.findall(current, html(client, "/pl/trzecia/")) == [("/pl/trzecia/", "page")]
    missing = html(client, "/pl/nic/", 404)
    assert 'href="https://a.example.org/"' in missing
    assert 'href="https://a.example.org/"\n                     aria-current' not in missing
    assert not re.search(r'example\.org/"\s+aria-current', missing)


def test_a_menu_of_one_site_is_not_that_of_another(
    tree: Tree, settings_of: Any, pages: dict[str, Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    item(settings_of, page=pages["trzecia"])
    elsewhere = tree.home.copy(update_attrs={"slug": "other", "title": "Inna"}, recursive=True)
    type(tree.site).objects.create(hostname="other.example", root_page=elsewhere)
    other = Client(HTTP_HOST="other.example")
    assert [title for title, *_rest in menu(html(other))] == ["Pierwsza", "Druga"]


def test_a_language_of_the_chain_names_an_address(
    client: Client, tree: Tree, settings_of: Any
) -> None:
    add_language(tree, "uk", fallback=tree.en)
    item(settings_of, url="https://a.example.org/", labels={tree.pl: "Bilety", tree.en: "Tickets"})
    assert menu(html(client, "/uk/")) == [("Tickets", "https://a.example.org/", "en")]


# Whatever is saved is seen


def test_each_row_that_is_saved_or_deleted_is_seen_at_once(
    client: Client, tree: Tree, settings_of: Any, pages: dict[str, Any]
) -> None:
    settle()
    first = html(client)
    assert client.get("/pl/")["Cache-Status"] == "Courtyard; hit"

    link = SocialLink.objects.create(settings=settings_of, label="Fotki", url="https://a.example/")
    settle_and_compare(client, first, "Fotki")
    line = item(settings_of, page=pages["trzecia"])
    settle_and_compare(client, first, "Trzecia")
    label = MenuItemText.objects.create(item=line, locale=tree.pl, text="Etykieta")
    settle_and_compare(client, first, "Etykieta")
    for row in (label, line, link):
        number = generation.current()
        row.delete()
        assert generation.current() is None
        settle()
        assert generation.current() not in (None, number)
    assert html(client) == first


def settle_and_compare(client: Client, first: str, words: str) -> None:
    # A change that has been made makes what was kept useless, before its commit as well.
    assert generation.current() is None
    settle()
    assert words not in first
    assert words in html(client)
    assert client.get("/pl/")["Cache-Status"] == "Courtyard; hit"


# The accent

TOKENS = Path(str(finders.find("courtyard/css/tokens.css"))).read_text()
READABLE = 4.5
"""The contrast that text needs at least (WCAG 2.2, 1.4.3)."""


def test_the_accent_that_a_site_has_chosen_is_on_each_page(
    client: Client, settings_of: Any
) -> None:
    assert '<html lang="pl" data-accent="pink">' in html(client)
    settings_of.accent = Accent.GREEN
    settings_of.save()
    assert '<html lang="pl" data-accent="green">' in html(client)


@pytest.mark.parametrize("accent", Accent.values)
def test_each_accent_can_be_read_by_day_and_night(accent: str) -> None:
    said = colours(":root {")
    if accent != SiteSettings._meta.get_field("accent").default:
        said |= colours(f':root[data-accent="{accent}"] {{')
    [by_night] = re.findall(r"--paper: light-dark\(\S+ (\S+)\)", TOKENS)
    [raised_by_night] = re.findall(r"--paper-raised: light-dark\(\S+ (\S+)\)", TOKENS)
    for ground in (said["paper"], said["paper-raised"], said["on-accent"]):
        assert contrast(said["day-accent"], ground) > READABLE
    for ground in (by_night, raised_by_night, said["night"], said["on-night-accent"]):
        assert contrast(said["night-accent"], ground) > READABLE


def colours(rule: str) -> dict[str, str]:
    """The colours that one rule of the tokens sets."""
    body = TOKENS.partition(rule)[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body))


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, as WCAG counts."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG counts."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
