"""Pages are offered while somebody types; without any script the form finds the same."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.trees import ContentFactory, grow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server: Any, transactional_db: None) -> str:
    """The page of results of a site with some pages."""
    home = grow().home
    for title in ("Żółwie wieści", "O żółwiu", "Miasto"):
        ContentFactory(parent=home, title=title)
    return f"{live_server.url}/pl/szukaj/"


def test_a_page_is_offered_and_chosen_by_the_keyboard(screen: Page, address: str) -> None:
    screen.goto(address)
    box, offers = screen.get_by_role("combobox"), screen.get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("zol")
    expect(offers).to_have_text(["O żółwiuStrona tekstowa", "Żółwie wieściStrona tekstowa"])
    expect(screen.get_by_role("status")).to_have_text("Podpowiedzi: 2")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(offers).to_have_count(0)
    expect(box).to_have_value("zol")
    box.press_sequentially("w")
    expect(offers).to_have_count(2)
    box.press("ArrowUp")
    box.press("Enter")
    expect(screen.get_by_role("heading", level=1)).to_have_text("Żółwie wieści")


def test_only_the_main_button_of_a_mouse_follows_an_offer(screen: Page, address: str) -> None:
    screen.goto(address)
    screen.get_by_role("combobox").press_sequentially("zol")
    offer = screen.get_by_role("option").first
    offer.click(button="right")
    expect(screen).to_have_url(address)
    offer.click()
    expect(screen.get_by_role("heading", level=1)).to_have_text("O żółwiu")


def test_what_is_typed_is_searched_for_by_enter(screen: Page, address: str) -> None:
    screen.goto(address)
    box = screen.get_by_role("combobox")
    box.press_sequentially("zol")
    expect(screen.get_by_role("option")).to_have_count(2)
    box.press("Enter")
    expect(screen).to_have_url(f"{address}?q=zol")


def test_without_any_script_the_form_finds_pages(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    page.locator("#search-words").fill("zolw")
    page.locator(".search button").first.click()
    expect(page.locator(".found__title")).to_have_count(2)
    page.close()
