"""Whatever is typed, the answer is quick, and 200 or 4xx."""

from __future__ import annotations

import time
from itertools import product
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from courtyard.publications.reading import Reader
from search.asking import Question, read
from search.dictionaries import analyser
from search.finding import Query, find
from search.traits import NAMES
from tests.trees import ContentFactory, Tree

ADDRESSES = ("/pl/szukaj/", "/api/content/v1/search", "/api/content/v1/search/suggest")

TYPED = [
    "",
    " ",
    "opera" * 1000,
    '"' * 5000,
    "opera\0opera",
    '"opera',
    'opera" AND "',
    "'opera' | 'x'",
    "opera & !",
    "NOT opera NEAR(x, 2)",
    "title:opera",
    "{title} : opera *",
    "opera*",
    "-",
    "--opera",
    "-opera",
    "' OR 1=1; DROP TABLE search_entry; --",
    "\\' \\\\ %s %(x)s {}",
    "🎭🎭 opera 🎭",
    "‏أوبرا‏ opera",
    "\u202eopera",
    "a " * 100,
    "§pl",
    "≈opera",
    "†oper",
    "¶",
    "<script>alert(1)</script>",
    "o\u0301pera",
    "﷽" * 50,
    "peoples' five o’clock",
    "½ ⑴ ŀ",
    '"a b" ' * 30,
    "-a " * 60,
]

RAW = ["%00", "%ED%A0%80", "%FF%FE", "opera%00", "a" * 5000, "opera&q=%22", "opera&q=", "%C2%AD"]
"""What comes in no text that is well formed, and what is said more than once."""

VALUES = ["%00", "%ED%A0%80", "-1", "9" * 30, "%27", "a" * 5000]


@pytest.mark.parametrize("more", ["", "&everywhere=1", "&type=home.ContentPage&year=0&topic=%27"])
def test_any_text_is_answered(tree: Tree, more: str) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    client = Client(HTTP_HOST="localhost")
    for typed, address in product(TYPED, ADDRESSES):
        extra = more if address == "/pl/szukaj/" else ""
        if more == "&everywhere=1" and address.endswith("/search"):
            extra = "&everywhere=true"
        begin = time.monotonic()
        response = client.get(f"{address}?q={quote(typed)}{extra}")
        assert response.status_code in (200, 400, 422), (typed, response.content)
        assert time.monotonic() - begin < 5, typed
        is_html = response["Content-Type"].startswith("text/html")
        assert not (is_html and b"<script>alert" in response.content)


def test_what_is_badly_written_is_answered_or_refused(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    client = Client(HTTP_HOST="localhost")
    names = (*NAMES, "page", "limit", "locale", "everywhere", "colour")
    asked = [*product((f"q={typed}" for typed in RAW), ADDRESSES)]
    chosen = [f"q=opera&{name}={value}" for name, value in product(names, VALUES)]
    chosen += [f"q=opera&{name}=x&{name}=y" for name in names]
    for query, address in [*asked, *product(chosen, ADDRESSES[:2])]:
        begin = time.monotonic()
        response = client.get(f"{address}?{query}")
        assert response.status_code in (200, 400, 422), (query[:80], response.content)
        assert time.monotonic() - begin < 5, query[:80]


def test_no_more_than_a_page_of_words_is_taken(tree: Tree) -> None:
    response = Client(HTTP_HOST="localhost").get("/pl/szukaj/?q=" + "opera " * 50)
    assert response.status_code == 200
    assert b'aria-invalid="true"' in response.content
    assert b"opera opera" in response.content


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999999999", "١"])
def test_a_page_that_is_no_number_is_the_first_or_the_last(tree: Tree, page: str) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    response = Client(HTTP_HOST="localhost").get(f"/pl/szukaj/?q=opera&page={page}")
    assert response.status_code == 200
    assert b"Opera" in response.content


@given(typed=st.text(max_size=60))
def test_every_question_reads(typed: str) -> None:
    question = read(typed, "pl", is_beginning=True)
    assert isinstance(question, Question)
    for vendor in ("sqlite", "postgresql"):
        question.for_database([analyser("pl"), analyser("uk")], vendor)


def test_a_database_reads_every_question(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    reader = Reader.at(tree.site, "pl")

    @settings(deadline=None)
    @given(typed=st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
    def asked(typed: str) -> None:
        find(reader, Query(typed))
        find(reader, Query(typed, everywhere=True))

    asked()
