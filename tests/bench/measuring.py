"""How answers are measured: the site as a server in production has it, beside something else.

Only ratios are asserted. An answer that is not kept is made with an empty cache by a process that
has answered before; Wagtail's own caches, of the paths of sites and of renditions, stay warm for
both sides.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

API = "/api/content/v1"
USUAL_API = "/usual-api/pages"

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


@contextmanager
def production() -> Iterator[Server]:
    """The site and what it is measured against, in production's manner."""
    templates = [dict(settings.TEMPLATES[0])]
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    with override_settings(
        ROOT_URLCONF="tests.bench.urls",
        TEMPLATES=templates,
        CACHES={name: {**memory, "LOCATION": name} for name in ("default", "renditions")},
        WHITENOISE_AUTOREFRESH=False,
    ):
        # The connection is kept from request to request, as by production's pool.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield Server()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


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
