"""How well search finds, and how soon: run by ``make bench PART=search-quality``.

The labelled questions of ``tests/search`` are asked of Wagtail's own search, with the configuration
``simple`` that a site in several languages has to take, and of ours, over the demonstration and the
texts beside it. The bars are asserted on each database, and that both find the same: the order may
differ, the set may not.

Times are those of a wall clock, from the question to the translation keys of the first page of
results. They are only printed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from wagtail.models import Locale, Page, Site
from wagtail.search.utils import parse_query_string

from config.demo import content, loader
from config.demo.entries import entries
from config.demo.posters import draw_poster
from config.env import ROOT, VAR
from courtyard.publications.reading import Reader
from tests.search import corpus, labelled
from tests.search.labelled import Labelled
from tests.search.quality import ndcg_at, recall_at
from tests.trees import analyze, grow
from tools.postgres import NoPostgres, throwaway_server
from tools.run_tests import environment_for

pytestmark = pytest.mark.long

FIRST = 10
"""So many results are judged: the first page of them."""
ALL = 100
"""So many are compared between the databases."""

RECALL, NDCG, RECALL_OF_EACH = 0.95, 0.85, 0.9
"""The least that ours reaches: over all questions, and recall in each language."""

REPEATS = 5
STOCK = {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}

Search = Callable[[Labelled], Sequence[UUID]]


@dataclass(frozen=True)
class Answer:
    """What was found first of a question, and the seconds that it took."""

    question: Labelled
    keys: Sequence[UUID]
    seconds: float

    @property
    def recall(self) -> float:
        return recall_at(FIRST, self.keys, self.question.keys)

    @property
    def ndcg(self) -> float:
        return ndcg_at(FIRST, self.keys, self.question.keys)


@dataclass
class Stock:
    """Wagtail's own search; it reads what is typed, with phrases in quotation marks, itself."""

    raised: set[str] = field(default_factory=set)
    """Questions that it cannot take; they find nothing."""

    def __call__(self, question: Labelled) -> Sequence[UUID]:
        locale = Locale.objects.get_for_language(question.language)
        pages = Page.objects.live().filter(locale=locale)
        try:
            with transaction.atomic():
                _filters, query = parse_query_string(question.words)
                found = pages.search(query)[:FIRST]
                return [page.translation_key for page in found]
        except DatabaseError as error:
            self.raised.add(f"{question.words}: {type(error).__name__}")
            return []


class Ours:
    """The site's search, for a reader of the language of the question."""

    def __init__(self, site: Site) -> None:
        self.readers = {code: Reader.at(site, code) for code in content.LANGUAGES}

    def __call__(self, question: Labelled, most: int = FIRST) -> Sequence[UUID]:
        from search.finding import Query, find

        reader = self.readers[question.language]
        return list(find(reader, Query(words=question.words, per_page=most)).keys)


@pytest.mark.django_db(transaction=True)
def test_search_finds_what_is_sought(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loader, "draw_poster", lambda *_: SMALL_PICTURE)
    questions = labelled.read()
    with everything_to_search() as site:
        for code in content.LANGUAGES:
            missing = asked_for(questions, code) - corpus.public(code)
            assert missing == set(), code
        stock, ours = Stock(), Ours(site)
        answers = {
            "stock": [ask(stock, question) for question in questions],
            "ours": [ask(ours, question) for question in questions],
        }
        write_hits(questions, ours)
        pages = sum(len(corpus.public(code)) for code in content.LANGUAGES)
    with capsys.disabled():
        say(
            f"{connection.vendor}, {len(questions)} questions over {pages} pages",
            *table(answers),
            f"stock raised on {len(stock.raised)} of them" + "".join(map(indented, stock.raised)),
        )
    assert missed(answers["ours"]) == []


@pytest.mark.one_database
def test_both_databases_find_the_same() -> None:
    sqlite = run("sqlite", "sqlite:///search-quality.sqlite3")
    try:
        with throwaway_server() as url:
            postgresql = run("postgresql", url)
    except NoPostgres as reason:
        pytest.skip(f"The databases are not compared, for {reason}.")
    different = {
        asked: {"sqlite": sqlite.hits.get(asked), "postgresql": postgresql.hits.get(asked)}
        for asked in {*sqlite.hits, *postgresql.hits}
        if sqlite.hits.get(asked) != postgresql.hits.get(asked)
    }
    assert different == {}
    assert [one.vendor for one in (sqlite, postgresql) if not one.is_good] == []


SMALL_PICTURE = draw_poster("news", 0, width=64, height=40)


@contextmanager
def everything_to_search() -> Iterator[Site]:
    """The demonstration and the texts beside it, indexed by both sides."""
    backends = {**getattr(settings, "WAGTAILSEARCH_BACKENDS", {}), "default": STOCK}
    with override_settings(WAGTAILSEARCH_BACKENDS=backends):
        grow()
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        call_command("load_demo", base_url="http://localhost", verbosity=0)
        with loader.indexing_later():
            corpus.make()
        loader.build_indexes()
        analyze()
        yield Site.objects.get(is_default_site=True)


def asked_for(questions: Sequence[Labelled], code: str) -> set[UUID]:
    """All that is relevant to any question in a language."""
    return {key for one in questions if one.language == code for key in one.keys}


def ask(search: Search, question: Labelled) -> Answer:
    """What a search finds of a question, asked once before it is timed."""
    keys, seconds = search(question), []
    for _time in range(REPEATS):
        began = time.perf_counter()
        search(question)
        seconds.append(time.perf_counter() - began)
    return Answer(question, keys, statistics.median(seconds))


def missed(answers: Sequence[Answer]) -> list[str]:
    """The bars that are not reached."""
    bars = [("recall", "all", RECALL), ("ndcg", "all", NDCG)]
    bars += [("recall", code, RECALL_OF_EACH) for code in content.LANGUAGES]
    found = []
    for figure, code, bar in bars:
        some = [getattr(one, figure) for one in answers if code in ("all", one.question.language)]
        if statistics.mean(some) < bar:
            found.append(f"{figure} of {code}: {statistics.mean(some):.3f}, not {bar}")
    return found


# What is said


HEAD = (
    f"{'':20} {'questions':>9} {'recall@10':>15} {'nDCG@10':>15} {'median ms':>15} {'95 % ms':>15}",
    f"{'':30}" + f" {'stock':>7} {'ours':>7}" * 4,
)


def table(answers: dict[str, list[Answer]]) -> Iterator[str]:
    """A line for each language, for each kind of question, and for all."""
    yield from HEAD
    for of, values in (("language", content.LANGUAGES), ("kind", labelled.KINDS)):
        for value in values:
            some = [
                [one for one in side if getattr(one.question, of) == value]
                for side in answers.values()
            ]
            yield line(value, some)
    yield line("all", list(answers.values()))


def line(what: str, sides: Sequence[Sequence[Answer]]) -> str:
    """The figures of some questions: each of stock, and of ours."""
    cells = [f"{statistics.mean(one.recall for one in side):7.3f}" for side in sides]
    cells += [f"{statistics.mean(one.ndcg for one in side):7.3f}" for side in sides]
    cells += [f"{1000 * statistics.median(one.seconds for one in side):7.1f}" for side in sides]
    cells += [f"{1000 * slow(side):7.1f}" for side in sides]
    return f"{what:20} {len(sides[0]):9} " + " ".join(cells)


def slow(answers: Sequence[Answer]) -> float:
    """The seconds within which 95 of a hundred questions are answered."""
    seconds = [one.seconds for one in answers]
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def say(*lines: Any) -> None:
    print("", *lines, sep="\n")  # noqa: T201


def indented(text: str) -> str:
    return f"\n  {text}"


# The same on both databases


def hits_file(vendor: str) -> Path:
    """What each question found on a database."""
    return VAR / "test" / f"search-hits-{vendor}.json"


def write_hits(questions: Sequence[Labelled], ours: Ours) -> None:
    """Write all that each question finds, as names where there are some."""
    names = {content.key_of("page", entry.name): entry.name for entry in entries()}
    names |= {
        corpus.key_of(text.name): f"{corpus.PREFIX}{text.name}" for text in corpus.documents()
    }
    hits = {
        f"{one.language}: {one.words}": sorted(names.get(key, str(key)) for key in ours(one, ALL))
        for one in questions
    }
    text = json.dumps(hits, ensure_ascii=False, indent=1)
    hits_file(connection.vendor).write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True)
class Run:
    """What all questions found on a database, and whether the bars are reached there."""

    vendor: str
    is_good: bool
    hits: dict[str, list[str]]


def run(vendor: str, url: str) -> Run:
    """Ask all questions on a database, in a process of its own."""
    file = hits_file(vendor)
    file.unlink(missing_ok=True)
    test = f"{Path(__file__)}::{test_search_finds_what_is_sought.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-m", "long", test]
    command += ["-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, env=environment_for(url), check=False)
    assert file.exists(), f"the questions have not been asked on {vendor}"
    return Run(vendor, done.returncode == 0, json.loads(file.read_text(encoding="utf-8")))
