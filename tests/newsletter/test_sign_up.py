"""Signing up for the newsletter: the form, the mail, the button."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from config.logs import LineFormatter
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import services
from news.newsletter.models import Subscriber, SubscriberStatus
from tests.trees import Tree

FORM = {"email": "reader@example.org", "consent": "on", "website": ""}
GONE = 410


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def sign_up(client: Client, **changes: str) -> Any:
    return client.post("/pl/newsletter/sign-up/", {**FORM, **changes})


def link_in_the_mail() -> str:
    """The path of the link in the only mail that was sent."""
    outbox.work()
    (message,) = mail.outbox
    found = re.search(r"http://localhost:8000(/\S+)", str(message.body))
    assert found is not None
    return found[1]


def test_signing_up_stores_a_pending_subscriber_and_sends_one_mail(client: Client) -> None:
    response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, "/pl/newsletter/check-your-inbox/")
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.language) == ("reader@example.org", "pl")
    assert subscriber.status == SubscriberStatus.PENDING
    assert mail.outbox == []
    outbox.work()
    assert [message.to for message in mail.outbox] == [["reader@example.org"]]


def test_the_wording_of_the_consent_is_kept(client: Client) -> None:
    sign_up(client)
    text = Subscriber.objects.get().consent_text
    assert text in client.get("/pl/newsletter/sign-up/").content.decode()


def test_the_mail_says_it_in_text_and_html(client: Client) -> None:
    link = link_in_the_mail_after(client)
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert link in str(html)
    assert message.extra_headers["Content-Language"] == "pl"


def link_in_the_mail_after(client: Client) -> str:
    sign_up(client)
    return link_in_the_mail()


def test_opening_the_link_confirms_nothing(client: Client) -> None:
    link = link_in_the_mail_after(client)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.PENDING


def test_the_button_confirms(client: Client) -> None:
    link = link_in_the_mail_after(client)
    assert client.post(link).status_code == 200
    subscriber = Subscriber.objects.get()
    assert subscriber.status == SubscriberStatus.CONFIRMED
    assert subscriber.confirmed_at is not None


def test_the_button_confirms_once(client: Client) -> None:
    link = link_in_the_mail_after(client)
    client.post(link)
    assert client.post(link).status_code == GONE
    assert client.get(link).status_code == GONE


def test_an_old_link_an_unknown_one_and_a_used_one_look_alike(client: Client) -> None:
    link = link_in_the_mail_after(client)
    Subscriber.objects.update(token_expires_at=timezone.now())
    old = client.get(link)
    Subscriber.objects.update(token_expires_at=timezone.now() + services.TOKEN_LIFE)
    assert client.post(link).status_code == 200
    used = client.get(link)
    unknown = client.get("/pl/newsletter/confirm/nobody/")
    assert {old.status_code, used.status_code, unknown.status_code} == {GONE}
    assert old.content == used.content == unknown.content


def test_a_new_request_voids_the_old_link(client: Client) -> None:
    old = link_in_the_mail_after(client)
    mail.outbox.clear()
    Subscriber.objects.update(asked_at=timezone.now() - services.REPEAT_PAUSE)
    new = link_in_the_mail_after(client)
    assert client.get(old).status_code == GONE
    assert client.get(new).status_code == 200


def test_asking_again_at_once_sends_no_second_mail(client: Client) -> None:
    sign_up(client)
    sign_up(client)
    outbox.work()
    assert len(mail.outbox) == 1


def test_a_mail_sent_twice_carries_the_same_link(client: Client) -> None:
    first = link_in_the_mail_after(client)
    subscriber = Subscriber.objects.get()
    mail.outbox.clear()
    payload = {"subscriber": subscriber.pk, "nonce": subscriber.nonce[:8]}
    outbox.write("newsletter.confirmation", payload=payload)
    assert link_in_the_mail() == first


def test_the_link_is_not_in_the_database(client: Client) -> None:
    token = link_in_the_mail_after(client).rstrip("/").rpartition("/")[2]
    kept = " ".join(str(value) for value in Subscriber.objects.values_list().get())
    assert len(token) >= 43
    assert token not in kept


@pytest.mark.parametrize("status", [None, *SubscriberStatus])
def test_every_address_gets_the_same_answer(client: Client, status: str | None) -> None:
    if status:
        Subscriber.objects.create(
            email="Reader@Example.org", language="pl", status=status, asked_at=timezone.now()
        )
    response = sign_up(client)
    assert (response.status_code, response.content) == (302, b"")
    assert response["Location"] == "/pl/newsletter/check-your-inbox/"
    assert Subscriber.objects.count() == 1


def test_who_is_subscribed_is_told_so_by_mail_once_a_day(client: Client) -> None:
    Subscriber.objects.create(
        email="reader@example.org", language="en", status="confirmed", asked_at=timezone.now()
    )
    sign_up(client)
    sign_up(client)
    outbox.work()
    assert [message.subject for message in mail.outbox] == ["You already receive our newsletter"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"email": "no address"}, "email"), ({"email": ""}, "email"), ({"consent": ""}, "consent")],
)
def test_a_mistake_is_named_and_nothing_typed_is_lost(
    client: Client, changes: dict[str, str], field: str
) -> None:
    typed = {**FORM, **changes}
    response = sign_up(client, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-mistake-form"' in page
    assert f'href="#{field}-form"' in page
    assert f'value="{typed["email"]}"' in page
    assert not Subscriber.objects.exists()


def test_a_line_break_in_an_address_is_refused(client: Client) -> None:
    response = sign_up(client, email="reader@example.org\nBcc: all@example.org")
    assert response.status_code == 422
    assert not Subscriber.objects.exists()


def test_who_fills_in_the_hidden_field_is_ignored_with_the_same_answer(client: Client) -> None:
    response = sign_up(client, website="https://example.org")
    assert response.status_code == 302
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_form_on_another_site_is_refused(client: Client, header: str) -> None:
    response = client.post(
        "/pl/newsletter/sign-up/", FORM, headers={header: "https://elsewhere.example/x"}
    )
    assert response.status_code == 403
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}]
)
def test_a_form_in_a_foreign_frame_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.post("/pl/newsletter/sign-up/", FORM, headers=headers).status_code == 403
    assert not Subscriber.objects.exists()


def test_a_page_without_referrer_may_send_its_own_form(client: Client) -> None:
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post(link_in_the_mail_after(client), headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/uk/newsletter/sign-up/", "/de/newsletter/check-your-inbox/"])
def test_a_language_that_the_site_lacks_has_no_sign_up(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_secret_of_a_link_is_not_logged(client: Client) -> None:
    record = logging.LogRecord("x", 30, "", 1, "Forbidden: /pl/newsletter/confirm/abc/", (), None)
    assert "abc" not in LineFormatter().format(record)


def test_a_form_on_this_site_is_taken_without_any_cookie(client: Client) -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    response = client.post("/pl/newsletter/sign-up/", FORM, HTTP_ORIGIN="http://localhost")
    assert response.status_code == 302
    client.get(response["Location"])
    client.get("/pl/newsletter/sign-up/")
    assert not client.cookies


def test_links_are_kept_from_other_sites_and_caches(client: Client) -> None:
    response = client.get(link_in_the_mail_after(client))
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]


def test_who_does_not_confirm_is_forgotten_after_seven_days(client: Client) -> None:
    now = timezone.now()
    for email, days, status in [
        ("old@example.org", 8, "pending"),
        ("new@example.org", 6, "pending"),
        ("confirmed@example.org", 8, "confirmed"),
    ]:
        Subscriber.objects.create(
            email=email, language="pl", status=status, asked_at=now - dt.timedelta(days=days)
        )
    assert services.forget_unconfirmed() == 1
    assert not Subscriber.objects.filter(email="old@example.org").exists()


def test_no_address_is_written_into_the_outbox(client: Client) -> None:
    sign_up(client)
    row = OutboxRow.objects.get(kind__startswith="newsletter")
    assert "example.org" not in str(row.payload)
