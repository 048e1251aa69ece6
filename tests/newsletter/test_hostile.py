"""What others may do to a subscriber, and machines to a journal: little."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import services
from news.newsletter.models import (
    ConsentKind,
    Reason,
    Subscriber,
    SubscriberStatus,
    Suppression,
)

from .letters import READER, confirmed, mails, path_in, sign_up


@pytest.fixture
def client(tree: Any) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def erasures(settings: Any, tmp_path: Path) -> Path:
    file = tmp_path / "erasures.jsonl"
    settings.COURTYARD_ERASURE_JOURNAL = file
    return file


def subscriber_of(client: Client) -> tuple[Subscriber, str]:
    """Somebody who reads the newsletter, and the link by which they look after it."""
    return confirmed(client), path_in(mails()[-1], "manage")


def test_a_browser_that_says_nothing_of_where_it_comes_from_confirms(client: Client) -> None:
    """As Safari does on a page that sends no referrer."""
    sign_up(client)
    link = path_in(mails()[-1], "confirm")
    assert client.post(link, headers={"Origin": "null"}).status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.CONFIRMED


def test_the_button_says_what_comes_of_it(client: Client) -> None:
    sign_up(client, languages=["en", "pl"])
    page = client.get(path_in(mails()[-1], "confirm")).content.decode()
    told = [" ".join(one.split()) for one in re.findall(r"<strong>(.*?)</strong>", page, re.DOTALL)]
    assert told[:2] == ["Polski, English", "Wszystkie tematy"]


def test_who_has_unsubscribed_reads_what_they_read_until_they_confirm(client: Client) -> None:
    subscriber, _link = subscriber_of(client)
    Subscriber.objects.update(status=SubscriberStatus.UNSUBSCRIBED)
    sign_up(client, languages=["en"])
    confirm = path_in(mails()[-1], "confirm")
    assert services.wishes_of(subscriber).languages == ["pl"]
    client.post(confirm)
    assert services.wishes_of(subscriber).languages == ["en"]


def test_what_a_form_does_not_offer_now_stays(client: Client) -> None:
    subscriber, link = subscriber_of(client)
    key = uuid.uuid4()
    subscriber.topics.create(key=key)
    subscriber.languages.create(code="uk", place=1)
    client.post(link, {"do": "change", "languages": ["pl", "en"]})
    assert services.wishes_of(subscriber) == services.Wishes(["pl", "uk", "en"], [str(key)])


def test_the_first_language_stays_the_first(client: Client) -> None:
    subscriber, link = subscriber_of(client)
    services.change(token=link.split("/")[-2], wishes=services.Wishes(["en", "pl"]))
    client.post(link, {"do": "change", "languages": ["pl", "en"]})
    assert services.wishes_of(subscriber).languages == ["en", "pl"]


def test_to_pause_once_more_changes_nothing(client: Client) -> None:
    subscriber, link = subscriber_of(client)
    for _time in range(2):
        client.post(link, {"do": "pause", "months": "3"})
    assert subscriber.events.filter(kind=ConsentKind.PAUSED).count() == 1


def test_who_mail_comes_back_from_is_asked_to_confirm_and_not_told_that_all_is_well(
    client: Client,
) -> None:
    subscriber, _link = subscriber_of(client)
    Suppression.objects.create(
        address_hash=subscriber.address_hash, reason=Reason.BOUNCED, at=timezone.now()
    )
    sign_up(client)
    client.post(path_in(mails()[-1], "confirm"))
    assert not Suppression.objects.exists()


def test_one_click_unsubscribes_whatever_the_body_is_like(client: Client) -> None:
    confirmed(client)
    link = path_in(mails()[-1], "unsubscribe")
    answer = client.generic("POST", link, b"x", content_type="multipart/form-data")
    assert answer.status_code == 200
    assert Subscriber.objects.get().status == SubscriberStatus.UNSUBSCRIBED


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing for an address: 550 for good, 450 for now."""

    code = 550

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPRecipientsRefused({READER: (self.code, b"no such user")})


@pytest.mark.parametrize(("code", "waiting"), [(550, 0), (450, 1)])
def test_a_mail_that_is_refused_for_good_is_not_sent_again(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, code: int, waiting: int
) -> None:
    monkeypatch.setattr(Refusing, "code", code)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    sign_up(client)
    outbox.work()
    assert OutboxRow.objects.filter(kind=services.CONFIRMATION).count() == waiting
    assert mail.outbox == []


def test_a_torn_line_of_the_journal_keeps_no_other_from_being_replayed(
    client: Client, erasures: Path
) -> None:
    """A machine that stops leaves half a line; the next erasure begins a new one."""
    erasures.write_text('{"address": "12')
    subscriber, _link = subscriber_of(client)
    services.erase_subscriber(subscriber)
    Suppression.objects.all().delete()
    with pytest.raises(CommandError, match="lines 1:"):
        call_command("replay_erasures")
    assert Suppression.objects.count() == 1


def test_a_journal_of_another_secret_key_is_not_taken_for_replayed(
    client: Client, erasures: Path, settings: Any
) -> None:
    subscriber, _link = subscriber_of(client)
    services.erase_subscriber(subscriber)
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(CommandError, match="COURTYARD_SECRET_KEY"):
        call_command("replay_erasures")


def test_nobody_is_erased_whom_the_journal_has_no_room_for(
    client: Client, erasures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscriber, _link = subscriber_of(client)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, line: write(file, line[:20]))
    with pytest.raises(OSError, match="no room"):
        services.erase_subscriber(subscriber)
    assert Subscriber.objects.filter(email=READER).exists()


def test_who_signed_up_again_before_the_hashes_were_made_anew_is_there_once(
    client: Client, settings: Any
) -> None:
    first = confirmed(client)
    settings.SECRET_KEY = "another" * 10
    sign_up(client)
    outbox.work()
    assert Subscriber.objects.count() == 2
    call_command("hash_subscribers")
    assert Subscriber.objects.get() == first
    assert Subscriber.objects.of_address(READER).exists()


@pytest.mark.parametrize("typed", ["root@localhost", "root@[127.0.0.1]"])
def test_a_mail_server_writes_to_nobody_of_its_own(client: Client, typed: str) -> None:
    assert sign_up(client, email=typed).status_code == 422
