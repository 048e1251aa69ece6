"""Whatever editors and translators do, and in whichever order: the invariants hold.

``make long SUITE=translation ARGS="--seed 7"`` repeats a run. A failing one is shown by the
fewest steps that fail.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from tests.trees import grow

from .states import timed
from .world import Machine, World

BEGIN = dt.datetime(2031, 3, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def make(db: None, admin_user: Any, settings: Any) -> Iterator[Callable[[], World]]:
    """Makes sites of the first day, with a clock that goes by steps."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{Machine.__module__}.Machine"}
    settings.SESSION_COOKIE_AGE = 10**9
    traveller: Any = time_machine.travel(BEGIN, tick=False)
    with traveller as clock:
        yield lambda: World(grow(), admin_user, clock)


def test_whatever_is_done_nothing_is_lost_and_nothing_foreign_is_shown(
    make: Callable[[], World],
) -> None:
    """The same steps each time."""
    tally, table = timed(make, sites=5, steps=50)
    sys.stdout.write(table)
    assert tally.steps.total() > 150


@pytest.mark.long
def test_whatever_is_done_for_long(
    make: Callable[[], World], request: pytest.FixtureRequest
) -> None:
    seed: int | None = request.config.getoption("--seed")
    seed = random.SystemRandom().randrange(10_000) if seed is None else seed
    sys.stdout.write(f"\nSeed {seed}\n")
    tally, table = timed(make, sites=30, steps=60, seed=seed)
    sys.stdout.write(table)
    assert tally.steps.total() >= 1000
