"""The worker: chores, scheduled publishing, stopping."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from courtyard.outbox import services
from courtyard.outbox.worker import BATCH, Chore, Worker
from tests.trees import ContentFactory, Tree

pytestmark = pytest.mark.django_db


def test_a_chore_is_done_when_its_time_has_come() -> None:
    done: list[int] = []
    worker = Worker(chores=[Chore("count", lambda: done.append(1), every=60)])
    worker.run_once(now=0)
    worker.run_once(now=59)
    assert len(done) == 1
    worker.run_once(now=60)
    assert len(done) == 2


def test_a_failing_chore_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def fail() -> None:
        raise RuntimeError

    worker = Worker(chores=[Chore("bad", fail, every=0), Chore("good", lambda: done.append(1), 0)])
    with caplog.at_level(logging.ERROR):
        worker.run_once()
    assert done == [1]
    assert "bad failed" in caplog.text


def test_a_worker_that_is_asked_to_stop_begins_nothing_new() -> None:
    done: list[int] = []
    worker = Worker(chores=[Chore("count", lambda: done.append(1), every=0)], stopping=True)
    worker.run_once()
    assert done == []


def test_a_full_outbox_keeps_no_other_chore_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setitem(services._handlers, "test.row", lambda payload: done.append("row"))
    for _ in range(BATCH + 10):
        services.write("test.row", payload={})
    worker = Worker()
    worker.chores = [Chore("outbox", worker.work, 0), Chore("other", lambda: done.append("o"), 0)]
    worker.run_once()
    assert done == ["row"] * BATCH + ["o"]
    assert worker.busy
    worker.run_once()
    assert not worker.busy


def test_a_page_goes_live_when_its_time_has_come(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Później", slug="pozniej", live=False)
    page.go_live_at = timezone.now() + dt.timedelta(hours=1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    move_schedule(page, timezone.now() - dt.timedelta(seconds=1))
    call_command("run_worker", once=True)
    page.refresh_from_db()
    assert page.live


def test_a_page_expires_when_its_time_has_come(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Dawniej", slug="dawniej")
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(hours=1))
    call_command("run_worker", once=True)
    page.refresh_from_db()
    assert not page.live


def move_schedule(page: Any, moment: dt.datetime) -> None:
    """Bring the approved schedule of a page forward, as if time had passed."""
    revision = page.scheduled_revision
    revision.approved_go_live_at = moment
    revision.content["go_live_at"] = moment.isoformat()
    revision.save()
    type(page).objects.filter(pk=page.pk).update(go_live_at=moment)
