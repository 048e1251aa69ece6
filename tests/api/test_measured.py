"""What was measured on Wagtail's own APIs before there was ours: each with what holds now."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap
from wagtail.models import Page
from wagtail.rich_text import RichText

from network.models import City
from programmes.models import ProgrammeCity
from tests.trees import (
    ContentFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    make_image,
    term_in_two_languages,
)

STOCK = "/stock/v2/pages"
OURS = "/api/content/v1"
V2 = "/api/v2/pages"
V3 = "/api/v3-preview"
HOST = "http://localhost"

pytestmark = [pytest.mark.urls("tests.api.stock_urls"), pytest.mark.one_database]


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def about_en(tree: Tree, about: Any) -> Any:
    return tree.in_english(about, title="About", slug="about")


def told(client: Client, address: str, **headers: str) -> Any:
    response = client.get(address, headers=headers or None)
    assert response.status_code == 200, response.content
    return response.json()


def test_an_answer_is_found_by_the_path_that_it_gives(client: Client, about_en: Any) -> None:
    """M1"""
    address = told(client, f"{STOCK}/{about_en.pk}/")["meta"]["html_url"]
    path = address.removeprefix(HOST)
    assert path == "/en/about/"
    assert client.get(f"{STOCK}/find/?html_path={path}").status_code == 404
    assert told(client, f"{OURS}/pages/by-path?path={path}")["title"] == "About"
    for api in (V2, f"{V3}/pages"):
        assert told(client, f"{api}/find/?html_path={path}")["title"] == "About"
    unknown = client.get(f"{OURS}/nothing", headers={"accept-language": "en"})
    assert unknown.status_code == 404
    assert unknown["Content-Type"] == "application/problem+json"


def test_the_language_asked_for_is_that_of_what_is_found(
    client: Client, tree: Tree, about: Any, about_en: Any
) -> None:
    """M2"""
    asked = "find/?html_path=/o-nas/&locale=en"
    assert f"/{about.pk}/" in client.get(f"{STOCK}/{asked}")["Location"]
    for api in (V2, f"{V3}/pages"):
        assert told(client, f"{api}/{asked}")["title"] == "About"
    ContentFactory(parent=tree.home, title="Po polsku", slug="po-polsku")
    english = client.get(f"{OURS}/pages/by-path?path=/en/po-polsku/")
    assert english.status_code == 404


def test_links_are_in_the_language_of_the_page(client: Client, about: Any, about_en: Any) -> None:
    """M3"""
    link = f'<p><a linktype="page" id="{about.pk}">us</a></p>'
    about_en.body = [("text", RichText(link))]
    about_en.save_revision().publish()

    def answers(address: str) -> set[str]:
        return {
            client.get(address, headers={"accept-language": code}).content.decode()
            for code in ("pl", "en", "uk", "")
        }

    page = f"/{about_en.pk}/?rich_text_format=html"
    assert len(answers(f"{STOCK}{page}")) > 1
    ours = (f"{V2}{page}", f"{V3}/pages{page}", f"{OURS}/pages/by-path?path=/en/about/")
    for address in ours:
        [answer] = answers(address)
        assert "/en/about/" in answer
        assert "/pl/o-nas/\\" not in answer


def test_a_picture_that_is_chosen_is_told_of(client: Client, about: Any) -> None:
    """M4"""
    image = make_image("Brama")
    image.decorative = False
    image.contextual_alt_text = "Brama"
    about.body = [("image", {"image": image, "caption": ""})]
    about.save_revision().publish()
    [stock] = told(client, f"{STOCK}/{about.pk}/")["body"]
    assert stock["value"]["image"]["image"] == image.pk
    [ours] = told(client, f"{OURS}/pages/by-path?path=/pl/o-nas/")["body"]
    assert ours["image"]["alt"] == "Brama"
    assert ours["image"]["sources"][0]["url"]
    assert {"width", "height", "credit", "focal_point"} <= ours["image"].keys()


def test_a_term_is_told_in_the_language_of_the_page(client: Client, tree: Tree) -> None:
    """M5"""
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    forum = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    forum.cities = [ProgrammeCity(city=city)]
    forum.save_revision().publish()
    tree.in_english(section, title="Activities", slug="activities")
    english = tree.in_english(forum, title="A forum", slug="a-forum")
    stock = told(client, f"{STOCK}/{forum.pk}/")["cities"]
    assert "name" not in stock[0]["city"]
    [ours] = told(client, f"{OURS}/pages/by-path?path={english.url}")["cities"]
    assert ours["name"] == "Lodz"


def test_what_everybody_may_know_takes_no_token(client: Client, about: Any) -> None:
    """M6"""
    for address in ("schema/", "schema/network.City/", "locales/"):
        assert client.get(f"{V3}/{address}").status_code == 401
    for name in ("cities", "topics", "locales", "navigation", "settings"):
        told(client, f"{OURS}/{name}")


def test_a_parameter_that_means_nothing_is_named(client: Client, about: Any) -> None:
    """M7: v3 took it for none, and answered with everything."""
    for address in (f"{V3}/pages/", f"{V3}/images/", f"{OURS}/pages"):
        answer = client.get(f"{address}?nosuch=1")
        assert answer.status_code == 422
        assert "nosuch" in answer.content.decode()


def test_a_page_says_in_which_languages_it_can_be_read(client: Client, about_en: Any) -> None:
    """M8"""
    stock = told(client, f"{STOCK}/{about_en.pk}/?fields=*")
    assert "translations" not in {*stock, *stock["meta"]}
    ours = told(client, f"{OURS}/pages/by-path?path=/en/about/")["translations"]
    assert [(one["locale"], one["state"], one["url"]) for one in ours] == [
        ("pl", "original", "/pl/o-nas/"),
        ("en", "current", "/en/about/"),
    ]


def test_an_answer_is_asked_for_again_only_when_it_has_changed(client: Client, about: Any) -> None:
    """M9"""
    assert not {"ETag", "Last-Modified", "Cache-Control"} & set(client.get(f"{STOCK}/").headers)
    address = f"{OURS}/pages/by-path?path=/pl/o-nas/"
    answer = client.get(address)
    assert "max-age" in answer["Cache-Control"]
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_what_stands_in_for_a_translation_says_so(client: Client, tree: Tree, about: Any) -> None:
    """M10"""
    alias = about.copy_for_translation(tree.en, alias=True)
    Page.objects.filter(pk=alias.pk).update(live=True)
    stock = told(client, f"{STOCK}/{alias.pk}/")
    assert (stock["meta"]["locale"], stock["title"]) == ("en", "O nas")
    add_language(tree, "pl")
    add_language(tree, "en", fallback=tree.pl)
    ours = told(client, f"{OURS}/pages/by-path?path=/en/o-nas/")
    assert (ours["locale"], ours["content_language"]) == ("en", "pl")
    [english] = [one for one in ours["translations"] if one["locale"] == "en"]
    assert english["state"] == "fallback"


def test_the_sitemap_has_every_language(client: Client, about_en: Any) -> None:
    """M11"""
    request = RequestFactory().get("/", headers={"host": "localhost"})
    assert {item.locale.language_code for item in Sitemap(request).items()} == {"pl"}
    text = b"".join(client.get("/sitemap.xml")).decode()
    for code, path in (("pl", "/pl/o-nas/"), ("en", "/en/about/")):
        assert f"<loc>{HOST}{path}</loc>" in text
        assert f'hreflang="{code}" href="{HOST}{path}"' in text


def test_a_list_asks_the_database_the_same_for_one_and_for_many(client: Client, tree: Tree) -> None:
    """M12"""
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")

    def add(number: int) -> None:
        page = ProgrammeFactory(parent=section, title=f"Forum {number}", slug=f"forum-{number}")
        page.cities = [ProgrammeCity(city=city)]
        page.save_revision().publish()

    def queries(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert told(client, address)["items"]
        return len(captured)

    stock = f"{STOCK}/?type=programmes.ProgrammePage&fields=*"
    ours = f"{OURS}/programmes?locale=pl"
    add(0)
    add(1)
    few = {address: queries(address) for address in (stock, ours)}
    for number in range(2, 9):
        add(number)
    many = {address: queries(address) for address in (stock, ours)}
    assert many[stock] > few[stock] + 7
    assert many[ours] == few[ours]
