"""The outbox: written with the change, done at least once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from courtyard.outbox import services
from courtyard.outbox.models import OutboxRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a kind of row called "test.note" has done."""
    notes: list[Any] = []

    def handler(payload: Mapping[str, Any]) -> None:
        if payload.get("fails"):
            raise ConnectionError("nobody at ala@example.org")
        notes.append(payload["note"])

    monkeypatch.setitem(services._kinds, "test.note", services.Kind(handler))
    return notes


def test_a_row_is_done_and_gone(done: list[Any]) -> None:
    services.write("test.note", payload={"note": 1})
    assert services.work() == 1
    assert done == [1]
    assert not OutboxRow.objects.exists()


def test_rows_are_done_in_the_order_in_which_they_are_due(done: list[Any]) -> None:
    now = timezone.now()
    services.write("test.note", payload={"note": "late"}, due_at=now - dt.timedelta(seconds=1))
    services.write("test.note", payload={"note": "early"}, due_at=now - dt.timedelta(seconds=2))
    services.work()
    assert done == ["early", "late"]


def test_a_row_that_is_not_due_waits(done: list[Any]) -> None:
    later = timezone.now() + dt.timedelta(minutes=1)
    services.write("test.note", payload={"note": 1}, due_at=later)
    assert services.work() == 0
    assert done == []


@pytest.mark.usefixtures("done")
def test_a_row_vanishes_with_the_transaction_that_wrote_it() -> None:
    with transaction.atomic():
        services.write("test.note", payload={"note": 1})
        transaction.set_rollback(True)
    assert services.work() == 0


@pytest.mark.usefixtures("done")
def test_a_kind_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(services.UnknownKind):
        services.write("test.noet", payload={})


@pytest.mark.usefixtures("done")
@pytest.mark.parametrize(("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_a_row_that_fails_waits_longer_each_time(attempt: int, minutes: int) -> None:
    row = services.write("test.note", payload={"fails": True})
    OutboxRow.objects.update(attempts=attempt - 1)
    services.work()
    row.refresh_from_db()
    wait = row.due_at - timezone.now()
    assert dt.timedelta(minutes=minutes, seconds=-5) < wait <= dt.timedelta(minutes=minutes)
    assert row.lease == ""


@pytest.mark.usefixtures("done")
def test_what_went_wrong_is_kept_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    row = services.write("test.note", payload={"fails": True})
    services.work()
    row.refresh_from_db()
    assert row.last_error == "ConnectionError"
    assert "ConnectionError" in caplog.text
    assert "example.org" not in caplog.text


@pytest.mark.usefixtures("done")
def test_a_row_under_lease_is_not_taken_twice() -> None:
    services.write("test.note", payload={"note": 1})
    assert services.claim() is not None
    assert services.claim() is None


@pytest.mark.usefixtures("done")
def test_a_row_whose_worker_died_is_taken_over() -> None:
    services.write("test.note", payload={"note": 1})
    first = services.claim()
    after_the_lease = timezone.now() + services.LEASE
    second = services.claim(now=after_the_lease)
    assert first is not None
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


def test_a_slow_worker_does_not_delete_what_another_has_taken_over(done: list[Any]) -> None:
    services.write("test.note", payload={"note": 1})
    slow = services.claim()
    services.claim(now=timezone.now() + services.LEASE)
    assert slow is not None
    services.do(slow)
    assert OutboxRow.objects.count() == 1
