"""An index is narrowed in place; without any script its form does the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.trees import (
    OpenCallFactory,
    OpenCallIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    grow,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def address(live_server: Any, transactional_db: None) -> str:
    """An index of two calls, of which one offers travel."""
    home = grow().home
    OpenCallIndexFactory(parent=home, title="Nabory", slug="nabory")
    section = ProgrammeIndexFactory(parent=home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Rezydencje", slug="rezydencje")
    for title, travel in (("Nabór z podróżą", True), ("Nabór na miejscu", False)):
        OpenCallFactory(
            parent=programme,
            title=title,
            slug=f"nabor-{travel}".lower(),
            closes=dt.datetime(2090, 1, 1, tzinfo=dt.UTC),
            offers_travel=travel,
            offers_mentoring=True,
            fee=10 if travel else None,
            fee_currency="PLN" if travel else "",
        )
    return f"{live_server.url}/pl/nabory/"


def chosen(screen: Page) -> dict[str, str]:
    """What the form says is chosen."""
    form = "Object.fromEntries(new FormData(document.querySelector('form.filters')))"
    said: dict[str, str] = screen.evaluate(form)
    return {name: value for name, value in said.items() if value}


def test_a_choice_is_shown_in_place_and_can_be_gone_back_on(screen: Page, address: str) -> None:
    screen.goto(address)
    screen.evaluate("window.isTheSame = true")
    offers, found = screen.locator("#filter-offers"), screen.get_by_role("status")
    titles = screen.locator("#results .entry")
    expect(titles).to_have_count(2)
    offers.focus()
    offers.select_option("travel")
    expect(titles).to_have_count(1)
    expect(found).to_have_text("1 nabór")
    expect(screen).to_have_url(f"{address}?offers=travel")
    expect(offers).to_be_focused()
    assert chosen(screen) == {"offers": "travel"}
    screen.locator(".chosen__one").click()
    expect(titles).to_have_count(2)
    expect(found).to_be_focused()
    expect(screen).to_have_url(address)
    assert chosen(screen) == {}
    screen.go_back()
    expect(titles).to_have_count(1)
    assert chosen(screen) == {"offers": "travel"}
    assert screen.evaluate("window.isTheSame") is True


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_small_screen_the_form_is_folded_until_something_is_chosen(
    browser: Browser, address: str, scripts: bool
) -> None:
    small: ViewportSize = {"width": 390, "height": 844}
    context = browser.new_context(java_script_enabled=scripts, viewport=small)
    page = context.new_page()
    page.goto(address)
    offers, fold = page.locator("#filter-offers"), page.locator(".filters__name")
    expect(offers).to_be_hidden()
    found = page.locator("#results .entry").first.bounding_box()
    assert found is not None
    assert found["y"] < small["height"]
    fold.focus()
    page.keyboard.press("Enter")
    expect(offers).to_be_visible()
    offers.select_option("travel")
    if not scripts:
        page.locator(".filters__button").click()
    expect(page.locator("#results .entry")).to_have_count(1)
    expect(offers).to_be_visible()
    page.goto(f"{address}?offers=travel")
    expect(offers).to_be_visible()
    context.close()


def test_on_a_wide_screen_nothing_is_folded(screen: Page, address: str) -> None:
    screen.goto(address)
    expect(screen.locator("#filter-offers")).to_be_visible()
    expect(screen.locator(".filters__name")).to_be_hidden()
    screen.keyboard.press("Tab")
    for _key in range(40):
        if screen.evaluate("document.activeElement.id") == "filter-offers":
            break
        screen.keyboard.press("Tab")
    expect(screen.locator("#filter-offers")).to_be_focused()


def test_without_scripts_the_form_leads_to_the_same_address(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#filter-offers").select_option("travel")
    page.locator(".filters__button").click()
    expect(page.locator("#results .entry")).to_have_count(1)
    expect(page.locator("#filter-offers")).to_have_value("travel")
    page.locator(".chosen__one").click()
    expect(page.locator("#results .entry")).to_have_count(2)
    context.close()
