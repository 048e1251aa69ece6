"""What answers of the content API cost, and what they cost as a site grows: ``make bench``.

Sites of 1,000, 10,000 and 50,000 pages (``ARGS="--pages 1000,10000"``) are built in two and in six
languages, one after the other in one database. Of each the lists that the OpenAPI document names
are counted by their queries. Where there are two languages, lists and details stand beside those of
Wagtail's own API, of django-ninja and of a single query, both on plain tables, and of an empty
view. At last the sites are compared: an answer takes as long in a large one as in a small one, and
no large table is read as a whole.

How long an answer takes is its best time of many, in units of a piece of work that is measured by
turns with it: that of processors, here and in the database, where they can be asked. So sites can
be compared although the machine has other things to do too. An answer that says more, such as how
a page can be read in each of six languages, may take longer by as much as it is longer.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from wagtail.models import Page, Site

from courtyard.localisation import site_map
from courtyard.models import Publication
from programmes.models import EventPage

from . import big, plain
from .measuring import (
    API,
    HEAD,
    USUAL_API,
    Comparison,
    Measured,
    Server,
    forget_answers,
    measure,
    pictures,
    production,
)
from .plans import Asked, Plans
from .usual import describe
from .world import PRIVATE

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

PAGES = (1_000, 10_000, 50_000)
LANGUAGES = (("pl", "en"), ("pl", "en", "uk", "de", "cs", "fr"))

MOST_SQL = 6
GROWTH = 1.2
"""How much longer an answer may take of a larger site, or of one in more languages."""

REPEATS = 60
BEST = 4
"""How many of the best times are looked at; the longest of them counts."""

DEEP = 30
"""Parts of a hundred after which a list is deep, where it is that long."""

READ_AS_A_WHOLE = ("/cities", "/topics", "/disciplines", "/themes", "/tags", "/partners.geojson")
"""Lists that say something of all pages; what they take is printed, and grows.

So does the front page: it counts the partners of all cities, and finds the next of all events.
"""

NESTED = (
    "topic_links(topic(slug,name)),discipline_links(discipline(slug,name)),city(slug,name,country)"
)


@dataclass
class Built:
    """What was found of one site; ``units`` are times by what was asked, ``sizes`` are in bytes."""

    pages: int
    languages: int
    queries: dict[str, int] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    milliseconds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    scanned: dict[str, set[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.pages:,} pages in {self.languages} languages"


def test_api(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    describe(monkeypatch)
    asked = request.config.getoption("--pages")
    sizes = [int(one) for one in asked.split(",")] if asked else PAGES
    sites, missed = [], []
    for codes in LANGUAGES:
        for pages in sizes:
            with site_of(pages, codes) as server:
                found = Built(pages, len(codes))
                sites.append(found)
                missed += count_queries(server, found, codes)
                if len(codes) == 2:
                    compared = compare(server)
                    missed += [
                        str(one)
                        for one in compared
                        if not one.is_good and not one.comparison.is_goal
                    ]
                    with capsys.disabled():
                        say(f"{connection.vendor}, {found}", HEAD, *compared)
                measure_times(server, found)
    missed += [*grown(sites), *scans(sites)]
    with capsys.disabled():
        say(*table_of_queries(sites))
        say(*table_of_times(sites))
        say(*missed)
    assert missed == []


def say(*lines: Any) -> None:
    print("", *lines, sep="\n")  # noqa: T201


@contextmanager
def site_of(pages: int, codes: Sequence[str]) -> Iterator[Server]:
    """A new site in the emptied database, of which PostgreSQL knows what there is."""
    languages = [(code, code) for code in codes]
    with override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages):
        call_command("flush", interactive=False, verbosity=0)
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()
        site_map._remembered.clear()
        cache.clear()
        with production() as server:
            big.build(pages, codes)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE")
            yield server


# Queries


def lists(server: Server) -> list[str]:
    """What the OpenAPI document has lists at, under the address of the API."""
    document = json.loads(server.answer(server.environ(f"{API}/openapi.json")).body)
    answers = {
        path.removeprefix(API): one["get"]
        for path, one in document["paths"].items()
        if "get" in one and "{" not in path
    }
    return [
        path
        for path, operation in answers.items()
        if path in READ_AS_A_WHOLE
        or any(one["name"] == "limit" for one in operation.get("parameters", ()))
    ]


def queries(server: Server, address: str) -> list[Asked]:
    """What an answer that is not kept asks, in a process that has answered before."""
    environ = server.environ(address)
    found: list[list[Asked]] = []
    for _time in range(3):  # the first one warms; a minute may pass in between
        forget_answers()
        asked: list[Asked] = []

        def note(
            execute: Any, sql: str, parameters: Any, *more: Any, asked: list[Asked] = asked
        ) -> Any:
            asked.append((sql, parameters))
            return execute(sql, parameters, *more)

        with connection.execute_wrapper(note):
            answer = server.answer(environ)
        found.append(asked)
    assert answer.status == 200, address
    assert PRIVATE not in answer.body
    return min(found, key=len)


def count_queries(server: Server, found: Built, codes: Sequence[str]) -> list[str]:
    """What of a site's lists asks too much, or more the more there is to show."""
    wrong = []
    for path in lists(server):
        counts = {}
        # Where all pages are read, the first and the last language will do.
        for code in codes if path not in READ_AS_A_WHOLE else (codes[0], codes[-1]):
            for limit in (1, 20, 100):
                asked = f"{API}{path}?locale={code}&limit={limit}"
                if path.endswith("geojson"):
                    asked = f"{API}{path}?locale={code}"
                counts[code, limit] = len(queries(server, asked))
        found.queries[path] = max(counts.values())
        many = {number for (_code, limit), number in counts.items() if limit > 1}
        # One page may have nothing that is to be looked up.
        if len(many) > 1 or max(counts.values()) > min(many) or max(many) > MOST_SQL:
            wrong.append(f"{found}: {path} asks {counts}")
    return wrong


def table_of_queries(sites: Sequence[Built]) -> Iterator[str]:
    heads = "".join(f"{one.pages:>8}×{one.languages}" for one in sites)
    yield f"{'SQL of a list, at 1, 20 and 100 items':42}{heads}"
    for path in sites[0].queries:
        yield f"{path:42}" + "".join(f"{one.queries[path]:>10}" for one in sites)


# Beside others


def compare(server: Server) -> list[Measured]:
    """Events, which have a picture, terms and a place, beside what others say of them."""
    event = Page.objects.get(pk=first_public(EventPage))
    key, path = event.translation_key, event.url_path
    ours = f"{API}/events?limit=20"
    details = {"key": f"{API}/pages/{key}", "path": f"{API}/pages/by-path?path={path}"}
    usual = f"{USUAL_API}/?type=programmes.EventPage&locale=pl&order=starts&limit=20"
    fields = f"fields=*,{NESTED}"
    # Wagtail would name partners although they are private; a card has none.
    card = f"{fields},-venue,-partners"
    kept: dict[str, Any] = {"kept": True, "most_queries": 1}
    chosen = [
        Comparison("list of 20 / Wagtail API v2", ours, f"{usual}&{card}", 1 / 10),
        *(
            Comparison(
                f"detail by {name} / Wagtail API v2",
                address,
                f"{USUAL_API}/{event.pk}/?{fields}",
                1 / 4,
            )
            for name, address in details.items()
        ),
        *(
            Comparison(f"{what} / {name}", asked, other, bar, is_goal=True)
            for what, asked, others in (
                (
                    "list of 20",
                    ours,
                    ("/plain/articles?limit=20", "/plain-json/?locale=pl&limit=20", 0.5),
                ),
                (
                    "detail by key",
                    details["key"],
                    (f"/plain/articles/{key}", f"/plain-json/{key}/?locale=pl", 1.0),
                ),
            )
            for name, other, bar in (
                ("django-ninja, plain tables", others[0], others[2]),
                ("one query, plain tables", others[1], 1.0),
                ("an empty view", "/empty/", 10.0),
            )
        ),
        *(
            Comparison(f"{what}, {state} / an empty view", address, "/empty/", 3, **kept, **more)
            for what, address in (("list of 20", ours), ("detail", details["path"]))
            for state, more in (("kept", {}), ("304", {"conditional": True}))
        ),
    ]
    with plain.tables():
        for comparison in chosen:
            if not comparison.kept and comparison.other != "/empty/":
                agree(server, comparison)
        gc.collect()
        gc.freeze()
        found = [measure(server, comparison) for comparison in chosen]
        gc.unfreeze()
    return found


def first_public(model: type[Page]) -> int:
    """The primary key of an original that anybody may read."""
    found = Publication.objects.filter(type=model._meta.label, locale__language_code="pl")
    return int(found.order_by("pk").values_list("pk", flat=True)[0])


def agree(server: Server, comparison: Comparison) -> None:
    """Both say the same things, in lists with the same pictures; ours tells of no private page."""
    answers = [server.answer(server.environ(one)) for one in (comparison.ours, comparison.other)]
    assert [one.status for one in answers] == [200, 200], comparison
    bodies = [one.body for one in answers]
    assert PRIVATE not in bodies[0]
    said = [json.loads(body) for body in bodies]
    ours, other = ([one["title"] for one in body.get("items", [body])] for body in said)
    assert ours == other
    if "items" in said[0]:
        assert PRIVATE not in bodies[1]
        assert pictures(bodies[0]) == pictures(bodies[1])


# As a site grows


def addresses(server: Server) -> dict[str, str]:
    """What must not take longer in a larger site, by a name."""
    chosen = {}
    for code in ("pl", "en"):
        chosen[f"navigation, {code}"] = f"{API}/navigation?locale={code}"
        for path in lists(server):
            if path in READ_AS_A_WHOLE:
                continue
            asked = f"{API}{path}?locale={code}"
            chosen[f"{path[1:]}, {code}"] = asked
            if (deep := deep_in(server, asked)) != asked:
                chosen[f"{path[1:]}, {code}, deep"] = deep
    for model in big.SHARES:
        page = Page.objects.get(pk=first_public(model))
        name = model._meta.model_name
        chosen[f"{name} by path"] = f"{API}/pages/by-path?path={page.url_path}"
        chosen[f"{name} by key, en"] = f"{API}/pages/{page.translation_key}?locale=en"
    return chosen


def deep_in(server: Server, asked: str) -> str:
    """A part in the middle of a list, or as deep in it as ``DEEP`` says."""
    parts = [asked]
    address: str | None = f"{asked}&limit=100"
    while address and len(parts) <= DEEP:
        following = json.loads(server.answer(server.environ(address)).body)["next"]
        address = following and f"{urlsplit(following).path}?{urlsplit(following).query}"
        if address:
            parts.append(address.replace("limit=100", "limit=20"))
    return parts[-1] if len(parts) > DEEP else parts[len(parts) // 2]


def measure_times(server: Server, found: Built) -> None:
    """How long the answers take, in turns, and what they read."""
    chosen = addresses(server)
    whole = {f"{path[1:]}, whole": f"{API}{path}" for path in READ_AS_A_WHOLE}
    whole["front page, whole"] = f"{API}/pages/by-path?path=/pl/"
    plans = Plans()
    for name, address in chosen.items():
        asked = queries(server, address)
        scanned = {table for one in asked for table in plans.scanned(one)}
        found.scanned[name] = scanned
    times: dict[str, list[float]] = {name: [] for name in chosen}
    units = []
    environs = {name: server.environ(address) for name, address in chosen.items()}
    for name, address in {**chosen, **whole}.items():
        found.sizes[name] = len(server.answer(server.environ(address)).body)
    gc.collect()
    gc.freeze()
    for _time in range(REPEATS):
        units.append(unit())
        for name, environ in environs.items():
            forget_answers()
            begin = spent()
            server.answer(environ)
            times[name].append(spent() - begin)
    for name, address in whole.items():
        environ = server.environ(address)
        times[name] = []
        for _time in range(BEST):
            forget_answers()
            begin = spent()
            server.answer(environ)
            times[name].append(spent() - begin)
    gc.unfreeze()
    for name, taken in times.items():
        found.milliseconds[name] = best(taken) * 1000
        found.units[name] = best(taken) / best(units)


def best(times: Sequence[float]) -> float:
    return sorted(times)[:BEST][-1]


def unit() -> float:
    """The seconds of a piece of work that is always the same: some Python, some SQL."""
    begin = spent()
    for _time in range(10):
        json.loads(json.dumps(list(range(500))))
        list(ContentType.objects.all())
    return spent() - begin


def spent() -> float:
    """The seconds that processors have worked for answers so far: here, and in the database."""
    if connection.vendor != "postgresql":
        return time.process_time()
    pid = connection.connection.info.backend_pid
    try:
        worked = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    except OSError:  # it works on another machine
        return time.perf_counter()
    return time.process_time() + int(worked) / 1e9


def names(sites: Sequence[Built]) -> list[str]:
    """What was measured of any of the sites."""
    return list(dict.fromkeys(name for one in sites for name in one.units))


def growth(sites: Sequence[Built], name: str) -> tuple[float, float]:
    """How much longer an answer takes of the largest site, and of one in all languages."""
    sites = [one for one in sites if name in one.units]
    by_size = {(one.pages, one.languages): one for one in sites}
    # The smallest site may have no deep part of a list.
    small, large = min(one.pages for one in sites), max(one.pages for one in sites)
    few, many = min(one.languages for one in sites), max(one.languages for one in sites)
    of_pages = [
        _longer(by_size[small, number], by_size[large, number], name)
        for number in (few, many)
        if {(large, number), (small, number)} <= by_size.keys()
    ]
    of_languages = [
        _longer(by_size[size, few], by_size[size, many], name)
        for size in (small, large)
        if {(size, few), (size, many)} <= by_size.keys()
    ]
    return max(of_pages, default=1), max(of_languages, default=1)


def _longer(one: Built, other: Built, name: str) -> float:
    """How much longer an answer takes of another site, beyond what it says more."""
    more = max(1, other.sizes[name] / one.sizes[name])
    return other.units[name] / one.units[name] / more


def grown(sites: Sequence[Built]) -> list[str]:
    """What takes too much longer in a larger site, or in one with more languages."""
    return [
        f"{name}: {pages:.2f} with more pages, {languages:.2f} with more languages"
        for name in names(sites)
        if not name.endswith("whole")
        for pages, languages in [growth(sites, name)]
        if max(pages, languages) > GROWTH
    ]


def scans(sites: Sequence[Built]) -> list[str]:
    return [
        f"{one}: {name} reads {', '.join(sorted(tables))} as a whole"
        for one in sites
        for name, tables in one.scanned.items()
        if tables
    ]


def table_of_times(sites: Sequence[Built]) -> Iterator[str]:
    heads = "".join(f"{one.pages:>8}×{one.languages}" for one in sites)
    yield f"{'best time of an answer, ms':34}{heads}{'pages ×':>10}{'lang. ×':>9}  bar {GROWTH}"
    for name in names(sites):
        values = (one.milliseconds.get(name) for one in sites)
        columns = "".join(f"{value:>10.1f}" if value else f"{'':10}" for value in values)
        pages, languages = growth(sites, name)
        verdict = "ok" if max(pages, languages) <= GROWTH else "MISSED"
        printed = ", printed only" if name.endswith("whole") else ""
        yield f"{name:34}{columns}{pages:>10.2f}{languages:>9.2f}  {verdict}{printed}"
