"""What others may do to a subscriber, and machines to a journal: little."""

from __future__ import annotations

import datetime as dt
import itertools
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
from django.test import Client, RequestFactory
from django.utils import timezone

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import limits, services
from news.newsletter.models import (
    Allowance,
    ConsentKind,
    Purpose,
    Reason,
    SignUpRequest,
    Source,
    Subscriber,
    SubscriberStatus,
    Suppression,
)

from .letters import READER, SIGN_UP, confirmed, fill_in, mails, path_in, sign_up


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

    said = (550, b"5.1.1 no such user")

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPRecipientsRefused({READER: self.said})


@pytest.mark.parametrize(
    ("code", "words", "waiting", "told"),
    [
        (550, b"5.1.1 no such user", 0, 0),
        (552, b"5.2.2 mailbox full", 0, 0),
        (450, b"4.2.1 later", 1, 0),
        (554, b"5.7.1 <reader@example.org>: Relay access denied", 1, 1),
        (553, b"5.1.8 <news@example.org>: Sender address rejected", 1, 1),
        (550, b"relay not permitted", 1, 1),
    ],
)
def test_a_mail_to_an_address_that_is_unknown_is_not_sent_again(
    client: Client,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    words: bytes,
    waiting: int,
    told: int,
) -> None:
    """What the mail server has against the site itself is told, and no mail is lost by it."""
    monkeypatch.setattr(Refusing, "said", (code, words))
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    sign_up(client)
    outbox.work()
    assert OutboxRow.objects.filter(kind=services.CONFIRMATION).count() == waiting
    assert sum(number for _kind, _error, number in outbox.failed()) == told
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


@pytest.mark.parametrize("how", ["unsubscribes", "left long ago", "erases"])
def test_who_has_left_since_the_key_was_changed_does_not_come_back(
    client: Client, settings: Any, erasures: Path, how: str
) -> None:
    confirmed(client)
    settings.SECRET_KEY = "another" * 10
    sign_up(client)
    outbox.work()
    client.post(path_in(mails()[-1], "confirm"))
    again = Subscriber.objects.latest("pk")
    if how == "erases":
        services.erase_subscriber(again)
    else:
        services.unsubscribe(
            token=services.link(again, Purpose.UNSUBSCRIBE),
            purpose=Purpose.UNSUBSCRIBE,
            source=Source.MAIL_LINK,
        )
    if how == "left long ago":
        Subscriber.objects.filter(pk=again.pk).update(email="")
    call_command("hash_subscribers")
    assert list(Subscriber.objects.values_list("pk", "status")) == (
        [] if how == "erases" else [(again.pk, SubscriberStatus.UNSUBSCRIBED)]
    )


@pytest.mark.parametrize("typed", ["root@localhost", "root@[127.0.0.1]"])
def test_a_mail_server_writes_to_nobody_of_its_own(client: Client, typed: str) -> None:
    assert sign_up(client, email=typed).status_code == 422


@pytest.mark.parametrize(
    ("name", "method", "status"),
    [("manage", "put", 405), ("export", "get", 404), ("erase", "post", 500)],
)
def test_pages_of_errors_are_as_private_as_the_others(
    client: Client, settings: Any, tmp_path: Path, name: str, method: str, status: int
) -> None:
    _subscriber, link = subscriber_of(client)
    (tmp_path / "no folder").write_text("")
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "no folder" / "erasures.jsonl"
    paths = {"manage": link, "export": f"{link}data.xml", "erase": link.replace("manage", "erase")}
    client.raise_request_exception = False
    answer = getattr(client, method)(paths[name])
    assert answer.status_code == status
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "sent", [{"do": "change", "languages": ["en"]}, {"do": "pause", "months": "3"}]
)
def test_a_page_that_was_opened_before_changes_nothing_for_who_has_left(
    client: Client, sent: Any
) -> None:
    subscriber, link = subscriber_of(client)
    client.post(link, {"do": "unsubscribe"})
    page = client.post(link, sent).content.decode()
    assert 'role="status"' not in page
    subscriber.refresh_from_db()
    assert subscriber.paused_until is None
    assert subscriber.language_codes == ["pl"]
    assert subscriber.events.latest("pk").kind == ConsentKind.WITHDRAWN


def test_what_waits_to_be_looked_at_is_taken_along_too(client: Client) -> None:
    _subscriber, link = subscriber_of(client)
    sign_up(client, email=READER.upper(), languages=["en"])
    (waiting,) = client.get(f"{link}data.json").json()["waiting_requests"]
    assert (waiting["where"], waiting["languages"]) == ("form", ["en"])


# How often


def test_a_flood_from_many_networks_delays_mails_and_refuses_nobody(client: Client) -> None:
    typed = fill_in(client)
    statuses = {
        client.post(
            SIGN_UP, {**typed, "email": f"r{number}@example.org"}, REMOTE_ADDR=f"192.{number}.0.1"
        ).status_code
        for number in range(100)
    }
    assert statuses == {302}
    assert 60 <= len(mails()) <= 65
    late = OutboxRow.objects.filter(kind=services.REQUEST)
    waits = sorted(row.due_at - timezone.now() for row in late)
    assert waits[-1] <= dt.timedelta(seconds=5 * 41)
    assert all(b - a >= dt.timedelta(seconds=4) for a, b in itertools.pairwise(waits))
    OutboxRow.objects.update(due_at=timezone.now())
    assert len(mails()) == 100


def test_only_who_would_wait_for_more_than_a_day_is_asked_to_come_again(
    client: Client, settings: Any
) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = {"site": (1, 12 * 3600)}
    typed = fill_in(client)
    answers = [
        client.post(SIGN_UP, {**typed, "email": f"r{number}@example.org"}) for number in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    page = answers[-1].content.decode()
    assert 'value="r3@example.org"' in page
    assert "720 minut:" in page
    assert 12 * 3600 - 5 < int(answers[-1]["Retry-After"]) <= 12 * 3600
    assert SignUpRequest.objects.count() == 3


def test_who_is_asked_to_wait_is_told_how_long_and_presses_the_button_again(
    client: Client, settings: Any
) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = {"network": (1, 90)}
    typed = fill_in(client, languages=["en", "pl"])
    client.post(SIGN_UP, typed)
    answer = client.post(SIGN_UP, typed)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "za 2 minuty:" in page
    assert len(re.findall(r'name="languages"[^>]*checked', page)) == 2
    assert re.search(r'name="consent"[^>]*checked', page)
    assert f'name="opened" value="{typed["opened"]}"' in page
    Allowance.objects.all().delete()
    assert client.post(SIGN_UP, typed).status_code == 302


# Whose network it is


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "203.0.113.9", "127.0.0.0/24"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.0/24"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.0/24"),
        (2, "203.0.113.9", "203.0.113.0/24"),
        (1, "203.0.113.9:5123", "203.0.113.0/24"),
        (1, "[2001:db8:7::1]:5123", "2001:db8:7::/48"),
        (1, "::ffff:203.0.113.9", "203.0.113.0/24"),
        (1, "", "127.0.0.0/24"),
        (1, "somebody", ""),
    ],
)
def test_the_outermost_proxy_says_whose_network_it_is(
    settings: Any, proxies: int, forwarded: str, network: str
) -> None:
    settings.COURTYARD_PROXIES = proxies
    request = RequestFactory().post("/", headers={"X-Forwarded-For": forwarded})
    assert limits.network_of(request) == network


@pytest.mark.parametrize(
    ("key", "visitor", "network"),
    [
        ("k" * 32, "2001:db8:7::1", "2001:db8:7::/48"),
        ("k" * 31, "2001:db8:7::1", "127.0.0.0/24"),
        ("ż", "2001:db8:7::1", "127.0.0.0/24"),
        ("", "2001:db8:7::1", "127.0.0.0/24"),
        ("k" * 32, "nobody", "127.0.0.0/24"),
    ],
)
def test_a_front_end_that_has_the_key_says_whose_network_it_is(
    settings: Any, key: str, visitor: str, network: str
) -> None:
    settings.COURTYARD_FRONT_END_KEY = "k" * 32
    said = {"X-Front-End-Key": key, "X-Visitor-Address": visitor}
    request = RequestFactory().post("/", headers=said)
    assert limits.network_of_visitor(request) == network
    settings.COURTYARD_FRONT_END_KEY = None
    assert limits.network_of_visitor(request) == "127.0.0.0/24"
