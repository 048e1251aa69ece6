"""Workers that are killed in the middle of their work lose nothing and do no harm."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from courtyard.outbox.models import OutboxRow
from tests.processes import database_of_this_test

ROOT = Path(__file__).parents[2]

WORKER = """
import os, sys, time
sys.path[:0] = [{root!r}, {site!r}]
import django
django.setup()
import datetime as dt
from courtyard.outbox import services
from courtyard.outbox.worker import Chore, Worker

services.LEASE = dt.timedelta(seconds=3)

def handler(payload):
    # Two steps, with time to be killed before, between and after them.
    with open({journal!r}, "a") as journal:
        journal.write(f"{{payload['number']}}\\n")
    time.sleep(0.01)

services.register("test.journal", handler)
print("ready", flush=True)
worker = Worker(pause=0.02)
worker.chores = [Chore("outbox", worker.work, every=0)]
worker.run()
"""


def start_worker(journal: Path) -> subprocess.Popen[str]:
    code = WORKER.format(root=str(ROOT), site=str(ROOT / "site"), journal=str(journal))
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **database_of_this_test()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdout.close()
    return worker


def run_and_kill(journal: Path, kills: int, dice: random.Random) -> None:
    """Two workers at a time; one after another is killed at a random moment."""
    workers = [start_worker(journal) for _ in range(2)]
    try:
        for _ in range(kills):
            time.sleep(dice.uniform(0.02, 0.3))
            victim = workers.pop(0)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            workers.append(start_worker(journal))
        deadline = time.monotonic() + 60
        while OutboxRow.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.terminate()
            worker.wait(timeout=20)


def check(journal: Path, rows: int, kills: int) -> None:
    done = [int(line) for line in journal.read_text().split()]
    assert OutboxRow.objects.count() == 0, "work was lost or hangs"
    assert set(done) == set(range(rows)), "a row vanished without being done"
    assert len(done) - rows <= kills, "a row was done twice without a kill"


def write_rows(rows: int) -> None:
    now = timezone.now() - dt.timedelta(seconds=1)
    OutboxRow.objects.bulk_create(
        OutboxRow(kind="test.journal", payload={"number": number}, due_at=now)
        for number in range(rows)
    )


@pytest.mark.django_db(transaction=True)
def test_rows_survive_workers_that_are_killed(tmp_path: Path) -> None:
    rows, kills = 150, 4
    write_rows(rows)
    run_and_kill(tmp_path / "journal", kills, random.Random(46))
    check(tmp_path / "journal", rows, kills)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_rows_survive_fifty_kills(tmp_path: Path) -> None:
    rows, kills = 3000, 50
    write_rows(rows)
    run_and_kill(tmp_path / "journal", kills, random.Random())
    check(tmp_path / "journal", rows, kills)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_stop_finishes_its_row_and_exits(tmp_path: Path) -> None:
    write_rows(600)
    worker = start_worker(tmp_path / "journal")
    time.sleep(0.3)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert not OutboxRow.objects.exclude(lease="").exists(), "it left a row half done"
    assert OutboxRow.objects.exists(), "it went on to the end of the outbox"
