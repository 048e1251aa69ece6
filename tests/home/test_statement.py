"""The statement on accessibility: complete, found by machines, linked from every page."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from home.review import due
from home.statement import IDS, OPTIONAL, REQUIRED
from tests.trees import ContentFactory, StatementFactory, Tree

pytestmark = pytest.mark.one_database

PATH = "/pl/deklaracja/"
LATEST = dt.date(2026, 2, 3)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def statement(tree: Tree) -> Any:
    return StatementFactory(parent=tree.home, title="Deklaracja dostępności", slug="deklaracja")


def shown(client: Client, path: str = PATH, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="(a11y-[^"]*)"', html)


def test_each_part_that_the_law_names_is_there_exactly_once(client: Client, statement: Any) -> None:
    found = ids(shown(client))
    assert {one: found.count(one) for one in REQUIRED.values()} == dict.fromkeys(
        REQUIRED.values(), 1
    )
    assert set(found) <= set(IDS.values())


def test_what_may_be_said_beside_is_there_once_where_it_is_said(
    client: Client, statement: Any
) -> None:
    statement.method, statement.auditor = "external", "Fundacja Bez Barier"
    statement.assessment_url = "https://example.org/ocena.pdf"
    statement.save_revision().publish()
    found = ids(shown(client))
    assert [found.count(one) for one in OPTIONAL.values()] == [1, 1, 1]


def test_dates_are_for_machines_and_for_people(client: Client, statement: Any) -> None:
    html = shown(client)
    published = re.search(r'<time([^>]*)id="a11y-data-publikacja"[^>]*>(.*?)</time>', html)
    assert published
    assert 'datetime="2026-01-02"' in published[1]
    assert published[2] == "2 stycznia 2026"


def test_the_status_is_said_in_words(client: Client, statement: Any) -> None:
    assert "jest w\N{NO-BREAK SPACE}pełni zgodna" in shown(client)
    statement.conformance, statement.shortcomings = "partial", "<p>Mapa.</p>"
    statement.save_revision().publish()
    html = shown(client)
    assert "częściowo zgodna" in html
    assert "<p>Mapa.</p>" in html


NEEDED = (
    "entity",
    "site_url",
    "published_on",
    "updated_on",
    "conformance",
    "made_on",
    "contact_person",
    "contact_email",
    "contact_phone",
    "procedure",
    "architecture",
    "applications",
)


@pytest.mark.parametrize("field", NEEDED)
def test_it_cannot_be_published_with_a_required_part_left_empty(statement: Any, field: str) -> None:
    empty = None if field.endswith("_on") else ""
    setattr(statement, field, empty)
    revision = statement.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("said", "missing"),
    [({"conformance": "partial"}, "shortcomings"), ({"method": "external"}, "auditor")],
)
def test_what_one_part_says_another_must_explain(
    statement: Any, said: dict[str, str], missing: str
) -> None:
    for field, value in said.items():
        setattr(statement, field, value)
    revision = statement.save_revision()
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert list(refused.value.message_dict) == [missing]


@pytest.mark.parametrize("path", ["/pl/", "/pl/o-nas/", PATH, "/pl/newsletter/sign-up/"])
def test_every_page_links_to_it(client: Client, tree: Tree, statement: Any, path: str) -> None:
    ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    head, _, body = shown(client, path).partition("</head>")
    meta = '<meta name="deklaracja-dostępności" content="http://localhost/pl/deklaracja/">'
    assert meta in re.sub(r"\s+", " ", head)
    foot = body.partition("<footer")[2]
    assert re.search(rf'<a href="{PATH}"[^>]*>Deklaracja dostępności</a>', foot)


def test_a_page_that_is_not_found_links_to_it_too(client: Client, statement: Any) -> None:
    assert f'href="{PATH}"' in shown(client, "/pl/nic/", status=404)


def test_each_language_links_to_its_own(client: Client, tree: Tree, statement: Any) -> None:
    tree.in_english(statement, title="Accessibility statement", slug="statement")
    html = shown(client, "/en/")
    assert 'content="http://localhost/en/statement/"' in html
    assert "/deklaracja/" not in html.partition("<footer")[2]


def test_a_hidden_one_is_linked_nowhere(client: Client, tree: Tree, statement: Any) -> None:
    statement.unpublish()
    html = shown(client, "/pl/")
    assert "deklaracja" not in html
    assert PATH not in html


def test_its_facts_are_the_same_in_every_language(
    client: Client, tree: Tree, statement: Any
) -> None:
    tree.in_english(statement, title="Accessibility statement", slug="statement")
    statement.reviewed_on = LATEST
    statement.save_revision().publish()
    answer = client.get("/api/content/v1/pages/by-path?path=/en/statement/").json()
    assert answer["reviewed_on"] == LATEST.isoformat()
    assert "3 February 2026" in shown(client, "/en/statement/").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("today", "reviewed", "is_due"),
    [
        (dt.date(2027, 2, 28), None, False),
        (dt.date(2027, 3, 1), None, True),
        (dt.date(2027, 11, 1), dt.date(2026, 12, 31), True),
        (dt.date(2027, 3, 1), dt.date(2027, 1, 1), False),
        (dt.date(2026, 3, 1), None, False),
    ],
)
def test_it_waits_for_its_review_from_march_on(
    tree: Tree, statement: Any, today: dt.date, reviewed: dt.date | None, is_due: bool
) -> None:
    """It was made in January 2026; its translation is not asked for beside it."""
    statement.reviewed_on = reviewed
    statement.save_revision().publish()
    tree.in_english(statement, title="Accessibility statement", slug="statement")
    assert [one.pk for one in due(today)] == [statement.pk] * is_due


def test_who_publishes_is_reminded_of_the_review(
    client: Client, statement: Any, admin_user: Any
) -> None:
    def panel(month: int) -> str:
        with time_machine.travel(dt.datetime(2027, month, 1, 12, tzinfo=dt.UTC), tick=False):
            client.force_login(admin_user)
            response = client.get("/cms/")
        assert response.status_code == 200
        return response.content.decode().partition('id="home-review')[2]

    assert panel(2) == ""
    assert f"/cms/pages/{statement.pk}/edit/" in panel(3)
