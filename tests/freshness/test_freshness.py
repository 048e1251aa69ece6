"""Whatever editors change in another process, the next reader sees: a random edit script.

An editor's process publishes, unpublishes, schedules, moves, renames, translates, restricts and
deletes, changes partners, cities, topics, images, menus and settings, updates rows behind
everybody's back, and moves the clock. A model in plain Python knows what each address must show.
After each change pages and API answers are compared with it, first built anew, then as a hit of
the cache with the same body.

What is changed in bulk without a signal: what it hides is hidden at once where nothing is kept;
its words are read after the worker's next round, and kept answers follow within a minute. There
the proof runs the round and lets 61 seconds pass.

Every answer that must change is read after each change; of the others one in ``share``, in turn.
``make long SUITE=freshness ARGS="--seed 7 --share 1"`` repeats a run, and reads all of them.
"""

from __future__ import annotations

import random
import sys

import pytest

from .editor import Editor
from .proof import run

A_FEW, MANY = 36, 500
STEADY = 1
"""The seed of the run that is part of every test run."""


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """That of ``--seed``, or a new one."""
    chosen: int | None = request.config.getoption("--seed")
    return random.SystemRandom().randrange(10_000) if chosen is None else chosen


def test_readers_see_each_change_at_once(editor: Editor, request: pytest.FixtureRequest) -> None:
    """The same changes each time, unless ``--seed`` says otherwise."""
    seed: int = request.config.getoption("--seed") or STEADY
    sys.stdout.write(run(editor, seed, A_FEW, share=30))


@pytest.mark.long
def test_readers_see_each_of_many_changes_at_once(
    editor: Editor, seed: int, request: pytest.FixtureRequest
) -> None:
    share: int = request.config.getoption("--share")
    sys.stdout.write(run(editor, seed, MANY, share))
