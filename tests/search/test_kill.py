"""Indexing that is killed at any moment leaves an index that says what the pages say."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from courtyard.models import Progress, Publication
from courtyard.publications.reading import Reader
from search import indexing
from search.finding import Query, find
from search.models import Entry, Trait
from tests.processes import database_of_this_test
from tests.trees import ContentFactory, grow

ROOT = Path(__file__).parents[2]
KILLS = 6
PAGES = 60

REBUILD = """
import sys
sys.path[:0] = [{root!r}, {site!r}]
import django
django.setup()
from search import indexing
indexing.BATCH = 5
print("ready", flush=True)
while True:
    indexing.rebuild()
"""


def start() -> subprocess.Popen[str]:
    code = REBUILD.format(root=str(ROOT), site=str(ROOT / "site"))
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, **database_of_this_test()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def state() -> tuple[object, ...]:
    """What the index holds, and what it finds."""
    entries = sorted(Entry.objects.values_list("publication", "lead", "body"))
    traits = sorted(Trait.objects.values_list("entry", "name", "value"))
    return entries, traits


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_goes_on_and_loses_nothing() -> None:
    tree = grow()
    for number in range(PAGES):
        ContentFactory(parent=tree.home, title="Opera", slug=f"opera-{number}", summary="Balet")
    right = state()
    reader = Reader.at(tree.site, "pl")
    dice = random.Random(7)
    Progress.objects.filter(pk=indexing.REBUILD).delete()
    for _ in range(KILLS):
        process = start()
        time.sleep(dice.uniform(0.05, 0.5))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        assert state() == right
        assert find(reader, Query("opera balet")).total == PAGES
    told: list[tuple[int, int]] = []
    indexing.rebuild(report=lambda done, total: told.append((done, total)))
    assert told[-1] == (Publication.stored.count(),) * 2
    assert not Progress.objects.filter(pk=indexing.REBUILD).exists()
    assert state() == right
