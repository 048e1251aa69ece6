"""Looking after a subscription: choosing, pausing, taking along, leaving, being erased."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from news.newsletter import journal, services
from news.newsletter.models import (
    ConsentEvent,
    ConsentText,
    Purpose,
    SignUpRequest,
    Subscriber,
    SubscriberStatus,
    Suppression,
    Token,
    Unchangeable,
)
from tests.trees import Tree

from .letters import LIFTED, READER, confirmed, mails, path_in, sign_up


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> Path:
    """The journal of erasures of this test."""
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "journal" / "erasures.jsonl"
    return Path(settings.COURTYARD_ERASURE_JOURNAL)


def links(client: Client) -> dict[str, str]:
    """The paths in the mail that welcomes somebody who has just confirmed."""
    confirmed(client)
    return {name: path_in(mails()[-1], name) for name in ("manage", "unsubscribe")}


def kinds() -> list[str]:
    """What the ledger says happened after the confirmation."""
    return [event.kind for event in ConsentEvent.objects.all()][2:]


def receiving() -> bool:
    return Subscriber.objects.receiving(timezone.now()).exists()


# Choosing and pausing


def test_languages_and_topics_are_chosen_anew_and_the_ledger_says_so(client: Client) -> None:
    manage = links(client)["manage"]
    page = client.get(manage).content.decode()
    assert READER in page
    response = client.post(manage, {"do": "change", "languages": ["en"]})
    assert response.status_code == 200
    assert Subscriber.objects.get().language_codes == ["en"]
    event = ConsentEvent.objects.last()
    assert event is not None
    assert (event.kind, event.said) == ("changed", {"languages": ["en"], "topics": []})


def test_a_choice_without_a_language_is_refused(client: Client) -> None:
    manage = links(client)["manage"]
    response = client.post(manage, {"do": "change"})
    assert response.status_code == 422
    assert "field--mistaken" in response.content.decode()
    assert Subscriber.objects.get().language_codes == ["pl"]


def test_who_pauses_gets_nothing_until_the_day_has_come(client: Client) -> None:
    manage = links(client)["manage"]
    assert receiving()
    client.post(manage, {"do": "pause", "months": "3"})
    assert not receiving()
    later = timezone.now() + dt.timedelta(days=91)
    assert Subscriber.objects.receiving(later).exists()
    client.post(manage, {"do": "resume"})
    assert receiving()
    assert kinds() == ["paused", "resumed"]


@pytest.mark.parametrize("sent", [{"do": "pause", "months": "1000"}, {"do": "x"}, {}])
def test_what_the_page_does_not_offer_changes_nothing(client: Client, sent: Any) -> None:
    manage = links(client)["manage"]
    assert client.post(manage, sent).status_code == 200
    assert receiving()
    assert kinds() == []


def test_a_page_of_another_site_changes_nothing(client: Client) -> None:
    found = links(client)
    foreign = {"Origin": "https://elsewhere.example"}
    for path in (found["manage"], found["manage"].replace("manage", "erase")):
        sent = {"do": "unsubscribe"}
        assert client.post(path, sent, headers=foreign).status_code == 403
    assert receiving()


# Taking along


def test_everything_that_is_held_can_be_taken_along(client: Client) -> None:
    manage = links(client)["manage"]
    held = client.get(f"{manage}data.json")
    assert held["Content-Disposition"] == 'attachment; filename="newsletter.json"'
    assert "no-store" in held["Cache-Control"]
    said = held.json()
    assert (said["email"], said["status"], said["languages"]) == (READER, "confirmed", ["pl"])
    assert [event["what"] for event in said["consent"]] == ["asked", "confirmed"]
    assert said["consent"][0]["words"] == ConsentText.objects.get().words
    rows = list(
        csv.reader(io.StringIO(client.get(f"{manage}data.csv").content.decode("utf-8-sig")))
    )
    assert ["email", READER] in rows
    assert ["consent.2.what", "confirmed"] in rows
    assert client.get(f"{manage}data.xml").status_code == 404


def test_no_cell_is_taken_for_a_formula(client: Client) -> None:
    confirmed(client, email="=1+1@example.org")
    manage = path_in(mails()[-1], "manage")
    assert b"email,'=1+1@example.org" in client.get(f"{manage}data.csv").content


# Leaving


@pytest.mark.parametrize("multipart", [True, False])
def test_one_click_unsubscribes_without_cookie_origin_or_redirect(
    client: Client, multipart: bool
) -> None:
    path = links(client)["unsubscribe"]
    program = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    body: Any = {"List-Unsubscribe": "One-Click"}
    form: Any = {} if multipart else {"content_type": "application/x-www-form-urlencoded"}
    sent = body if multipart else "List-Unsubscribe=One-Click"
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        response = program.post(path, sent, headers=headers, **form)
        assert response.status_code == 200
        assert not response.cookies
    assert Subscriber.objects.get().status == SubscriberStatus.UNSUBSCRIBED
    assert kinds() == ["withdrawn"]
    event = ConsentEvent.objects.last()
    assert event is not None
    assert event.source == "one_click"
    assert not receiving()


def test_opening_the_link_to_unsubscribe_changes_nothing(client: Client) -> None:
    path = links(client)["unsubscribe"]
    for _ in range(20):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert receiving()
    assert client.post(path).status_code == 200
    assert not receiving()


def test_links_are_good_for_two_years_after_the_last_mail(client: Client) -> None:
    path = links(client)["unsubscribe"]
    before = Token.objects.get(purpose=Purpose.UNSUBSCRIBE)
    assert before.expires_at - timezone.now() > dt.timedelta(days=729)
    Token.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    sign_up(client)
    message = mails()[-1]
    assert path_in(message, "unsubscribe") == path
    after = Token.objects.get(purpose=Purpose.UNSUBSCRIBE)
    assert after.expires_at - timezone.now() > dt.timedelta(days=729)


def test_who_has_left_comes_back_by_a_fresh_confirmation(client: Client) -> None:
    client.post(links(client)["unsubscribe"])
    mail.outbox.clear()
    sign_up(client)
    assert not receiving()
    client.post(path_in(mails()[-1], "confirm"))
    assert receiving()
    assert kinds() == ["withdrawn", "asked", "confirmed"]


# The ledger


def test_the_ledger_is_only_ever_added_to(client: Client) -> None:
    confirmed(client)
    for row in (ConsentEvent.objects.last(), ConsentText.objects.last()):
        assert row is not None
        for change in (row.save, row.delete):
            with pytest.raises(Unchangeable):
                change()
        with pytest.raises(Unchangeable):
            type(row).objects.all().delete()
        with pytest.raises(Unchangeable):
            type(row).objects.update(pk=0)


# Being erased


def test_who_was_erased_comes_back_by_a_fresh_confirmation(client: Client, settings: Any) -> None:
    settings.COURTYARD_NEWSLETTER_LIMITS = LIFTED
    manage = links(client)["manage"]
    client.post(manage.replace("manage", "erase"))
    mail.outbox.clear()
    sign_up(client)
    link = path_in(mails()[-1], "confirm")
    assert Suppression.objects.exists()
    client.post(link)
    assert receiving()
    assert not Suppression.objects.exists()


def test_a_restored_backup_stays_erased_and_who_came_back_later_stays(
    client: Client, kept: Path
) -> None:
    now = timezone.now()
    for name in ("gone", "back", "still"):
        Subscriber.objects.create(email=f"{name}@example.org", status="confirmed", asked_at=now)
    for name in ("gone", "back"):
        services.erase_subscriber(Subscriber.objects.get(email=f"{name}@example.org"))
    assert len(kept.read_text().splitlines()) == 2
    # The backup has both of them, and what one of them sent; the other signed up again.
    Suppression.objects.all().delete()
    earlier = now - dt.timedelta(days=1)
    restored = Subscriber.objects.create(
        email="Gone@example.org", status="confirmed", asked_at=earlier, created_at=earlier
    )
    SignUpRequest.objects.create(
        email="gone@example.org", asked_at=earlier, consent_text=ConsentText.keep("pl", "Tak")
    )
    Subscriber.objects.create(email="back@example.org", status="confirmed", asked_at=now)
    for expected in ("says: 1.", "says: 0."):
        out = io.StringIO()
        call_command("replay_erasures", stdout=out)
        assert expected in out.getvalue()
    names = {one.email.partition("@")[0] for one in Subscriber.objects.all()}
    assert names == {"back", "still"}
    assert not SignUpRequest.objects.exists()
    assert Suppression.objects.get().address_hash == restored.address_hash


def test_nobody_is_erased_whom_the_journal_cannot_hold(client: Client, kept: Path) -> None:
    manage = links(client)["manage"]
    kept.parent.parent.joinpath("journal").write_text("no folder")
    with pytest.raises(OSError, match="journal"):
        client.post(manage.replace("manage", "erase"))
    assert Subscriber.objects.exists()


def test_a_damaged_journal_is_told_by_its_line(client: Client, kept: Path) -> None:
    journal.write("0" * 64, timezone.now())
    with kept.open("a") as file:
        file.write("half a li")
    with pytest.raises(CommandError, match="lines 2:"):
        call_command("replay_erasures")


def test_addresses_are_hashed_anew_after_a_change_of_the_key(client: Client, settings: Any) -> None:
    confirmed(client)
    settings.SECRET_KEY = "another" * 10
    assert not Subscriber.objects.of_address(READER).exists()
    call_command("hash_subscribers")
    assert Subscriber.objects.of_address(READER.upper()).exists()
