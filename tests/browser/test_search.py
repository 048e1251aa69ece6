"""Somebody searches with the keyboard alone, is offered pages, and follows one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.trees import ContentFactory, grow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def address(live_server: Any, transactional_db: None) -> str:
    """A site with three pages."""
    home = grow().home
    for title, slug in (("Żółwie wieści", "wiesci"), ("Żółte miasto", "zolte"), ("Opera", "opera")):
        ContentFactory(parent=home, title=title, slug=slug)
    return str(live_server.url)


def test_pages_are_offered_and_followed_by_keyboard(screen: Page, address: str) -> None:
    screen.goto(f"{address}/pl/szukaj/")
    box = screen.get_by_role("combobox")
    box.press_sequentially("zol", delay=30)
    offers = screen.get_by_role("option")
    expect(offers).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(offers.nth(1)).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "search-offer-1")
    box.press("Escape")
    expect(screen.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("zol")
    box.press_sequentially("w", delay=30)
    expect(offers).to_have_count(1)
    box.press("ArrowDown")
    box.press("Enter")
    expect(screen).to_have_url(f"{address}/pl/wiesci/")


def test_the_box_of_every_page_leads_to_the_results(screen: Page, address: str) -> None:
    screen.goto(f"{address}/pl/")
    screen.get_by_role("searchbox").fill("opera")
    screen.get_by_role("searchbox").press("Enter")
    expect(screen).to_have_url(f"{address}/pl/szukaj/?q=opera")
    expect(screen.locator(".found__one")).to_have_count(1)
    screen.locator(".found__one a").click()
    expect(screen).to_have_url(f"{address}/pl/opera/")
