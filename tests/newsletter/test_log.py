"""Who has done what with the data of subscribers, and which mails could not be sent."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import actions, services
from news.newsletter.models import Deed, ManagerAction, Subscriber, SubscriberUpload

from .test_managers import OVERVIEW, manager, many, taken_along
from .test_uploads import send, table

__all__ = ["manager"]


def test_it_is_written_down_who_has_exported_imported_and_erased(
    manager: Client, settings: Any, tmp_path: Path
) -> None:
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    many(2)
    taken_along(manager)
    send(manager, table(3, begin=10))
    outbox.work()
    upload = SubscriberUpload.objects.get()
    for _time in range(2):
        manager.post(f"/cms/newsletter/import/{upload.pk}/", {"apply": "1"})
    outbox.work()
    manager.post(f"{OVERVIEW}{Subscriber.objects.earliest('pk').pk}/erase/")
    file = tmp_path / "more.csv"
    file.write_text("email,languages,consented_at,consent\nz@example.net,pl,2024-05-31,Tak\n")
    call_command("import_subscribers", file, stdout=io.StringIO())

    User.objects.all().delete()
    found = [(one.who, one.deed, one.rows) for one in ManagerAction.objects.order_by("pk")]
    assert found == [
        ("manager", "exported", 2),
        ("manager", "imported", 3),
        ("manager", "erased", 1),
        ("", "imported", 1),
    ]
    assert "@" not in str(list(ManagerAction.objects.values()))


def test_the_log_is_shown_page_by_page_for_as_many_queries(
    manager: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(2):
        actions.record(None, Deed.IMPORTED, 1000 + number)
    manager.get(f"{OVERVIEW}log/")
    with django_assert_max_num_queries(12) as few:
        shown = manager.get(f"{OVERVIEW}log/").content.decode()
    assert shown.index("1001") < shown.index("1000")
    for _number in range(60):
        actions.record(None, Deed.EXPORTED, 5)
    with django_assert_num_queries(len(few)):
        first = manager.get(f"{OVERVIEW}log/").content.decode()
    assert "1001" not in first
    assert "1001" in manager.get(f"{OVERVIEW}log/?p=2").content.decode()
    ManagerAction.objects.update(at=timezone.now() - dt.timedelta(days=800))
    assert actions.forget() == 62


def test_nobody_is_erased_without_its_being_written_down(
    manager: Client, settings: Any, tmp_path: Path
) -> None:
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "no folder" / "erasures.jsonl"
    (tmp_path / "no folder").write_text("")
    many(1)
    with pytest.raises(OSError, match="no folder"):
        manager.post(f"{OVERVIEW}{Subscriber.objects.get().pk}/erase/")
    assert Subscriber.objects.exists()
    assert not ManagerAction.objects.exists()


def test_mails_that_were_given_up_are_told(manager: Client) -> None:
    assert "manage.py outbox" not in manager.get(OVERVIEW).content.decode()
    row = outbox.write(services.WELCOME, payload={"subscriber": 1})
    OutboxRow.objects.filter(pk=row.pk).update(failed_at=timezone.now(), last_error="SMTPDataError")
    shown = manager.get(OVERVIEW).content.decode()
    assert "SMTPDataError" in shown
    assert "manage.py outbox" in shown
