"""While a title is typed, its slug is made by the rules of its language."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courtyard.text.slugs import slug_of
from tests.trees import Tree, add_language, grow, in_language

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a courtyard lit by neon signs"
TITLES = {
    "pl": [
        "Łódź i Żółw — gęślą jaźń",
        "„Dom” (2026): a/b, 3,5 – O’Neill",
        "Übung, Ærø, Việt Nam, ﬁn, ½, №, €",
        "Київ w Łodzi _ i -- dalej…",
        "İstanbul ŞĞ ǅ ß ẞ",
        "Łódz\u0301 i и\u0306",
    ],
    "uk": [
        "Київ",
        "Згорани, Єнакієве, Короп’є, м'яч",
        "«Яр» і ’Яр’ — Нью-Йорк",
        "ЩЕДРИК ЗГАРДА ҐАВА Їжак",
        "Ки\u0456\u0308в и\u0306од ё ы э",
    ],
}


@pytest.fixture
def homes(transactional_db: None, django_user_model: Any) -> dict[str, Any]:
    """Front pages in Polish and Ukrainian, and somebody who may do everything."""
    tree: Tree = grow()
    django_user_model.objects.create_superuser("editor", "editor@example.org", PASSWORD)
    locale = add_language(tree, "uk")
    return {"pl": tree.home, "uk": in_language(tree.home, locale, title="Головна", slug="uk")}


def log_in(screen: Page, site: str) -> None:
    screen.goto(f"{site}/cms/")
    screen.locator("#id_username").fill("editor")
    screen.locator("#id_password").fill(PASSWORD)
    screen.get_by_role("button", name="Sign in").click()
    expect(screen).to_have_url(f"{site}/cms/")


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_a_title_makes_the_slug_that_the_server_makes(
    screen: Page, live_server: Any, homes: dict[str, Any], language: str
) -> None:
    log_in(screen, live_server.url)
    screen.goto(f"{live_server.url}/cms/pages/add/home/contentpage/{homes[language].pk}/")
    title = screen.locator("#id_title")
    slug = screen.locator("#id_slug")
    # Letters that stand on no key of its keyboard come without a key; a space has one.
    title.press_sequentially(f"{TITLES[language][0]} ")
    expect(slug).to_have_value(slug_of(TITLES[language][0], language))
    for words in TITLES[language]:
        title.focus()
        title.fill(words)
        title.blur()
        expect(slug).to_have_value(slug_of(words, language))


@pytest.mark.usefixtures("homes")
def test_the_name_of_a_new_topic_makes_its_slug(screen: Page, live_server: Any) -> None:
    log_in(screen, live_server.url)
    screen.goto(f"{live_server.url}/cms/snippets/courtyard/topic/add/?locale=uk")
    screen.locator("#id_name").press_sequentially("Сусідство їжаків")
    expect(screen.locator("#id_slug")).to_have_value("susidstvo-yizhakiv")
    screen.get_by_role("button", name="Save").click()
    screen.get_by_role("link", name="Сусідство їжаків").first.click()
    screen.locator("#id_name").fill("Сусіди")
    screen.locator("#id_name").blur()
    expect(screen.locator("#id_slug")).to_have_value("susidstvo-yizhakiv")
