"""How the content API speaks HTTP: to scripts of other sites, to caches, the same to everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from tests.trees import NewsFactory, NewsIndexFactory, Tree

BASE = "/api/content/v1"
ADDRESSES = [
    f"{BASE}/pages",
    f"{BASE}/pages/by-path?path=/pl/",
    f"{BASE}/pages/by-path?path=/pl/nothing/",
    f"{BASE}/pages?nonsense=1",
    f"{BASE}/pages?cursor=%00",
    f"{BASE}/nothing",
    f"{BASE}/openapi.json",
]


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.mark.parametrize("address", ADDRESSES)
def test_scripts_of_every_site_may_read_every_answer(client: Client, address: str) -> None:
    response = client.get(address, HTTP_ORIGIN="https://front.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_what_is_unchanged_may_be_read_by_them_too(client: Client) -> None:
    address = f"{BASE}/pages"
    etag = client.get(address)["ETag"]
    unchanged = client.get(address, HTTP_IF_NONE_MATCH=etag, HTTP_ORIGIN="https://front.example")
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["Access-Control-Allow-Origin"] == "*"
    # A length of 0 would be that of the bytes which the asker has.
    assert "Content-Length" not in unchanged.headers


def test_a_browser_that_asks_first_is_told_what_it_may_ask(client: Client) -> None:
    asked = {
        "Origin": "https://front.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "content-type,if-none-match,x-requested-with",
    }
    response = client.options(f"{BASE}/pages", headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert response["Access-Control-Allow-Headers"] == "*"
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert client.options(f"{BASE}/nothing", headers=asked).status_code == 404


def test_pages_of_the_site_are_no_affair_of_others(client: Client) -> None:
    response = client.get("/pl/", HTTP_ORIGIN="https://front.example")
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_the_same_bytes_for_everybody(
    client: Client, admin_client: Client, tree: Tree, address: str
) -> None:
    languages = ("pl", "en", "uk", "de-AT,xx;q=0.1")
    answers = [client.get(address, HTTP_ACCEPT_LANGUAGE=language) for language in languages]
    for cookies in ("sessionid=nonsense", "django_language=en; csrftoken=x", "a=b"):
        answers.append(client.get(address, HTTP_COOKIE=cookies))
    answers.append(admin_client.get(address, HTTP_HOST="localhost"))
    assert len({(one.content, one["ETag"]) for one in answers}) == 1
    assert [one.cookies for one in answers if one.cookies] == []
    assert {one.headers.get("Vary") for one in answers} == {None}


def test_an_answer_may_be_used_until_the_clock_changes_it(client: Client, tree: Tree) -> None:
    now = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    with time_machine.travel(now, tick=False) as clock:
        NewsFactory(
            parent=index, title="Krótka", slug="krotka", expire_at=now + dt.timedelta(seconds=50)
        )
        assert _ages(client) == "public, max-age=0, must-revalidate"
        with override_settings(COURTYARD_MAX_AGE=30):
            assert _ages(client) == "public, max-age=30, must-revalidate"
            clock.move_to(now + dt.timedelta(seconds=40))
            assert _ages(client) == "public, max-age=10, must-revalidate"
            clock.move_to(now + dt.timedelta(seconds=49, milliseconds=500))
            assert _ages(client) == "public, max-age=0, must-revalidate"
            clock.move_to(now + dt.timedelta(seconds=51))
            assert client.get(f"{BASE}/news").json()["items"] == []


def _ages(client: Client) -> Any:
    response = client.get(f"{BASE}/news")
    assert len(response.json()["items"]) == 1
    return response["Cache-Control"]


@pytest.mark.parametrize(
    "body", [b"[" * 10_000, b"\x00", b"'" * 5_000, b'{"a":' * 10_000 + b"1", b"x" * 5_000_000]
)
def test_what_is_sent_to_be_read_is_not_read(client: Client, body: bytes) -> None:
    response = client.post(f"{BASE}/pages", body, content_type="application/json")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    # Who asks for data may send what they like along: nobody looks.
    asked = client.generic("GET", f"{BASE}/pages", body, content_type="application/json")
    assert asked.status_code == 200


def test_what_is_unchanged_is_said_to_be_in_its_own_language(client: Client) -> None:
    address = f"{BASE}/pages?locale=en"
    whole = client.get(address)
    unchanged = client.get(address, HTTP_IF_NONE_MATCH=whole["ETag"])
    assert (unchanged.status_code, unchanged["Content-Language"]) == (304, "en")
    # Asked by HEAD, its length is not said to be none either.
    asked = client.head(address, HTTP_IF_NONE_MATCH=whole["ETag"])
    assert (asked.status_code, asked.headers.get("Content-Length")) == (304, None)


@pytest.mark.parametrize("path", ["openapi.json", "docs/"])
def test_the_document_and_its_page_are_sent_once(client: Client, path: str) -> None:
    whole = client.get(f"{BASE}/{path}")
    assert (whole.status_code, whole["Content-Language"]) == (200, "en")
    unchanged = client.get(f"{BASE}/{path}", HTTP_IF_NONE_MATCH=whole["ETag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_conditions_on_changes_are_no_affair_of_who_reads(client: Client) -> None:
    for condition in (
        {"If-Match": '"x"'},
        {"If-Unmodified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
    ):
        assert client.get(f"{BASE}/pages", headers=condition).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES[2:6], f"{BASE}/pages/by-path"])
def test_no_cache_guesses_how_long_something_is_not_there(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code >= 400
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.delete(address)["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_another_name_of_the_site_is_refused_with_data(client: Client) -> None:
    response = client.get(f"{BASE}/pages", headers={"Host": "other.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
