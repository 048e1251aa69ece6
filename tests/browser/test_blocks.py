"""Blocks in a browser: nothing of others is fetched before the reader asks for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from courtyard.blocks.samples import LONG, samples, things_at_hand
from courtyard.publications.reading import Reader
from tests.trees import ContentFactory, Tree, grow, make_image

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]

VIDEO = "https://vimeo.com/76979871"
PLAYER = "https://player.vimeo.com/video/76979871?dnt=1"


@pytest.fixture
def address(transactional_db: None, live_server: Any) -> str:
    """A page with a sample of each block for which there is something to show."""
    tree: Tree = grow()
    make_image("brama")
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="My.")
    page.body = json.dumps(samples(LONG, things_at_hand(Reader.at(tree.site, "pl"))))
    page.save_revision().publish()
    return f"{live_server.url}/pl/o-nas/"


def watched(screen: Page, site: str) -> list[str]:
    """The addresses elsewhere that a window asks for; they answer with an empty page."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith(site):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>-</title>")

    screen.route("**/*", answer)
    return asked


def test_a_video_of_others_is_played_where_it_stands_once_it_is_asked_for(
    screen: Page, address: str, live_server: Any
) -> None:
    asked = watched(screen, live_server.url)
    screen.goto(address)
    link = screen.locator(".embed__link")
    expect(link).to_have_attribute("href", VIDEO)
    assert asked == []
    link.focus()
    screen.keyboard.press("Enter")
    frame = screen.locator("iframe.embed__player")
    expect(frame).to_have_attribute("src", PLAYER)
    expect(frame).to_have_attribute(
        "title", str(screen.locator(".embed").get_attribute("data-title"))
    )
    expect(frame).to_be_focused()
    expect(screen).to_have_url(address)


def test_without_scripts_the_link_leads_to_it(
    browser: Browser, address: str, live_server: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    screen = context.new_page()
    asked = watched(screen, live_server.url)
    screen.goto(address)
    assert asked == []
    screen.locator(".embed__link").click()
    expect(screen).to_have_url(VIDEO)
    context.close()


def test_no_block_is_wider_than_a_telephone(screen: Page, address: str) -> None:
    screen.set_viewport_size({"width": 320, "height": 800})
    screen.goto(address)
    assert screen.evaluate("document.documentElement.scrollWidth") == 320
