"""A browser: the system's Chromium, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

SERVER_ERROR = 500
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        # Playwright runs an event loop of its own, in which Django refuses to ask a database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _no_window_outlives_its_test(transactional_db: None, browser: Browser) -> Iterator[None]:
    """What a failed test left open would go on asking while the database is emptied."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh window, in English; what it complained of and showed is told of a failed test.

    An uncaught error of a script, or a server error, fails the test by itself; but that Wagtail's
    accessibility check was asked for while it ran is no error of ours.
    """
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    troubles: list[str] = []
    grave: list[str] = []
    page = context.new_page()

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            troubles.append(said.text)

    def judge(answer: Response) -> None:
        if answer.status >= SERVER_ERROR:
            grave.append(f"{answer.status}: {answer.url}")

    page.on("console", hear)
    page.on("requestfailed", lambda lost: troubles.append(f"{lost.url}: {lost.failure}"))
    page.on("pageerror", lambda error: grave.append(f"{page.url}: {error}\n{error.stack}"))
    page.on("response", judge)
    yield page
    shown = page.locator("body").aria_snapshot()
    context.close()
    ours = [error for error in grave if "Axe is already running" not in error]
    told = "\n".join([*troubles, *ours, page.url, shown])
    request.node.add_report_section("teardown", "what the browser showed", told)
    assert not ours, "\n".join(ours)
