"""A page is found in Wagtail's own APIs by the address that they give, in any language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.rich_text import RichText

from tests.trees import ContentFactory, Tree

from .test_wagtail_apis import V2, V3, anonymous, both, with_token

LANGUAGES = ["", "en", "pl", "de;q=0.9,uk"]


@dataclass
class World:
    """A page in Polish and English, the other one's text with a link to it, and one in Polish."""

    tree: Tree
    about: Any
    about_en: Any
    only_polish: Any


@pytest.fixture
def world(tree: Tree) -> World:
    about = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    about_en = tree.in_english(about, title="About", slug="about")
    link = RichText(f'<p><a linktype="page" id="{about.pk}">us</a></p>')
    about_en.body = [("text", link)]
    about_en.save()
    only_polish = ContentFactory(parent=tree.home, title="Po polsku", slug="po-polsku")
    return World(tree, about, about_en, only_polish)


def found(api: str, query: str, client: Client | None = None) -> str | int:
    """The title of the page that is found, or the status of the answer, which is data."""
    answer = (client or anonymous()).get(f"{api}/pages/find/?{query}")
    assert "json" in answer["Content-Type"]
    return answer.json()["title"] if answer.status_code == 200 else answer.status_code


@both
def test_an_answer_is_found_by_its_own_address(world: World, api: str) -> None:
    for page in (world.about, world.about_en, world.tree.home, world.tree.home_en):
        address = anonymous().get(f"{api}/pages/{page.pk}/").json()["meta"]["html_url"]
        path = address.removeprefix("http://localhost")
        assert path.startswith(f"/{page.locale.language_code}/")
        encoded = path.replace("/", "%2F").replace("-", "%252D")
        for asked in (address, path, encoded):
            assert found(api, f"html_path={asked}") == page.title


@both
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("html_path=/o-nas/", "O nas"),
        ("html_path=/about/", 404),
        ("html_path=/about/&locale=en", "About"),
        ("html_path=/o-nas/&locale=en", "About"),
        ("html_path=/pl/o-nas/&locale=en", "About"),
        ("html_path=/en/about/&locale=pl", "O nas"),
        ("html_path=/po-polsku/&locale=en", 404),
        ("html_path=/en/po-polsku/", 404),
        ("html_path=/en/o-nas/", 404),
        ("html_path=/uk/o-nas/", 404),
        ("html_path=/o-nas/&locale=xx", 404),
        ("html_path=http://elsewhere/pl/o-nas/", 404),
        ("id={id}&locale=en", "About"),
        ("id={id}", "O nas"),
        ("html_path=/nic/&id={id}", "O nas"),
        ("locale=en", 404),
        ("", 404),
    ],
)
def test_a_page_is_found_in_the_language_asked_for(
    world: World, api: str, query: str, expected: str | int
) -> None:
    assert found(api, query.format(id=world.about.pk)) == expected


def test_a_page_of_a_site_is_found_by_its_host(world: World) -> None:
    for api in (V2, V3):
        assert found(api, "html_path=/en/about/&site=localhost") == "About"
        assert found(api, "html_path=/en/about/&site=elsewhere") == 404


@both
def test_an_answer_is_the_same_whatever_language_is_preferred(world: World, api: str) -> None:
    """Links in an English text lead to English pages, whoever asked for what before."""
    address = f"{api}/pages/{world.about_en.pk}/?rich_text_format=html"
    asked = [
        address,
        f"{api}/pages/?order=title",
        f"{api}/pages/find/?html_path=/about/",
        f"{api}/pages/?first_published_at=x",
    ]
    for one in [*asked, *reversed(asked)]:
        answers = {
            anonymous().get(one, headers={"accept-language": language}).content
            for language in LANGUAGES
        }
        assert len(answers) == 1
    assert '/en/about/\\"' in anonymous().get(address).content.decode()


def test_the_languages_of_v3_are_there_for_holders_of_a_token(
    world: World, admin_user: User
) -> None:
    assert anonymous().get(f"{V3}/locales/").status_code == 401
    client = with_token(admin_user)
    answers = {
        client.get(f"{V3}/locales/", headers={"accept-language": language}).content
        for language in LANGUAGES
    }
    assert len(answers) == 1
    languages = {one["language_code"] for one in client.get(f"{V3}/locales/").json()["items"]}
    assert {"pl", "en"} <= languages
    assert client.get(f"{V3}/locales/{world.tree.en.pk}/").json()["language_code"] == "en"
