"""Whoever is erased is nowhere: not in the database, a log, or a backup that is brought back."""

from __future__ import annotations

import io
import re
import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django_tasks_db.models import DBTaskResult
from wagtail.models import Revision

from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter.models import Subscriber, SubscriberUpload, Suppression
from tests.trees import ContentFactory, Tree

from .letters import confirmed, mails, path_in, sign_up
from .test_importing import HEAD
from .test_managers import OVERVIEW, manager
from .test_uploads import send

__all__ = ["manager"]

NAME = "zsqvx"
ADDRESS = f"{NAME}.Reader@bücher.example"
HEX = re.compile(r"(?:[0-9a-fA-F]{2}){4,}")


class RefusingByName(BaseEmailBackend):
    """A mail server that says in its refusal to whom it does not deliver."""

    def send_messages(self, email_messages: Any) -> int:
        who = {address: (451, b"later") for one in email_messages for address in one.to}
        raise smtplib.SMTPRecipientsRefused(who)


def dump() -> str:
    """All that is in the database, as text; what stands there as hexadecimal is read as well."""
    if connection.vendor == "sqlite":
        text = "\n".join(connection.connection.iterdump())
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema='public'"
            )
            rows = []
            for (name,) in cursor.fetchall():
                cursor.execute(f'SELECT "{name}"::text FROM "{name}"')  # noqa: S608
                rows += [row for (row,) in cursor.fetchall()]
        text = "\n".join(rows)
    packed = [bytes.fromhex(one).decode("latin-1") for one in HEX.findall(text)]
    return "\n".join([text, *packed]).casefold()


def tables_with(name: str) -> set[str]:
    """In which tables a word stands: it is to be seen that it was in them."""
    found = set()
    for model in apps.get_app_config("newsletter").get_models():
        said = [
            str([bytes(v) if isinstance(v, memoryview) else v for v in row])
            for row in model._default_manager.values_list()
        ]
        if name in str(said):
            found.add(model.__name__)
    return found


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """The journal of erasures of this test."""
    settings.COURTYARD_ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    return Path(settings.COURTYARD_ERASURE_JOURNAL)


def backup() -> str:
    """What the newsletter has in the database."""
    models = apps.get_app_config("newsletter").get_models()
    rows = [row for model in models for row in model._default_manager.order_by("pk")]
    return str(serializers.serialize("json", rows))


@transaction.atomic
def bring_back(saved: str) -> None:
    """The newsletter as it was."""
    for row in serializers.deserialize("json", saved):
        row.save()


def test_nothing_of_an_address_is_left_in_the_database_the_logs_or_a_backup_brought_back(
    manager: Client, tree: Tree, kept: Path, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    caplog.set_level("INFO")
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    reader = Client(HTTP_HOST="localhost")
    ContentFactory(parent=tree.home, title="O nas").save_revision().publish()
    assert Revision.objects.exists()

    with override_settings(EMAIL_BACKEND=f"{__name__}.RefusingByName"):
        sign_up(reader, email=ADDRESS)
        outbox.work()
    assert OutboxRow.objects.get().last_error == "SMTPRecipientsRefused"
    OutboxRow.objects.all().delete()
    confirmed(reader, email=ADDRESS)
    manage = path_in(mails()[-1], "manage")
    reader.post(manage, {"do": "change", "languages": ["en", "pl"]})
    reader.get(f"{manage}data.json")
    manager.post(OVERVIEW, {"email": ADDRESS})
    manager.get(f"{OVERVIEW}{Subscriber.objects.get().pk}/")
    send(manager, f"{HEAD}{ADDRESS},pl,,2024-05-31,Tak {NAME}\n", "one.csv")
    sign_up(reader, email=ADDRESS)
    assert DBTaskResult.objects.exists()
    assert tables_with(NAME) == {"Subscriber", "SignUpRequest", "SubscriberUpload"}
    assert NAME in dump()
    saved = backup()

    assert reader.post(manage.replace("manage", "erase")).status_code == 200
    outbox.work()
    for text in (dump(), caplog.text.casefold(), kept.read_text()):
        assert NAME not in text
    assert Suppression.objects.get().reason == "erased"
    assert reader.get(manage).status_code == 410

    # The backup is brought back, and mails wait in it again.
    bring_back(saved)
    assert tables_with(NAME) == {"Subscriber", "SignUpRequest", "SubscriberUpload"}
    call_command("replay_erasures", stdout=io.StringIO())
    outbox.work()
    assert NAME not in dump()
    assert not Subscriber.objects.exists()


def test_what_came_of_an_import_holds_no_address(manager: Client, kept: Path) -> None:
    send(manager, f"{HEAD}{ADDRESS},pl,,2024-05-31,Zgoda: {NAME}\n", "a.csv")
    outbox.work()
    upload = SubscriberUpload.objects.get()
    manager.post(f"/cms/newsletter/import/{upload.pk}/", {"apply": "1"})
    outbox.work()
    found = Subscriber.objects.get()
    assert NAME in dump()
    manager.post(f"{OVERVIEW}{found.pk}/erase/")
    assert NAME not in dump()
