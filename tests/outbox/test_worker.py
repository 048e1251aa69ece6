"""The worker: chores, stopping."""

from __future__ import annotations

import logging

import pytest

from courtyard.outbox import services, worker
from courtyard.outbox.worker import BATCH, Chore, Worker

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
    kind = services.Kind(lambda payload: done.append("row"))
    monkeypatch.setitem(services._kinds, "test.row", kind)
    for _ in range(BATCH + 10):
        services.write("test.row", payload={})
    worker = Worker()
    worker.chores = [Chore("outbox", worker.work, 0), Chore("other", lambda: done.append("o"), 0)]
    worker.run_once()
    assert done == ["row"] * BATCH + ["o"]
    assert worker.busy
    worker.run_once()
    assert not worker.busy


def test_workers_do_not_share_when_a_chore_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(worker, "_chores", [Chore("count", lambda: done.append(1), every=60)])
    Worker().run_once()
    Worker().run_once()
    assert len(done) == 2
