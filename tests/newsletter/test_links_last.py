"""Links of mails stay good: while a mail waits, and whatever becomes of languages and keys."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from courtyard.delivery.origins import may_write
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import services
from news.newsletter.importing import Faulty, _agreed_at
from news.newsletter.models import Subscriber, SubscriberStatus, Token

from .letters import SIGN_UP, confirmed, fill_in, mails, path_in, sign_up

LINKS = ("manage", "unsubscribe")
FORMER = "/fr/newsletter"


@pytest.fixture
def client(tree: Any) -> Client:
    return Client(HTTP_HOST="localhost")


def test_a_new_secret_key_voids_the_links_of_old_mails_and_not_of_new_ones(
    client: Client, settings: Any
) -> None:
    confirmed(client)
    old = [path_in(mails()[-1], name) for name in LINKS]
    settings.SECRET_KEY = "another" * 10
    call_command("hash_subscribers")
    sign_up(client)
    new = [path_in(mails()[-1], name) for name in LINKS]
    assert [client.get(path).status_code for path in old] == [410, 410]
    assert [client.get(path).status_code for path in new] == [200, 200]


def test_a_confirmation_is_good_for_its_whole_life_after_the_mail_has_gone(
    client: Client,
) -> None:
    sign_up(client)
    services.look_at(OutboxRow.objects.get(kind=services.REQUEST).payload)
    Token.objects.update(expires_at=timezone.now() - dt.timedelta(hours=5))
    assert client.get(path_in(mails()[-1], "confirm")).status_code == 200


def test_links_stay_good_in_a_language_that_the_site_does_not_show(client: Client) -> None:
    subscriber = confirmed(client)
    subscriber.languages.update(code="uk")
    mail.outbox.clear()
    outbox.write(services.WELCOME, payload={"subscriber": subscriber.pk})
    manage, unsubscribe = (path_in(mails()[-1], name) for name in LINKS)
    assert manage.startswith("/uk/")
    answer = client.get(manage)
    assert answer.status_code == 200
    assert answer["Content-Language"] == "pl"
    assert client.get(manage.replace("manage", "erase")).status_code == 200
    assert client.post(unsubscribe, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.UNSUBSCRIBED


@pytest.mark.parametrize("name", ["manage", "erase", "unsubscribe"])
def test_links_stay_good_in_a_language_that_the_settings_name_no_more(
    client: Client, name: str
) -> None:
    confirmed(client)
    secret = path_in(mails()[-1], "unsubscribe" if name == "unsubscribe" else "manage")
    token = secret.rstrip("/").rpartition("/")[2]
    assert client.get(f"{FORMER}/{name}/{token}/").status_code == 200
    answer = client.post(f"{FORMER}/{name}/{token}/", {"do": "unsubscribe"})
    assert answer.status_code == 200
    kept = Subscriber.objects.exclude(status=SubscriberStatus.UNSUBSCRIBED)
    assert not kept.exists()
    assert client.get(f"{FORMER}/{name}/made-up/").status_code == 410


def test_tags_are_no_way_to_flood_a_mailbox(client: Client, settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = {"network": None, "site": None}
    for number in range(8):
        sign_up(client, email=f"reader+{number}@example.org")
    assert len(mails()) == 3


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_an_address_that_is_none_comes_from_elsewhere(client: Client, name: str) -> None:
    answer = client.post(SIGN_UP, fill_in(client), headers={name: "https://["})
    assert answer.status_code == 403


def test_the_api_refuses_an_origin_that_is_none() -> None:
    assert not may_write(RequestFactory().post("/", headers={"Origin": "https://["}))
    assert may_write(RequestFactory().post("/", headers={"Origin": "http://testserver"}))


@pytest.mark.parametrize("text", ["0001-01-01", "1989-12-31", "9999-12-31"])
def test_nobody_agreed_before_there_was_mail_or_in_the_future(text: str) -> None:
    with pytest.raises(Faulty, match="2024-05-31"):
        _agreed_at(text)
