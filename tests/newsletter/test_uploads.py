"""Managers import subscribers in the admin: file, dry run, report, progress, and no file left."""

from __future__ import annotations

import datetime as dt
import resource
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone

from courtyard.editing.spreadsheets import as_xlsx
from courtyard.outbox import services as outbox
from courtyard.outbox.models import OutboxRow
from news.newsletter import importing, imports, services
from news.newsletter.addresses import hash_of
from news.newsletter.models import (
    ConsentEvent,
    ManagerAction,
    Subscriber,
    SubscriberUpload,
)
from tests.trees import Tree

from .test_importing import HEAD
from .test_managers import manager

__all__ = ["manager"]

IMPORT = "/cms/newsletter/import/"


def table(count: int, *, begin: int = 0) -> str:
    """So many who agreed, as a table."""
    return HEAD + "".join(
        f"reader{number}@example.org,pl en,,2024-05-31,Formularz {number}\n"
        for number in range(begin, begin + count)
    )


def send(client: Client, data: str | bytes, name: str = "readers.csv", **changes: Any) -> Any:
    """A manager chooses a file."""
    content = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, content)
    return client.post(IMPORT, {"file": file, "encoding": "utf-8-sig", **changes})


def kept() -> SubscriberUpload:
    return SubscriberUpload.objects.get()


def test_a_file_is_looked_at_then_imported_and_then_deleted(manager: Client) -> None:
    page = send(manager, table(3))["Location"]
    assert "Refresh" in manager.get(page).headers
    outbox.work()
    assert not Subscriber.objects.exists()
    shown = manager.get(page)
    assert "Refresh" not in shown.headers
    assert (kept().state, kept().report["new"]) == ("looked_at", 3)
    for _ in range(2):
        manager.post(page, {"apply": "1"})
    assert OutboxRow.objects.count() == 1
    outbox.work()
    assert Subscriber.objects.filter(status="confirmed").count() == 3
    upload = kept()
    assert (upload.state, bytes(upload.data)) == ("done", b"")
    assert upload.report["imported"] == 3
    assert page in manager.get(IMPORT).content.decode()
    assert not OutboxRow.objects.exists()


def test_a_workbook_is_taken_too(manager: Client) -> None:
    rows = [line.split(",") for line in table(2).splitlines()]
    page = send(manager, as_xlsx(rows), "readers.xlsx")["Location"]
    outbox.work()
    manager.post(page, {"apply": "1"})
    outbox.work()
    assert Subscriber.objects.count() == 2


def test_faults_are_shown_by_line_and_column_and_nothing_can_be_imported(manager: Client) -> None:
    wrong = table(2) + "nobody,pl,,2024-05-31,Tak\nreader0@example.org,pl,,2024-05-31,Tak\n"
    page = send(manager, wrong)["Location"]
    outbox.work()
    shown = manager.get(page).content.decode()
    for line in (4, 5):
        assert f"<td>{line}</td>" in shown
    assert shown.count("<code>email</code>") == 2
    assert "reader0@" not in str(kept().report)
    assert 'name="apply"' not in shown
    assert bytes(kept().data) == b""
    manager.post(page, {"apply": "1"})
    outbox.work()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", "utf-8-sig"),
        (b"\x00\x01", "utf-8-sig"),
        ((HEAD + "z@example.org,pl,,2024-05-31,").encode() + "łąka".encode("cp1250"), "utf-8-sig"),
        ((HEAD + "z@example.org,pl,,2024-05-31,łąka").encode(), "cp1250"),
        (b"email,name\n", "utf-8-sig"),
        (HEAD.encode(), "no such"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_at_once(
    manager: Client, data: bytes, encoding: str
) -> None:
    response = send(manager, data, encoding=encoding)
    assert response.status_code == 200
    assert "w-field__errors" in response.content.decode()
    assert not SubscriberUpload.objects.exists()


def test_what_is_broken_further_down_is_told_by_the_worker(manager: Client) -> None:
    page = send(manager, table(3) + '"half a row')["Location"]
    outbox.work()
    assert kept().state == "refused"
    assert "5" in kept().report["faults"][0]["why"]
    assert manager.get(page).status_code == 200


def test_nobody_else_sees_a_table(manager: Client) -> None:
    page = send(manager, table(1))["Location"]
    other = Client(HTTP_HOST="localhost")
    other.force_login(User.objects.create_superuser("other"))
    assert other.get(page)["Location"] == IMPORT
    assert page not in other.get(IMPORT).content.decode()
    assert page in manager.get(IMPORT).content.decode()


def waiting(rows: str) -> SubscriberUpload:
    """A table that was looked at, and is to be imported."""
    upload = SubscriberUpload(
        user=User.objects.create_user("somebody"),
        data=rows.encode(),
        encoding="utf-8-sig",
        language="pl",
    )
    imports.take(upload)
    outbox.work()
    upload.refresh_from_db()
    imports.order(upload)
    return upload


@pytest.mark.one_database
def test_it_goes_in_parts_says_how_far_it_is_and_lets_the_worker_do_other_things(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    monkeypatch.setattr(imports, "BITE", 0)
    upload, done = waiting(table(25)), []
    while OutboxRow.objects.exists():
        assert outbox.work(limit=1) == 1
        upload.refresh_from_db()
        done.append((upload.done, Subscriber.objects.count(), upload.state))
    assert done[:3] == [(10, 10, "waiting"), (20, 20, "waiting"), (25, 25, "waiting")]
    assert done[-1] == (25, 25, "done")
    assert ConsentEvent.objects.count() == 25


def test_a_worker_that_is_killed_leaves_nothing_half_done(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    upload = waiting(table(25))
    write, calls = importing.write, []

    def killed(part: importing.Part, **how: Any) -> int:
        calls.append(part)
        done = write(part, **how)
        if len(calls) == 2:
            raise IntegrityError
        return done

    monkeypatch.setattr(importing, "write", killed)
    outbox.work()
    assert Subscriber.objects.count() == 10
    OutboxRow.objects.update(due_at=timezone.now())
    # Done twice, as by two workers, it is done once.
    for _ in range(2):
        imports.work({"upload": upload.pk})
    upload.refresh_from_db()
    assert (upload.state, upload.report["imported"], upload.done) == ("done", 25, 25)
    assert Subscriber.objects.count() == ConsentEvent.objects.count() == 25


def test_who_signs_up_or_is_erased_before_it_is_imported_stays_so(tree: Tree) -> None:
    waiting(table(3))
    now = timezone.now()
    Subscriber.objects.create(email="reader1@example.org", asked_at=now)
    for name in ("reader2@other.example", "somebody@example.org"):
        services.erase_subscriber(Subscriber.objects.create(email=name, asked_at=now))
    # The letters before the sign are those of a line: the file is let go to be sure.
    upload = kept()
    assert (upload.state, bytes(upload.data)) == ("refused", b"")
    assert upload.report["faults"][0]["why"]
    outbox.work()
    assert Subscriber.objects.get().status == "pending"


def test_it_is_said_who_waits_for_confirmation_here(manager: Client) -> None:
    Subscriber.objects.create(email="reader1@example.org", asked_at=timezone.now())
    page = send(manager, table(3))["Location"]
    outbox.work()
    assert (kept().report["new"], kept().report["waiting"]) == (2, 1)
    assert "Czekają tu jeszcze na potwierdzenie" in manager.get(page).content.decode()
    manager.post(page, {"apply": "1"})
    assert ManagerAction.objects.get().rows == 3
    outbox.work()
    assert (kept().report["imported"], kept().report["already"]) == (3, 0)
    assert Subscriber.objects.filter(status="confirmed").count() == 3


def test_another_erasure_keeps_the_file_and_leaves_out_who_is_suppressed(tree: Tree) -> None:
    now = timezone.now()
    waiting(table(2))
    services.erase_subscriber(Subscriber.objects.create(email="else@example.org", asked_at=now))
    services._suppress(hash_of("reader1@example.org"), now)
    outbox.work()
    upload = kept()
    assert (upload.state, upload.report["imported"], upload.report["left_out"]) == ("done", 1, 1)
    assert upload.report["faults"][0]["line"] == 3


def test_what_nobody_imports_is_deleted_after_a_day(tree: Tree) -> None:
    upload = waiting(table(1))
    SubscriberUpload.objects.update(state="looked_at")
    assert imports.forget() == 0
    SubscriberUpload.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    assert imports.forget() == 1
    imports.work({"upload": upload.pk})
    assert not Subscriber.objects.exists()


def test_a_part_takes_the_same_number_of_queries_whatever_its_size(
    tree: Tree, django_assert_num_queries: Any
) -> None:
    def take(rows: str) -> None:
        for part in importing.parts(rows.encode()):
            importing.write(part, now=timezone.now())

    for number in (0, *range(10, 40)):
        Subscriber.objects.create(email=f"reader{number}@example.org", asked_at=timezone.now())

    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        take(table(2))
    with django_assert_num_queries(len(few)):
        take(table(50, begin=2))


@pytest.mark.long
@pytest.mark.one_database
def test_a_hundred_thousand_are_imported_in_bounded_memory(tree: Tree) -> None:
    rows = table(importing.MOST_ROWS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    upload = waiting(rows)
    looked = time.perf_counter()
    outbox.work()
    ended = time.perf_counter()
    held = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_000
    upload.refresh_from_db()
    assert (upload.state, upload.report["imported"]) == ("done", importing.MOST_ROWS)
    assert Subscriber.objects.count() == importing.MOST_ROWS
    print(  # noqa: T201
        f"{importing.MOST_ROWS} rows ({len(rows) / 1_000_000:.1f} MB): "
        f"looked at in {looked - began:.1f} s, imported in {ended - looked:.1f} s, "
        f"{held:.0f} MB more held"
    )
    assert held < 150


def test_an_import_that_cannot_go_on_ends_and_keeps_no_file(
    manager: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It would be tried again each hour otherwise, with all addresses in it."""

    def write(*args: Any, **kwargs: Any) -> int:
        raise OverflowError("reader0@example.org")

    page = send(manager, table(2))["Location"]
    outbox.work()
    manager.post(page, {"apply": "1"})
    monkeypatch.setattr(importing, "write", write)
    outbox.work()
    assert kept().state == "failed"
    assert bytes(kept().data) == b""
    assert "OverflowError" in caplog.text
    assert "reader0" not in caplog.text


@pytest.mark.parametrize("end", ["fails", "is let go"])
def test_what_ends_half_way_says_how_many_are_imported(
    manager: Client, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    page = send(manager, table(3))["Location"]
    outbox.work()
    manager.post(page, {"apply": "1"})
    write, calls = importing.write, []

    def stop(part: importing.Part, **how: Any) -> int:
        calls.append(part)
        if len(calls) == 2 and end == "fails":
            raise OverflowError
        return write(part, **how)

    monkeypatch.setattr(importing, "write", stop)
    if end == "fails":
        outbox.work()
    else:
        monkeypatch.setattr(imports, "BITE", 0)
        outbox.work(limit=1)
        imports.let_go_of_all()
    shown = manager.get(page).content.decode()
    assert "Zaimportowano tylko część tabeli" in shown
    assert "Nic nie zaimportowano" not in shown
    assert "zaimportowano częściowo" in manager.get(IMPORT).content.decode()
    monkeypatch.setattr(importing, "write", write)
    again = send(manager, table(3))["Location"]
    outbox.work()
    assert SubscriberUpload.objects.latest("pk").report["new"] == 1
    assert manager.get(again).status_code == 200


def test_what_the_file_is_called_is_kept_nowhere(
    manager: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """People name files by who is in them."""
    caplog.set_level("DEBUG")
    page = send(manager, table(1), "zsqvx.reader@example.org.csv")["Location"]
    outbox.work()
    shown = manager.get(page).content.decode() + manager.get(IMPORT).content.decode()
    for text in (shown, str(SubscriberUpload.objects.values().get()), caplog.text):
        assert "zsqvx" not in text
