"""Indexing that is killed at any moment leaves an index that says what the pages say."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Locale

from courtyard.models import Progress, Publication
from courtyard.publications.reading import Reader
from search import dictionaries, indexing
from search.dictionaries import analyser
from search.finding import Query, find
from search.models import Entry, Trait, Vocable
from search.terms import Terms
from tests.processes import database_of_this_test
from tests.trees import ContentFactory, grow, in_language

ROOT = Path(__file__).parents[2]
KILLS = 6
PAGES = 100

REBUILD = """
import os, signal, sys
sys.path[:0] = [{root!r}, {site!r}]
import django
django.setup()
from django.db import connection
from search import indexing

indexing.BATCH = 5
parts, statements = {parts}, {statements}

def stand_or_fall():
    if parts <= 0 and statements <= 0:
        os.kill(os.getpid(), signal.SIGKILL)

def watch(execute, *statement):
    global statements
    answer = execute(*statement)
    statements -= 1
    stand_or_fall()
    return answer

def report(done, total):
    global parts
    print(done, flush=True)
    parts -= 1
    stand_or_fall()
    if parts == 0:
        connection.execute_wrappers.append(watch)

indexing.rebuild(report=report)
"""


def kill_after(parts: int, statements: int) -> tuple[int, int]:
    """Let a process rebuild so many parts of the index, and die so many statements later.

    It kills itself, so that a slow machine does not let it get further. Gives how many
    publications it found done, and how many it told of at last.
    """
    script = REBUILD.format(
        root=str(ROOT), site=str(ROOT / "site"), parts=parts + 1, statements=statements
    )
    process = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **database_of_this_test()},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.returncode == -signal.SIGKILL
    # What the database was told before it may still do.
    time.sleep(0.3)
    told = [int(line) for line in process.stdout.split()]
    return told[0], told[-1]


State = dict[int, tuple[object, ...]]


def state() -> State:
    """What the index holds of each publication: its texts, its traits, and its words."""
    traits: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Trait.objects.order_by("name", "value").values_list("entry", "name", "value")
    for entry, name, value in rows:
        traits[entry].append((name, value))
    return {
        key: (lead, body, tuple(traits[key]))
        for key, lead, body in Entry.objects.values_list("publication", "lead", "body")
    }


def spoil() -> None:
    """Have the index say nothing of what the pages say, and of some of them nothing at all."""
    nothing = Terms.of({}, analyser("pl"))
    Entry.objects.update(lead="", body="", terms=nothing)
    Trait.objects.all().delete()
    Vocable.objects.all().delete()
    gone = Entry.objects.order_by("pk").values_list("pk", flat=True)[::2]
    Entry.objects.filter(pk__in=list(gone)).delete()


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_is_killed_goes_on_and_does_nothing_by_halves() -> None:
    tree = grow()
    for number in range(PAGES):
        ContentFactory(parent=tree.home, title="Opera", slug=f"opera-{number}", summary="Balet")
    right, total = state(), Publication.stored.count()
    assert len(right) == total
    words = set(Vocable.objects.values_list("folded", flat=True))
    reader, dice = Reader.at(tree.site, "pl"), random.Random(7)
    spoil()
    wrong = state()
    assert find(reader, Query("opera balet")).total == 0
    mended = 0
    for _ in range(KILLS):
        begun, told = kill_after(dice.randint(1, 2), dice.randint(0, 15))
        assert begun == mended
        now = state()
        done = {key for key in right if now.get(key) == right[key]}
        assert all(now.get(key) == wrong.get(key) for key in right if key not in done)
        # From the first on, and no fewer than was told.
        assert done == set(sorted(right)[: len(done)])
        mended = len(done)
        assert told <= mended < total
    assert find(reader, Query("opera balet")).total > 0
    reported: list[tuple[int, int]] = []
    indexing.rebuild(report=lambda done, total: reported.append((done, total)))
    assert reported[0] == (mended, total)
    assert reported[-1] == (total, total)
    assert not Progress.objects.filter(pk=indexing.REBUILD).exists()
    assert state() == right
    assert find(reader, Query("opera balet")).total == PAGES
    assert set(Vocable.objects.values_list("folded", flat=True)) == words


@pytest.mark.django_db
def test_a_language_that_is_added_later_is_indexed(settings: Any, tmp_path: Path) -> None:
    tree = grow()
    settings.COURTYARD_DICTIONARIES = tmp_path
    page = ContentFactory(parent=tree.home, title="Dzieci")
    locale = Locale.objects.create(language_code="uk")
    in_language(tree.home, locale, title="uk", slug="uk")
    dictionaries._analysers.clear()
    try:
        dictionaries.prepare("uk")
        in_language(page, locale, title="Люди", slug="liudy")
        found = find(Reader.at(tree.site, "uk"), Query("людина"))
        assert (found.total, found.matches, found.meant) == (1, "all", "")
    finally:
        dictionaries._analysers.clear()
