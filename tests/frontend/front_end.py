"""A front end in TypeScript, made with the OpenAPI document and run beside a site of the tests.

Its sources stand in this folder; it is made elsewhere, from a copy of them and of the document.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from config.demo import content
from config.env import VAR
from config.management.commands.export_openapi import SNAPSHOT
from courtyard.models import SiteTexts
from courtyard.outbox import services as outbox
from courtyard.publications.public import public
from programmes.models import OpenCallPage
from tests.trees import settle

SOURCES = Path(__file__).parent
DOCUMENT: dict[str, Any] = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
NAMES_PACKAGES = ("package.json", "package-lock.json", ".npmrc")
SECONDS = 120
IN_LATIN = re.compile(r"[^а-яєії]*[a-z]{3}[^а-яєії]*", re.IGNORECASE)
VOID = {"img", "meta", "track"}
"""Elements of the front end that have no end."""


class Unbuildable(Exception):
    """The front end does not fit the document; the text is what the compiler says."""


@cache
def packages() -> Path:
    """The folder of the packages that the front end needs, installed once for each lock file."""
    if not all(map(shutil.which, ("node", "npm"))):
        give_up = pytest.fail if os.environ.get("COURTYARD_REQUIRE_ALL") == "1" else pytest.skip
        give_up("There is no Node with npm on this machine.")
    lock = b"".join((SOURCES / name).read_bytes() for name in NAMES_PACKAGES)
    folder = VAR / "test" / f"front-end-{hashlib.sha256(lock).hexdigest()[:12]}"
    installed = folder / "node_modules"
    # What npm writes last.
    if not (installed / ".package-lock.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES_PACKAGES:
            shutil.copy(SOURCES / name, folder)
        run("npm", "ci", "--prefer-offline", at=folder)
    return installed


@contextmanager
def made_from(document: dict[str, Any]) -> Iterator[Path]:
    """A folder with the front end, compiled with the types of a document. Raises Unbuildable."""
    with tempfile.TemporaryDirectory(prefix="courtyard-front-end-") as folder:
        tests = Path(folder)
        made = tests / SOURCES.name
        written = shutil.ignore_patterns("node_modules", "dist", "schema.d.ts", "*.py")
        shutil.copytree(SOURCES, made, ignore=written)
        (made / "node_modules").symlink_to(packages(), target_is_directory=True)
        snapshot = tests / SNAPSHOT.relative_to(SOURCES.parent)
        snapshot.parent.mkdir()
        snapshot.write_text(json.dumps(document), encoding="utf-8")
        run("npm", "run", "build", at=made)
        yield made


def run(*command: str, at: Path) -> None:
    """Run a program in a folder. Raises Unbuildable if it fails."""
    done = subprocess.run(
        command,
        cwd=at,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=2 * SECONDS,
        check=False,
    )
    if done.returncode:
        raise Unbuildable(done.stdout)


@contextmanager
def transaction_kept() -> Iterator[None]:
    """Between requests the connection stays open, in which the transaction of a test lives."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - its base's word
        """Say nothing."""


def answering(*command: str) -> str:
    """What a program prints that is told the address of the site, which answers until it ends.

    The site answers in this thread, and with it in the transaction of a test.
    """
    with (
        transaction_kept(),
        make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server,
    ):
        server.timeout = 0.05
        told = [one.format(site=f"http://127.0.0.1:{server.server_port}") for one in command]
        latest = time.monotonic() + SECONDS
        with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as process:
            while process.poll() is None:
                if time.monotonic() > latest:
                    process.kill()
                server.handle_request()
            output, _none = process.communicate()
    assert process.returncode == 0
    return output


class Reading(HTMLParser):
    """Reads a page: its texts with their languages, and its elements with their attributes."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._languages = [""]
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.elements.append((tag, said))
        language = said.get("lang", self._languages[-1])
        if "alt" in said:
            self.texts.append((language, said["alt"]))
        if tag not in VOID:
            self._languages.append(language)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.texts.append((self._languages[-1], text))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [said for name, said in self.elements if name == tag]


class HasFrontEnd(TestCase):
    """What the front end makes of the demonstration, which a derived test case has loaded."""

    @pytest.mark.one_database
    def test_a_front_end_typed_by_the_document_writes_the_site(self) -> None:
        # What Ukrainian lacks is shown in English.
        english = Locale.objects.get(language_code="en")
        SiteTexts.objects.filter(locale__language_code="uk").update(fallback=english)
        residency = path_of("air-wro", "en")
        Redirect.add_redirect("/en/residencies", residency)
        kaunas = path_of("wroclaw-kaunas", "en").replace("/en/", "/uk/")
        paths = ["/en/residencies/", kaunas]
        for language in ("pl", "en", "uk"):
            paths += [path_of(name, language) for name in ("home", "networking", "open-calls")]
        paths += [path_of("courtyard-breakfast", "pl")]
        outbox.work()
        settle()

        with made_from(DOCUMENT) as made:
            told = json.loads(
                answering("node", f"{made}/dist/main.js", "{site}", f"{made}/site", *paths)
            )
            pages = {path: Reading(made / "site" / path[1:] / "index.html") for path in paths}
            moved = Reading(made / "site" / residency[1:] / "index.html")

        for path, words in {
            "/pl/": ["Kultura ponad granicami i na podwórku", "Nabory", "Aktualności"],
            "/en/": ["Culture across borders and in the courtyard", "Open calls", "News"],
            path_of("networking", "pl"): ["Ruska 46", "Koalicja Miast"],
            path_of("networking", "en"): ["Ruska 46", "Coalition of Cities"],
            path_of("courtyard-breakfast", "pl"): ["Sąsiedzkie śniadanie na podwórku"],
        }.items():
            with self.subTest(path=path):
                said = [text.replace("\u00a0", " ") for _language, text in pages[path].texts]
                assert {*words} <= {*said}
                assert pages[path].all("html") == [{"lang": path[1:3]}]

        # A page that has moved leads on.
        assert told["moved"] == {"/en/residencies/": residency}
        [onward] = pages["/en/residencies/"].all("meta")
        assert onward["content"] == f"0; url={residency}"
        assert ("en", "AIR Wro") in moved.texts

        # From several parts, every call once.
        for language in ("pl", "en"):
            calls = pages[path_of("open-calls", language)]
            [counted] = [one["data-count"] for one in calls.all("ol") if "data-count" in one]
            states = [one["data-status"] for one in calls.all("li") if "data-status" in one]
            links = [one["href"] for one in calls.all("a")]
            public_calls = [
                page.get_url()
                for page in public(OpenCallPage.objects.filter(locale__language_code=language))
            ]
            assert len(states) == int(counted) == len(public_calls) > 2 * 3
            assert {*public_calls} <= {*links}
            assert {"open", "closed", "announced"} <= {*states}

        # What is not in Ukrainian says in which language it is.
        assert ("uk", "Цю сторінку ще не перекладено.") in pages[kaunas].texts
        assert ("en", "Ten people representing") in [
            (language, text[:23]) for language, text in pages[kaunas].texts
        ]
        for path, page in pages.items():
            ukrainian = [text for language, text in page.texts if language == "uk"]
            assert [text for text in ukrainian if IN_LATIN.fullmatch(text)] == [], path
        elsewhere = {
            one["hreflang"]: one["data-state"]
            for one in pages[kaunas].all("a")
            if "hreflang" in one
        }
        assert elsewhere == {"pl": "original", "en": "current"}

        pictures = pages["/en/"].all("img")
        assert pictures
        for one in pictures:
            assert re.fullmatch(r"/media/\S+ \d+w(, /media/\S+ \d+w)*", one["srcset"])
            assert one["alt"]

        # The name of the site and its navigation are sent once for each language.
        written = len(paths)
        assert told["unchanged"] == 2 * (written - 3)
        assert told["asked"] > told["unchanged"] + written


def path_of(name: str, language: str) -> str:
    """The path of a page of the demonstration."""
    key = content.key_of("page", name)
    page = Page.objects.get(translation_key=key, locale__language_code=language)
    return str(page.get_url())
