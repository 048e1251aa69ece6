"""What answers cost the process, side by side with Wagtail's own: run by ``make bench``.

Only ratios are asserted. Before anything is measured, both sides must name the same pages and
pictures, and neither may name the private pages that are in the world. An answer that is not kept
is made with an empty cache by a process that has answered before; Wagtail's own caches, of the
paths of sites and of renditions, stay warm for both sides.
"""

from __future__ import annotations

import gc
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.api import APIField
from wagtail.models import Page, Site

from courtyard.models import Topic, TopicLink
from network.models import City
from news.models import NewsPage
from programmes.models import ProgrammeCity, ProgrammePage, ProgrammePartner
from tests.trees import Tree

from . import world
from .usual import PICTURES

pytestmark = [pytest.mark.long, pytest.mark.django_db]

API = "/api/content/v1"
USUAL_API = "/usual-api/pages"
CARD = (
    "title,html_url,summary,kind,status,since,until,picture_0,picture_1,picture_2,"
    "topic_links(topic(slug,name)),cities(city(slug,name))"
)
NESTED = "topic_links(topic(slug,name)),cities(city(slug,name)),partners(partner(title),role)"

REPEATS = 60
"""How often each side of a comparison is measured, by turns."""

ADDRESS = re.compile(r"(?:http://localhost)?(/(?:pl|en)/[a-z0-9/-]*)")
OFFER = re.compile(r"/(?:pl|en)/(?:feeds|calendars|newsletter)/")
PICTURE = re.compile(r"/media/(images/[^\" ,]+)")


@dataclass(frozen=True)
class Answer:
    """What a server sent."""

    status: int
    headers: dict[str, str]
    body: str


class Server:
    """The site as a WSGI server in front of it sees it."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()

    def environ(self, address: str, **headers: str) -> dict[str, Any]:
        """A request that can be made more than once."""
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        request = RequestFactory(SERVER_NAME="localhost").get(address, **named)  # type: ignore[arg-type]
        return dict(request.environ)

    def answer(self, environ: dict[str, Any]) -> Answer:
        """What is sent."""
        sent: dict[str, Any] = {}

        def start(status: str, headers: Any, *_: Any) -> Any:
            sent.update(status=int(status.split()[0]), headers=dict(headers))

        response = self.handler(dict(environ), start)
        body = b"".join(response).decode()
        response.close()
        return Answer(sent["status"], sent["headers"], body)

    def seconds(self, environ: dict[str, Any], times: int) -> float:
        """The CPU seconds of this process that one of so many answers takes."""

        def start(status: str, headers: Any, *_: Any) -> Any:
            """Take no notice."""

        fresh = [dict(environ) for _time in range(times)]
        begin = time.process_time()
        for one in fresh:
            response = self.handler(one, start)
            b"".join(response)
            response.close()
        return (time.process_time() - begin) / times


@dataclass(frozen=True)
class Comparison:
    """Two answers that say the same.

    ``bar`` is the most that ours may cost, as a share of the other; it is asserted unless
    ``is_goal``. A ``kept`` answer is measured in batches, as it is quick.
    """

    what: str
    ours: str
    other: str
    bar: float
    kept: bool = False
    conditional: bool = False
    is_goal: bool = False
    most_queries: int | None = None


@dataclass(frozen=True)
class Measured:
    """The figures of a comparison: queries, and CPU milliseconds as medians."""

    comparison: Comparison
    queries: tuple[int, int]
    milliseconds: tuple[float, float]

    @property
    def ratio(self) -> float:
        return self.milliseconds[0] / self.milliseconds[1]

    @property
    def is_good(self) -> bool:
        most = self.comparison.most_queries
        return self.ratio <= self.comparison.bar and (most is None or self.queries[0] <= most)

    def __str__(self) -> str:
        verdict = "ok" if self.is_good else "MISSED"
        if self.comparison.is_goal:
            verdict += ", printed only"
        return (
            f"{self.comparison.what:42} {self.queries[0]:4} {self.queries[1]:6}"
            f" {self.milliseconds[0]:9.2f} {self.milliseconds[1]:9.2f}"
            f" {self.ratio:8.3f} {self.comparison.bar:7.3f}  {verdict}"
        )


HEAD = f"{'what':42} {'SQL':>4} {'other':>6} {'CPU ms':>9} {'other':>9} {'ratio':>8} {'bar':>7}  ok"


@pytest.fixture
def server(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The site and what it is measured against, in production's manner, with the world in it."""
    describe_to_usual_api(monkeypatch)
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    with override_settings(
        ROOT_URLCONF="tests.bench.urls",
        TEMPLATES=templates,
        CACHES={name: {**memory, "LOCATION": name} for name in ("default", "renditions")},
        WHITENOISE_AUTOREFRESH=False,
    ):
        world.build(tree)
        # The connection is kept from request to request, as by production's pool.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield Server()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def describe_to_usual_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give Wagtail's API the pictures and relations that ours shows, as its documentation says."""
    topics = APIField("topic_links")
    programme = [*PICTURES, topics, APIField("cities"), APIField("partners")]
    monkeypatch.setattr(ProgrammePage, "api_fields", [*ProgrammePage.api_fields, *programme])
    monkeypatch.setattr(NewsPage, "api_fields", [*NewsPage.api_fields, *PICTURES, topics])
    for model, names in (
        (TopicLink, ("topic",)),
        (Topic, ("slug", "name")),
        (ProgrammeCity, ("city",)),
        (City, ("slug", "name", "country")),
        (ProgrammePartner, ("partner", "role")),
    ):
        fields = [APIField(name) for name in names]
        monkeypatch.setattr(model, "api_fields", fields, raising=False)


def comparisons() -> list[Comparison]:
    programme, news = (
        Page.objects.get(slug=slug, locale__language_code="pl") for slug in ("p-0", "n-0")
    )
    usual_list = f"{USUAL_API}/?type=programmes.ProgrammePage&locale=pl&order=title&limit=20"
    usual_detail = f"{USUAL_API}/{programme.pk}/?fields=*,{NESTED}"
    key = programme.translation_key
    detail = f"{API}/pages/by-path?path=/pl/dzialania/p-0/"
    return [
        Comparison(
            "API list of 20, all fields",
            f"{API}/programmes",
            f"{usual_list}&fields=*,{NESTED}",
            1 / 10,
        ),
        Comparison(
            "API list of 20, the fields of a card",
            f"{API}/programmes",
            f"{usual_list}&fields={CARD}",
            1 / 10,
            is_goal=True,
        ),
        Comparison("API detail by path", detail, usual_detail, 1 / 4),
        Comparison("API detail by key", f"{API}/pages/{key}", usual_detail, 1 / 4),
        Comparison("HTML front page", "/pl/", "/pl/usual/", 1 / 4),
        Comparison("HTML section of 20", "/pl/dzialania/", "/pl/usual/dzialania/", 1 / 4),
        Comparison("HTML index of news", "/pl/aktualnosci/", "/pl/usual/aktualnosci/", 1 / 4),
        Comparison("HTML programme", "/pl/dzialania/p-0/", "/pl/usual/dzialania/p-0/", 1 / 4),
        Comparison("HTML news", "/pl/aktualnosci/n-0/", "/pl/usual/aktualnosci/n-0/", 1 / 4),
        *(
            Comparison(
                f"{name}, {'304' if conditional else 'kept'}",
                address,
                "/empty/",
                3,
                kept=True,
                conditional=conditional,
                most_queries=1,
            )
            for conditional in (False, True)
            for name, address in (
                ("HTML section of 20", "/pl/dzialania/"),
                ("HTML programme", "/pl/dzialania/p-0/"),
                ("API list of 20", f"{API}/programmes"),
                ("API detail by path", detail),
            )
        ),
    ]


def test_delivery(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = comparisons()
    for comparison in chosen:
        if not comparison.kept:
            say_the_same(server, comparison)
    gc.collect()
    gc.freeze()
    found = [measure(server, comparison) for comparison in chosen]
    gc.unfreeze()
    with capsys.disabled():
        print(f"\n{connection.vendor}\n{HEAD}", *found, sep="\n")  # noqa: T201
    missed = [one for one in found if not one.is_good and not one.comparison.is_goal]
    assert not missed


def say_the_same(server: Server, comparison: Comparison) -> None:
    """Both name the same pages and pictures, and no private page.

    Feeds, calendars and the newsletter are offered by ours alone, which makes it dearer.
    """
    answers = [server.answer(server.environ(one)) for one in (comparison.ours, comparison.other)]
    assert [one.status for one in answers] == [200, 200]
    ours, other = (one.body for one in answers)
    assert world.PRIVATE not in ours
    assert world.PRIVATE not in other
    assert pictures(ours) >= pictures(other)
    assert addresses(ours) >= addresses(other)
    if not comparison.ours.startswith(API):
        assert pictures(ours) == pictures(other)
        assert {one for one in addresses(ours) if not OFFER.match(one)} == addresses(other)


def addresses(body: str) -> set[str]:
    return set(ADDRESS.findall(body))


def pictures(body: str) -> set[str]:
    return set(PICTURE.findall(body))


def measure(server: Server, comparison: Comparison) -> Measured:
    ours, other = server.environ(comparison.ours), server.environ(comparison.other)
    if comparison.conditional:
        etag = server.answer(ours).headers["ETag"]
        ours = server.environ(comparison.ours, if_none_match=etag)
    batch = 50 if comparison.kept else 1
    forget: Callable[[], None] = (lambda: None) if comparison.kept else forget_answers
    queries = []
    for environ in (ours, other):
        for _time in range(2):  # the first one warms
            forget()
            with CaptureQueriesContext(connection) as captured:
                answer = server.answer(environ)
        expected = 304 if comparison.conditional and environ is ours else 200
        assert answer.status == expected
        queries.append(len(captured))
    taken: list[list[float]] = [[], []]
    for _time in range(REPEATS):
        for side, environ in zip(taken, (ours, other), strict=True):
            forget()
            side.append(server.seconds(environ, batch))
    medians = [statistics.median(side) * 1000 for side in taken]
    return Measured(comparison, (queries[0], queries[1]), (medians[0], medians[1]))


def forget_answers() -> None:
    """Empty the cache of everything but what Wagtail keeps of the paths of its sites."""
    cache.clear()
    Site.get_site_root_paths()
