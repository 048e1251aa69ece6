"""What newsletter managers see of subscribers, and nobody else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from news.newsletter import importing, managing, services
from news.newsletter.models import FollowedTopic, ReadLanguage, Subscriber, Suppression
from tests.trees import Tree, topic

from .letters import READER, confirmed, mails, path_in, sign_up

OVERVIEW = "/cms/newsletter/"
HEAD = "email,languages,topics,consented_at,consent\n"
GONE = str(uuid.UUID(int=1))
"""The key of a topic that is deleted."""


@pytest.fixture
def manager(tree: Tree) -> Client:
    """A browser in which a newsletter manager is logged in."""
    user = User.objects.create_user("manager")
    names = (
        "access_admin",
        "view_subscriber",
        "add_subscriber",
        "change_subscriber",
        "delete_subscriber",
    )
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def many(count: int, *keys: Any) -> None:
    """So many who read Polish, every second English too, and follow topics."""
    now, known = timezone.now(), Subscriber.objects.count()
    for number in range(known, known + count):
        one = Subscriber.objects.create(
            email=f"reader{number}@example.org", status="confirmed", asked_at=now, confirmed_at=now
        )
        codes = ["pl", "en"][: 1 + number % 2]
        ReadLanguage.objects.bulk_create(
            ReadLanguage(subscriber=one, code=code, place=place) for place, code in enumerate(codes)
        )
        FollowedTopic.objects.bulk_create(FollowedTopic(subscriber=one, key=key) for key in keys)


def test_they_are_counted_by_state_language_topic_and_month(tree: Tree) -> None:
    many(4, topic(tree).translation_key)
    Subscriber.objects.create(email="new@example.org", asked_at=timezone.now())
    assert [count for _label, count in managing.by_status()] == [1, 4, 0]
    assert managing.by_language() == [("Polski", 4), ("English", 2)]
    assert [count for _name, count in managing.by_topic()] == [4]
    months = managing.by_month()
    assert len(months) == 12
    assert [count for _month, count in months] == [0] * 11 + [4]
    assert managing.bars([("a", 4), ("b", 1), ("c", 0)])[1:] == [("b", 1, 25), ("c", 0, 0)]
    assert managing.bars([("a", 0)]) == [("a", 0, 0)]


def test_however_many_there_are_the_overview_asks_the_same(
    manager: Client, tree: Tree, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    key = topic(tree).translation_key
    many(2, key)
    manager.get(OVERVIEW)
    with django_assert_max_num_queries(20) as few:
        manager.get(OVERVIEW)
    many(18, key)
    with django_assert_num_queries(len(few)):
        assert manager.get(OVERVIEW).status_code == 200


def test_somebody_is_found_by_the_whole_address_alone(manager: Client) -> None:
    reader = confirmed(Client(HTTP_HOST="localhost"))
    response = manager.post(OVERVIEW, {"email": READER.upper()})
    assert response["Location"] == f"{OVERVIEW}{reader.pk}/"
    for typed in ("reader", "reader@example.or", "@example.org", "%@example.org"):
        response = manager.post(OVERVIEW, {"email": typed})
        assert response.status_code == 200
        assert READER not in response.content.decode()


def test_the_search_says_what_is_too_long_and_cuts_nothing(manager: Client) -> None:
    assert "maxlength" not in manager.get(OVERVIEW).content.decode()
    email = f"{'a' * 300}@example.org"
    page = manager.post(OVERVIEW, {"email": email}).content.decode()
    assert f'value="{email}"' in page
    assert "Ten adres jest za długi" in page


def test_the_ledger_of_a_subscriber_is_shown(manager: Client) -> None:
    reader = confirmed(Client(HTTP_HOST="localhost"))
    response = manager.get(f"{OVERVIEW}{reader.pk}/")
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert page.count("I would like to receive") + page.count("Chcę otrzymywać") == 2
    assert "/cms/newsletter/" in manager.get("/cms/").content.decode()


def test_the_ledger_says_what_was_chosen_until_when_and_when_they_agreed(
    manager: Client, tree: Tree, django_assert_num_queries: Any
) -> None:
    key = str(topic(tree, "networking").translation_key)
    reader = confirmed(Client(HTTP_HOST="localhost"))
    token = path_in(mails()[-1], "manage").split("/")[-2]
    services.change(token=token, wishes=services.Wishes(["pl", "en"], [key, GONE]))
    services.pause(token=token, until=timezone.now() + dt.timedelta(days=30))
    manager.get(f"{OVERVIEW}{reader.pk}/")
    with CaptureQueriesContext(connection) as few:
        page = manager.get(f"{OVERVIEW}{reader.pk}/").content.decode()
    assert "networking po polsku, –" in page
    assert page.count("Polski, English") == 2
    assert "Wszystkie tematy" in page
    assert str((timezone.localtime() + dt.timedelta(days=30)).year) in page.split("Do ")[-1]
    for _time in range(10):
        services.resume(token=token)
        services.pause(token=token, until=timezone.now() + dt.timedelta(days=30))
    with django_assert_num_queries(len(few)):
        manager.get(f"{OVERVIEW}{reader.pk}/")

    row = "old@example.org,pl,networking,2019-05-31,Formularz 7\n"
    for part in importing.parts((HEAD + row).encode()):
        importing.write(part, now=timezone.now())
    imported = Subscriber.objects.of_address("old@example.org").get()
    page = manager.get(f"{OVERVIEW}{imported.pk}/").content.decode()
    assert "Formularz 7" in page
    assert "31 maja 2019" in page


def test_who_asks_a_manager_is_erased(manager: Client, settings: Any, tmp_path: Path) -> None:
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    reader = confirmed(Client(HTTP_HOST="localhost"))
    asks = manager.get(f"{OVERVIEW}{reader.pk}/erase/")
    assert READER in asks.content.decode()
    assert Subscriber.objects.exists()
    manager.post(f"{OVERVIEW}{reader.pk}/erase/")
    assert not Subscriber.objects.exists()
    assert Suppression.objects.exists()
    assert settings.COURTYARD_ERASURE_JOURNAL.exists()


def test_the_file_of_all_has_no_formula(manager: Client) -> None:
    many(1)
    Subscriber.objects.create(email="=1+1@example.org", status="confirmed", asked_at=timezone.now())
    response: Any = manager.get(f"{OVERVIEW}export/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(text))
    assert head[:2] == ["email", "languages"]
    assert first[:2] == ["reader0@example.org", "pl"]
    assert second[0] == "'=1+1@example.org"


def test_what_was_taken_along_can_be_imported_again(manager: Client, tree: Tree) -> None:
    """Into an empty site: the same file comes out of it, and nobody who has left is written to."""
    reader, site = Client(HTTP_HOST="localhost"), topic(tree, "networking")
    confirmed(reader)
    manage = path_in(mails()[-1], "manage")
    reader.post(manage, {"do": "change", "languages": ["en", "pl"]})
    reader.post(manage, {"do": "pause", "months": "3"})
    FollowedTopic.objects.create(subscriber=Subscriber.objects.get(), key=site.translation_key)
    deleted = "7b0d2b9e-3c0a-4a36-9a55-0e6a3c8a1a11"
    FollowedTopic.objects.create(subscriber=Subscriber.objects.get(), key=deleted)
    confirmed(reader, email="=left@example.org")
    reader.post(path_in(mails()[-1], "unsubscribe"))
    sign_up(reader, email="pending@example.org")
    mails()

    before = taken_along(manager)
    assert before.count("@example.org") == 2
    assert "Chcę otrzymywać" in before
    wishes = services.wishes_of(Subscriber.objects.earliest("pk"))
    topics = set(wishes.topics)
    paused_until = Subscriber.objects.earliest("pk").paused_until
    for one in Subscriber.objects.all():
        one.delete()
    report = importing.look(before.encode())
    assert (report.new, report.faults) == (2, [])
    for part in importing.parts(before.encode()):
        importing.write(part, now=timezone.now())
    assert taken_along(manager) == before
    first, left = Subscriber.objects.order_by("pk")
    assert services.wishes_of(first).languages == wishes.languages == ["pl", "en"]
    assert set(services.wishes_of(first).topics) == topics
    assert len(topics) == 2
    assert first.paused_until == paused_until
    assert (left.status, left.left_at is None) == ("unsubscribed", False)
    assert [event.kind for event in left.events.order_by("pk")] == ["imported", "withdrawn"]
    assert not Subscriber.objects.receiving(timezone.now()).filter(pk=left.pk).exists()


def taken_along(manager: Client) -> str:
    """The file of all subscribers."""
    response: Any = manager.get(f"{OVERVIEW}export/")
    return b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "pending"),
        ("status", "erased"),
        ("left_at", "2024-06-01"),
        ("left_at", "2924-06-01"),
        ("paused_until", "soon"),
        ("paused_until", "9999-12-31"),
        ("paused_until", "0001-01-01"),
        ("topics", "7b0d2b9e"),
    ],
)
def test_what_such_a_file_says_wrongly_is_told_by_its_column(
    tree: Tree, name: str, value: str
) -> None:
    head = ("email", "languages", "consented_at", "consent", name)
    row = ("a@example.org", "pl", "2024-05-31", "Tak", value)
    (fault,) = importing.look(f"{','.join(head)}\n{','.join(row)}\n".encode()).faults
    assert (fault.line, fault.column) == (2, name)
