"""What newsletter managers see of subscribers, and nobody else."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from news.newsletter import managing
from news.newsletter.models import FollowedTopic, ReadLanguage, Subscriber, Suppression
from tests.trees import Tree, topic

from .letters import READER, confirmed

OVERVIEW = "/cms/newsletter/"


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


def test_the_ledger_of_a_subscriber_is_shown(manager: Client) -> None:
    reader = confirmed(Client(HTTP_HOST="localhost"))
    response = manager.get(f"{OVERVIEW}{reader.pk}/")
    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert page.count("I would like to receive") + page.count("Chcę otrzymywać") == 2
    assert "/cms/newsletter/" in manager.get("/cms/").content.decode()


def test_who_asks_a_manager_is_erased(manager: Client, settings: Any, tmp_path: Path) -> None:
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    reader = confirmed(Client(HTTP_HOST="localhost"))
    assert manager.get(f"{OVERVIEW}{reader.pk}/erase/").status_code == 405
    manager.post(f"{OVERVIEW}{reader.pk}/erase/")
    assert not Subscriber.objects.exists()
    assert Suppression.objects.exists()
    assert settings.COURTYARD_ERASURE_JOURNAL.exists()


def test_the_file_of_all_has_no_formula(manager: Client) -> None:
    many(1)
    Subscriber.objects.create(email="=1+1@example.org", asked_at=timezone.now())
    response: Any = manager.get(f"{OVERVIEW}export/")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(text))
    assert head[:3] == ["email", "status", "languages"]
    assert first[:3] == ["reader0@example.org", "confirmed", "pl"]
    assert second[0] == "'=1+1@example.org"
