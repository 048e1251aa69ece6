"""How long what is known of somebody is kept, by a clock that is put on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from courtyard.outbox import worker
from news.newsletter import exporting, retention, services
from news.newsletter.models import (
    ConsentEvent,
    FollowedTopic,
    Purpose,
    ReadLanguage,
    SignUpRequest,
    Subscriber,
    SubscriberStatus,
    Token,
)
from tests.trees import Tree, grow

from .letters import LIFTED, READER, confirmed, mails, path_in, sign_up, wording_in

OVERVIEW = "/cms/newsletter/"


@pytest.fixture
def client(tree: Tree, settings: Any) -> Client:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    return Client(HTTP_HOST="localhost")


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> Path:
    """The journal of erasures of this test."""
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return Path(settings.COURTYARD_ERASURE_JOURNAL)


def after(days: float) -> Any:
    """The clock put on by so many days, for a with statement."""
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True)


def has_left(client: Client) -> str:
    """Somebody who has unsubscribed just now; gives the link by which they look after it."""
    confirmed(client)
    link = path_in(mails()[-1], "manage")
    client.post(link, {"do": "unsubscribe"})
    return link


def kinds() -> list[str]:
    return [event.kind for event in ConsentEvent.objects.all()]


def test_the_address_of_who_has_left_goes_after_thirty_days_and_the_evidence_stays(
    client: Client,
) -> None:
    link = has_left(client)
    with after(29):
        retention.forget()
        assert Subscriber.objects.get().email == READER
    with after(31):
        retention.forget()
        subscriber = Subscriber.objects.get()
        assert (subscriber.email, subscriber.status) == ("", SubscriberStatus.UNSUBSCRIBED)
        assert not ReadLanguage.objects.exists()
        assert not FollowedTopic.objects.exists()
        assert kinds() == ["asked", "confirmed", "withdrawn"]
        assert ConsentEvent.objects.earliest("pk").text is not None
        page = client.get(link)
        assert page.status_code == 200
        assert READER not in page.content.decode()
        assert client.get(f"{link}data.json").json()["email"] == ""
        assert not list(exporting.rows(exporting.subscribers()))


def test_the_worker_does_it(client: Client) -> None:
    has_left(client)
    chores = [replace(chore) for chore in worker._chores if chore.run is retention.forget]
    with after(31):
        worker.Worker(chores=chores).run_once()
    assert Subscriber.objects.get().email == ""


def test_the_settings_say_how_long(client: Client, settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_KEEP_DAYS = 10
    settings.COURTYARD_NEWSLETTER_EVIDENCE_YEARS = 1
    has_left(client)
    with after(11):
        retention.forget()
        assert Subscriber.objects.get().email == ""
    with after(367):
        retention.forget()
    assert not Subscriber.objects.exists()
    assert not ConsentEvent.objects.exists()


def test_who_signs_up_is_told_how_long(client: Client, settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_KEEP_DAYS = 1
    settings.COURTYARD_NEWSLETTER_EVIDENCE_YEARS = 3
    notice = wording_in(client, "en").notice
    assert "deleted 1 day after you have unsubscribed" in notice
    assert "for 3 years." in notice


def test_the_evidence_goes_after_six_years(client: Client) -> None:
    has_left(client)
    with after(31):
        retention.forget()
    with after(6 * 365):
        retention.forget()
        assert kinds() == ["asked", "confirmed", "withdrawn"]
    with after(6 * 366 + 1):
        retention.forget()
        assert not Subscriber.objects.exists()


def test_who_left_long_ago_is_found_by_their_address_and_comes_back(client: Client) -> None:
    has_left(client)
    with after(31):
        retention.forget()
        assert Subscriber.objects.of_address(READER.upper()).exists()
        sign_up(client)
        client.post(path_in(mails()[-1], "confirm"))
        subscriber = Subscriber.objects.get()
        assert (subscriber.email, subscriber.left_at) == (READER, None)
        assert subscriber.language_codes == ["pl"]
        retention.forget()
        assert Subscriber.objects.get().email == READER
        assert kinds() == ["asked", "confirmed", "withdrawn", "asked", "confirmed"]


def test_what_others_ask_for_somebody_who_has_left_leaves_nothing(client: Client) -> None:
    has_left(client)
    with after(31):
        retention.forget()
        for _time in range(2):
            sign_up(client)
            mails()
        assert kinds()[3:] == ["asked", "asked"]
        retention.forget()
        assert Subscriber.objects.get().email == READER, "the link in the mail is still good"
    with after(39):
        retention.forget()
    assert Subscriber.objects.get().email == ""
    assert kinds() == ["asked", "confirmed", "withdrawn"]
    assert not Token.objects.filter(purpose=Purpose.CONFIRM).exists()


def test_an_old_link_unsubscribes_after_that_too(client: Client) -> None:
    confirmed(client)
    link = path_in(mails()[-1], "unsubscribe")
    client.post(link)
    with after(40):
        retention.forget()
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert kinds()[-1] == "withdrawn"
    assert kinds().count("withdrawn") == 1


def test_who_left_long_ago_can_still_be_erased(client: Client, kept: Path) -> None:
    link = has_left(client)
    address_hash = Subscriber.objects.get().address_hash
    with after(31):
        retention.forget()
        assert client.post(link.replace("manage", "erase")).status_code == 200
    assert not Subscriber.objects.exists()
    assert address_hash in kept.read_text()


def test_hashes_that_are_made_anew_leave_those_without_an_address_alone(client: Client) -> None:
    has_left(client)
    with after(31):
        retention.forget()
    before = Subscriber.objects.get().address_hash
    call_command("hash_subscribers")
    assert Subscriber.objects.get().address_hash == before


def test_who_reads_the_newsletter_is_never_forgotten(client: Client) -> None:
    confirmed(client)
    with after(3000):
        retention.forget()
    assert Subscriber.objects.get().email == READER


# What stays in the file


def bytes_of_the_database() -> bytes:
    """The file of the database and the log beside it."""
    file = Path(str(connection.settings_dict["NAME"]))
    files = [file, file.with_name(f"{file.name}-wal")]
    return b"".join(one.read_bytes() for one in files if one.exists())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what SQLite leaves in its file")
def test_no_byte_of_an_erased_address_stays_in_the_file(settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    grow()
    client, name = Client(HTTP_HOST="localhost"), "wqzkx.reader"
    confirmed(client, email=f"{name}@example.org")
    assert SignUpRequest.objects.count() == 0
    assert name.encode() in bytes_of_the_database()
    services.erase_subscriber(Subscriber.objects.get())
    retention.empty_the_log()
    assert name.encode() not in bytes_of_the_database()
