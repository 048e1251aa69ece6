"""What engines and scripts can find of barriers, on every type of page of the demonstration.

A test case that has loaded it derives from ``Accessible``. Each page is opened once; then the
colours and the width of the window change around it. What the browser asks for is answered from
memory: it stands in the transaction of the test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import axe_playwright_python
from django.contrib.staticfiles import finders
from django.core.cache import cache as answers
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.urls import path
from playwright.sync_api import Page, Route, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from config import urls
from config.demo.posters import draw_poster
from courtyard.delivery.style_guide import style_guide
from courtyard.publications.stored import Publication
from courtyard.publications.types import registered

from .conftest import ARGUMENTS, CHROMIUM

T = TypeVar("T")

LANGUAGES = ("pl", "en")
SCHEMES = ("light", "dark")
WIDTHS = (390, 1280)
NARROWEST = 320
HOST = "http://localhost"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"]
OF_THE_LOOK = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
"""Rules whose answer depends on colours and width; the others are asked once."""

SMALL_PICTURE = draw_poster("news", 0, width=64, height=40)
ASK = """async ([rules, tags]) => {
    const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
    const found = await axe.run({runOnly: only, resultTypes: ["violations"]});
    return found.violations.map((one) =>
        `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""
FOCUSED = """() => {
    const here = document.activeElement;
    const outlines = [getComputedStyle(here), getComputedStyle(here, "::after")];
    const strokes = [...here.querySelectorAll("circle")].map((one) => [one, getComputedStyle(one)]);
    return {
        tag: here.tagName,
        name: here.innerText || here.getAttribute("aria-label") || here.name || "",
        number: [...document.querySelectorAll("*")].indexOf(here),
        outline: Math.max(
            ...outlines.map((style) =>
                style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)),
            ...strokes.map(([one, style]) => one.getScreenCTM().a *
                (style.stroke === "none" ? 0 : parseFloat(style.strokeWidth)))),
    };
}"""

urlpatterns = [path("pl/styleguide/", style_guide), *urls.urlpatterns]
handler404 = urls.handler404


@dataclass(frozen=True)
class Subject:
    """Something to look at: what it is, its address, and its HTML."""

    name: str
    path: str
    html: str


class Accessible(TestCase):
    """What is tried of a site that a test case derived from this one has loaded.

    The pages are the same on every database: on SQLite they are looked at.
    """

    @property
    def subjects(self) -> list[Subject]:
        """What is looked at; found once for all tests of a test case."""
        if connection.vendor != "sqlite":
            self.skipTest("The pages are the same on every database.")
        found: list[Subject] | None = vars(type(self)).get("_subjects")
        if found is None:
            answers.clear()
            with override_settings(ROOT_URLCONF=__name__):
                found = [*subjects()]
            type(self)._subjects = found  # type: ignore[attr-defined]
        return found

    def look(self, at: Callable[[Page], T], **options: Any) -> T:
        """What is found in a window that is answered from memory.

        The browser has a thread of its own: its loop of events would part this one from the
        connection to the database.
        """
        if CHROMIUM is None:
            self.skipTest("There is no Chromium on this machine.")
        documents = {HOST + one.path: one.html for one in self.subjects}

        def in_a_window() -> T:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                size: Any = {"width": WIDTHS[-1], "height": 900}
                page = browser.new_context(viewport=size, **options).new_page()
                page.route("**/*", lambda route: answer(route, documents))
                found = at(page)
                browser.close()
                return found

        with ThreadPoolExecutor(1) as aside:
            return aside.submit(in_a_window).result()

    def front(self) -> Subject:
        return next(one for one in self.subjects if one.path == "/pl/")

    def test_every_type_of_page_is_looked_at(self) -> None:
        names = {(one.name, one.path[1:3]) for one in self.subjects}
        for kind in registered():
            for language in LANGUAGES:
                assert (kind.model.__name__, language) in names

    def test_axe_finds_nothing(self) -> None:
        def ask(page: Page) -> dict[str, list[str]]:
            found: dict[str, list[str]] = {}
            for subject in wanted:
                page.emulate_media(color_scheme="light")
                page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
                page.goto(HOST + subject.path)
                page.add_script_tag(path=AXE)
                found |= told(subject, "all rules", page.evaluate(ASK, [None, TAGS]))
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    for scheme in SCHEMES:
                        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                        where = f"{width} px, {scheme}"
                        found |= told(subject, where, page.evaluate(ASK, [OF_THE_LOOK, None]))
            return found

        wanted = self.subjects
        assert self.look(ask, reduced_motion="reduce") == {}

    def test_no_page_is_wider_than_the_narrowest_window(self) -> None:
        def measure(page: Page) -> dict[str, int]:
            page.set_viewport_size({"width": NARROWEST, "height": 900})
            widths = {}
            for subject in wanted:
                page.goto(HOST + subject.path)
                widths[subject.path] = page.evaluate("document.scrollingElement.scrollWidth")
            return widths

        wanted = self.subjects
        widths = self.look(measure)
        assert {path: width for path, width in widths.items() if width > NARROWEST} == {}

    def test_the_first_key_offers_to_skip_to_the_content(self) -> None:
        def press(page: Page) -> dict[str, tuple[bool, str]]:
            found = {}
            for subject in wanted:
                page.goto(HOST + subject.path)
                page.keyboard.press("Tab")
                box = page.locator(".skip-link:focus").bounding_box()
                page.keyboard.press("Enter")
                with suppress(NotInTime):
                    page.wait_for_url(re.compile("#"), timeout=5000)
                found[subject.path] = (bool(box and box["y"] >= 0), page.url.partition("#")[2])
            return found

        # Of a form, its mistakes come first.
        wanted = [one for one in self.subjects if 'tabindex="-1" autofocus' not in one.html]
        found = self.look(press, java_script_enabled=False)
        assert found == dict.fromkeys(found, (True, "content"))
        assert found

    def test_everything_can_be_reached_by_keyboard_in_order_and_seen(self) -> None:
        def walk(page: Page) -> list[tuple[list[dict[str, Any]], int]]:
            walks = []
            for scheme in SCHEMES:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.goto(address)
                wanted = page.locator("a[href], button, input:not([tabindex='-1'])").count()
                walks.append(([*stops(page)], wanted))
            return walks

        address = HOST + self.front().path
        for reached, wanted in self.look(walk):
            numbers = [one["number"] for one in reached]
            assert numbers == sorted(numbers)
            assert len(reached) == wanted
            assert [one for one in reached if one["outline"] < 2] == []

    def test_no_page_needs_a_script(self) -> None:
        """A module of our own may make something better that works without it: a form, a link."""
        for subject in self.subjects:
            scripts = re.findall(r"<script\b[^>]*>", subject.html)
            modules = [one for one in scripts if "application/ld+json" not in one]
            for one in modules:
                named = re.fullmatch(r'<script type="module" src="([^"]+)">', one)
                assert named, subject.path
                assert static(named[1]), one
                if named[1].endswith("/filters.js"):
                    form = subject.html.partition('class="filters"')[2].partition("</form>")[0]
                    assert '<button class="button filters__button" type="submit">' in form
            assert not re.search(r"\son\w+=|\bstyle=", subject.html), subject.path


def subjects() -> Iterator[Subject]:
    """The richest page of each type in each language, a form with mistakes, nothing, the guide."""
    client = Client(HTTP_HOST="localhost")
    for kind in registered():
        for language in LANGUAGES:
            pages = Publication.objects.filter(
                type=kind.model._meta.label, locale__language_code=language
            ).select_related("page")
            if pages:
                richest = max(pages, key=lambda one: len(json.dumps(one.whole)))
                address = richest.page.url
                yield Subject(kind.model.__name__, address, client.get(address).content.decode())
    for language in LANGUAGES:
        form, nothing = f"/{language}/newsletter/sign-up/", f"/{language}/nothing-here/"
        yield Subject("form with mistakes", form, client.post(form, {}).content.decode())
        yield Subject("not found", nothing, client.get(nothing).content.decode())
    for language, search in (("pl", "szukaj"), ("en", "search")):
        for words in ("?q=wroclaw", "?q=xyzzyx", "", f"?q={'long+' * 60}"):
            address = f"/{language}/{search}/{words}"
            yield Subject("search", address, client.get(address).content.decode())
    guide = "/pl/styleguide/"
    yield Subject("style guide", guide, client.get(guide).content.decode())


def answer(route: Route, documents: dict[str, str]) -> None:
    """A page by its address, a static file, or any picture."""
    url = route.request.url.partition("#")[0]
    if url in documents:
        route.fulfill(body=documents[url], content_type="text/html; charset=utf-8")
    elif file := static(urlsplit(url).path):
        route.fulfill(path=file)
    else:
        route.fulfill(body=SMALL_PICTURE, content_type="image/webp")


@cache
def static(path: str) -> str | None:
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    return str(found) if found else None


def told(subject: Subject, where: str, violations: list[str]) -> dict[str, list[str]]:
    """Violations by what they were found on."""
    return {f"{subject.name} {subject.path} ({where})": violations} if violations else {}


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """What the Tab key reaches, one after another, until it leaves the page."""
    while True:
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "BODY":
            return
        yield here
