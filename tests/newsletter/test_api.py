"""Signing up by the content API, from the site's own pages and from those of front ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from news.newsletter.models import ConsentEvent, SignUpRequest, Subscriber
from tests.trees import Tree

from .letters import LIFTED, READER, mails, path_in

BASE = "/api/content/v1/newsletter"
APP = "https://app.example.org"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def send(client: Client, **changes: Any) -> Any:
    form = client.get(f"{BASE}/form?locale=en").json()
    headers = changes.pop("headers", None)
    body = {"email": READER, "locale": "en", "consent": form["version"], **changes}
    return client.post(
        f"{BASE}/subscriptions", body, content_type="application/json", headers=headers
    )


def test_the_form_says_what_is_agreed_to_and_offered(client: Client) -> None:
    form = client.get(f"{BASE}/form?locale=en").json()
    assert form["label"] == "I would like to receive the newsletter by e-mail."
    assert form["administrator"].startswith("Controller of your data: ")
    assert [one["code"] for one in form["languages"]] == ["en", "pl"]


def test_somebody_signs_up_and_confirms(client: Client) -> None:
    response = send(client, languages=["pl", "en"])
    assert response.status_code == 202
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Language"] == "en"
    (message,) = mails()
    assert message["Content-Language"] == "pl"
    client.post(path_in(message, "confirm"))
    assert Subscriber.objects.get().language_codes == ["pl", "en"]
    event = ConsentEvent.objects.filter(kind="asked").get()
    assert (event.source, event.text.language) == ("api", "en")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"email": "no address"}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ({"email": None}, "email"),
        ({"consent": "0" * 64}, "consent"),
        ({"consent": True}, "consent"),
        ({"locale": "xx"}, "locale"),
        ({"languages": ["xx"]}, "languages"),
        ({"topics": ["nothing"]}, "topics"),
        ({"surname": "Reader"}, "surname"),
    ],
)
def test_what_cannot_be_used_is_named(client: Client, changes: Any, name: str) -> None:
    response = send(client, **changes)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert name in [one["name"] for one in response.json()["parameters"]]
    assert not SignUpRequest.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 10_000, b"\xff", b'"a"', b"x" * 3_000_000])
def test_a_body_that_cannot_be_read_is_a_problem(client: Client, body: bytes) -> None:
    response = client.post(f"{BASE}/subscriptions", body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"


def test_a_network_that_asks_too_often_is_told_until_when(client: Client) -> None:
    answers = [send(client, email=f"reader{number}@example.org") for number in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


# Who may send it


def test_scripts_of_trusted_front_ends_alone_may_send_and_read(
    client: Client, settings: Any
) -> None:
    settings.COURTYARD_FORM_ORIGINS = (APP,)
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    for origin, status in [(APP, 202), ("http://localhost", 202), ("https://evil.example", 403)]:
        response = send(client, headers={"Origin": origin})
        assert response.status_code == status
        allowed = response.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if status == 202 else None)
        assert "Origin" in response["Vary"]
    assert SignUpRequest.objects.count() == 2


def test_a_browser_that_asks_first_is_told_who_may_send(client: Client, settings: Any) -> None:
    settings.COURTYARD_FORM_ORIGINS = (APP,)
    for origin, allowed in [(APP, APP), ("https://evil.example", None)]:
        response = client.options(f"{BASE}/subscriptions", headers={"Origin": origin})
        assert response.status_code == 204
        assert response["Access-Control-Allow-Methods"] == "POST"
        assert response.headers.get("Access-Control-Allow-Origin") == allowed
    assert client.get(f"{BASE}/form")["Access-Control-Allow-Origin"] == "*"


def test_it_takes_nothing_but_a_post(client: Client) -> None:
    response = client.get(f"{BASE}/subscriptions")
    assert (response.status_code, response["Allow"]) == (405, "OPTIONS, POST")


def test_a_front_end_with_the_key_signs_up_people_of_many_networks(
    client: Client, settings: Any
) -> None:
    settings.COURTYARD_FRONT_END_KEY = "k" * 32
    for number in range(8):
        said = {"X-Front-End-Key": "k" * 32, "X-Visitor-Address": f"198.51.{number}.7"}
        answer = send(client, email=f"reader{number}@example.org", headers=said)
        assert answer.status_code == 202
