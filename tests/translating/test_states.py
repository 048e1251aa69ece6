"""Whatever editors and translators do, and in whichever order: the invariants hold.

``make long SUITE=translation ARGS="--seed 7"`` repeats a run. A failing one is shown by the
fewest steps that fail.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from hashlib import blake2s
from typing import Any

import pytest
import time_machine
from django.db import connection
from wagtail.models import Page

from courtyard.editing import translating
from courtyard.localisation import arranging, freshness, importing, rescue, sources, texts
from courtyard.outbox import services as outbox
from courtyard.publications import gate, writing
from tests.trees import grow

from .invariants import Invariants
from .states import timed
from .world import LANGUAGES, Machine, World

BEGIN = dt.datetime(2031, 3, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def make(db: None, admin_user: Any, settings: Any) -> Iterator[Callable[[], World]]:
    """Makes sites of the first day, with a clock that goes by steps."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{Machine.__module__}.Machine"}
    settings.SESSION_COOKIE_AGE = 10**9
    traveller: Any = time_machine.travel(BEGIN, tick=False)
    tree = grow()
    # Whoever asks for a page that is not public any more is logged.
    logging.disable(logging.WARNING)
    try:
        with traveller as clock:
            yield lambda: World(tree, admin_user, clock)
    finally:
        logging.disable(logging.NOTSET)


def test_whatever_is_done_nothing_is_lost_and_nothing_foreign_is_shown(
    make: Callable[[], World],
) -> None:
    """The same steps each time; on PostgreSQL the first of them."""
    sites = 4 if connection.vendor == "sqlite" else 2
    tally, table = timed(make, sites=sites, steps=60)
    sys.stdout.write(table)
    assert tally.steps.total() > 40 * (sites - 1)


@pytest.mark.long
def test_whatever_is_done_for_long(
    make: Callable[[], World], request: pytest.FixtureRequest
) -> None:
    seed: int | None = request.config.getoption("--seed")
    seed = random.SystemRandom().randrange(10_000) if seed is None else seed
    sys.stdout.write(f"\nSeed {seed}\n")
    tally, table = timed(make, sites=30, steps=40, seed=seed)
    sys.stdout.write(table)
    assert tally.steps.total() >= 1000


# What each invariant is for: something is left out, and it is noticed


@pytest.fixture
def world(make: Callable[[], World]) -> World:
    """A page, translated and published in English."""
    world = make()
    translate_one(world)
    return world


def translate_one(world: World) -> None:
    last = len(world.things)
    assert world.create(0, "pl", live=True)
    assert world.submit(0, "en")
    assert world.translate(last, 0, 30)
    assert world.publish(last, anyway=False)


def without_rescue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rescue, "rescue", lambda source, before: 0)


def without_texts_anew(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(outbox._kinds, sources.OUTBOX_KIND, outbox.Kind(lambda payload: None))


def without_former_words(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(texts._Formers, "of", lambda self, segment, is_alone: None)


def without_what_is_imported(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(importing, "_write", lambda translation, rows, user: None)


def with_what_is_missing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(translating, "is_complete", lambda translation: True)
    patch.setattr(freshness, "check", lambda page: None)


def with_drafts_in_the_live_row(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(gate, "only_drafting", lambda page: nullcontext())
    patch.setattr(freshness, "check", lambda page: None)


def without_telling_twins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writing, "tell_twins", sources.order)


def without_writing_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writing, "_write_again", lambda pages: None)


def with_places_in_words(patch: pytest.MonkeyPatch) -> None:
    def by_path(words: Any) -> str:
        return blake2s(str(sorted(words)).encode(), digest_size=16).hexdigest()

    patch.setattr(freshness, "_fingerprint", by_path)


def without_leaving_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(arranging, "arrange", lambda source: 0)


def nothing(patch: pytest.MonkeyPatch) -> None:
    pass


def written_again(world: World) -> None:
    world.delete_block(0, 0, publish=True)
    world.write_block_again(0, 0, publish=True)


def edited(world: World) -> None:
    world.edit(0, 0, alike=False, publish=True)


def edited_and_published(world: World) -> None:
    edited(world)
    world.publish(0, anyway=False)


def imported(world: World) -> None:
    world.export(0, everything=False)
    world.import_(0, 1, taken=True)


def original_deleted(world: World) -> None:
    edited(world)
    world.delete(0, LANGUAGES.index("pl"), everywhere=False)


def moved(world: World) -> None:
    world.move_block(0, 0, 1, publish=True)


def deleted(world: World) -> None:
    world.delete_block(0, 0, publish=True)


def miscounted(world: World) -> None:
    Page.objects.filter(depth=2).update(numchild=7)


def sunk(world: World) -> None:
    Page.objects.filter(depth=3).update(depth=4)


def twin_elsewhere(world: World) -> None:
    translate_one(world)
    first, second = (world.page(thing, "en") for thing in world.things)
    first.move(second, pos="last-child")


LOST, COMPLETE, STORED, TREE, ORDER, DELETED = (
    "no translation is lost",
    "the last complete translation",
    "what is stored",
    "the tree",
    "out of date by words that were moved",
    "out of date by words that were deleted",
)
LEFT_OUT: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], None], Callable[[World], None]]] = {
    "rescue": (LOST, without_rescue, written_again),
    "the outbox": (LOST, without_texts_anew, edited),
    "former words": (LOST, without_former_words, edited),
    "what is imported": (LOST, without_what_is_imported, imported),
    "waiting until all is translated": (COMPLETE, with_what_is_missing, edited_and_published),
    "leaving the live row alone": (COMPLETE, with_drafts_in_the_live_row, edited_and_published),
    "telling twins": (STORED, without_telling_twins, edited),
    "telling twins of a deleted original": (STORED, without_writing_again, original_deleted),
    "comparing words without places": (ORDER, with_places_in_words, moved),
    "leaving out what is deleted": (DELETED, without_leaving_out, deleted),
    "counting children": (TREE, nothing, miscounted),
    "depths": (TREE, nothing, sunk),
    "twins below twins": (TREE, nothing, twin_elsewhere),
}
QUICK = ("rescue", "waiting until all is translated", "telling twins", "twins below twins")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "name",
    [pytest.param(one, marks=() if one in QUICK else pytest.mark.long) for one in LEFT_OUT],
)
def test_what_is_left_out_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    invariant, left_out, change = LEFT_OUT[name]
    judge = Invariants(world, Counter())
    judge.check()
    with monkeypatch.context() as patch:
        left_out(patch)
        with pytest.raises(AssertionError, match=invariant):
            and_judged(change, world, judge)


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [written_again, edited, edited_and_published, imported, original_deleted, moved, deleted],
)
def test_with_nothing_left_out_the_same_changes_are_sound(
    world: World, change: Callable[[World], None]
) -> None:
    judge = Invariants(world, Counter())
    judge.check()
    and_judged(change, world, judge)


def and_judged(change: Callable[[World], None], world: World, judge: Invariants) -> None:
    change(world)
    judge.check()
