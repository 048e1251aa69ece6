"""The state machine: hypothesis chooses what editors and translators do, and in which order."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple

from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from wagtail.models import Site

from courtyard.localisation import site_map

from .invariants import Invariants
from .world import World

LARGEST = 4
"""How many things a site has at most: each is compared after each step."""

WHICH, PLACE = st.integers(0, 11), st.integers(0, 23)
HOURS, PARTS = st.integers(1, 9), st.integers(1, 4)
BOTH = st.booleans()
USUALLY = st.sampled_from((True, True, True, False))
ORIGINALS = st.sampled_from(("pl", "pl", "en", "uk"))

Change = tuple[str, dict[str, Any]]


class Kind(NamedTuple):
    """A kind of change: how often it comes, what is done, and how that is chosen."""

    weight: int
    make: Callable[..., bool]
    how: dict[str, st.SearchStrategy[Any]]


def kind(weight: int, make: Callable[..., bool], **how: st.SearchStrategy[Any]) -> Kind:
    return Kind(weight, make, how)


def _create(world: World, **how: Any) -> bool:
    return len(world.things) < LARGEST and world.create(**how)


def _translate_and_publish(world: World, which: int) -> bool:
    return world.translate(which, 0, 30) and world.publish(which, anyway=False)


def _import_fresh(world: World, which: int, **how: Any) -> bool:
    is_exported = world.export(which, everything=False)
    return is_exported and world.import_(len(world.exports) - 1, **how)


KINDS: dict[str, Kind] = {
    # The first one is all that hypothesis does in its first run: it can be done twice.
    "add a language": kind(2, World.add_language, code=st.sampled_from(("uk", "de"))),
    "edit a text": kind(5, World.edit, which=WHICH, place=PLACE, alike=BOTH, publish=USUALLY),
    "create a page": kind(3, _create, parent=WHICH, code=ORIGINALS, live=USUALLY),
    "add a block": kind(2, World.add_block, which=WHICH, place=PLACE, publish=USUALLY),
    "delete a block": kind(3, World.delete_block, which=WHICH, place=PLACE, publish=USUALLY),
    "write a block again": kind(
        3, World.write_block_again, which=WHICH, place=PLACE, publish=USUALLY
    ),
    "move a block": kind(5, World.move_block, which=WHICH, place=PLACE, to=PLACE, publish=USUALLY),
    "publish an original": kind(2, World.publish_original, which=WHICH),
    "unpublish": kind(1, World.unpublish, which=WHICH),
    "schedule": kind(2, World.schedule, which=WHICH, hours=HOURS, expire=BOTH),
    "the clock goes on": kind(3, World.clock_goes_on, hours=HOURS),
    "move a page": kind(2, World.move, which=WHICH, to=WHICH),
    "delete a page": kind(1, World.delete, which=WHICH, code=WHICH, everywhere=BOTH),
    "submit": kind(4, World.submit, which=WHICH, code=st.sampled_from(("en", "uk", "de", "pl"))),
    "translate some texts": kind(
        4, World.translate, which=WHICH, start=PLACE, many=st.integers(1, 3)
    ),
    "translate all texts": kind(2, World.translate, which=WHICH, start=PLACE, many=st.just(30)),
    "translate all and publish": kind(4, _translate_and_publish, which=WHICH),
    "type a fault": kind(2, World.type_fault, which=WHICH, place=PLACE, is_soft=BOTH),
    "say that it is right": kind(2, World.confirm, which=WHICH, place=PLACE),
    "end it, write by hand, begin again": kind(2, World.write_by_hand, which=WHICH),
    "translate by machine": kind(2, World.by_machine, which=WHICH),
    "publish a translation": kind(3, World.publish, which=WHICH, anyway=st.just(False)),
    "publish a translation anyway": kind(1, World.publish, which=WHICH, anyway=st.just(True)),
    "export a PO file": kind(2, World.export, which=WHICH, everything=BOTH),
    "import a PO file": kind(3, World.import_, which=WHICH, share=PARTS, taken=BOTH),
    "import a fresh PO file": kind(2, _import_fresh, which=WHICH, share=PARTS, taken=BOTH),
    "the worker rests, or comes back": kind(1, World.change_of_shift),
}

CHANGES: st.SearchStrategy[Change] = st.sampled_from(
    [name for name, one in KINDS.items() for _time in range(one.weight)]
).flatmap(lambda name: st.tuples(st.just(name), st.fixed_dictionaries(KINDS[name].how)))


class Tally:
    """What all runs have done together."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()
        self.idle = 0
        self.invariants: Counter[str] = Counter()

    def table(self, seconds: float) -> str:
        lines = [f"Translation: {self.steps.total()} steps in {seconds:.0f} s", "", "steps"]
        lines += _columns(sorted(self.steps.items(), key=lambda item: (-item[1], item[0])))
        lines += _columns([("nothing to do", self.idle)])
        lines += ["", "compared after them", *_columns(sorted(self.invariants.items()))]
        return "\n".join(["", *lines, ""])


def _columns(rows: Iterable[tuple[str, int]]) -> list[str]:
    return [f"  {name:<32}{number:>8}" for name, number in rows]


class States(RuleBasedStateMachine):
    """One site, from its beginning; everything is undone in the end."""

    make: ClassVar[Callable[[], World]]
    tally: ClassVar[Tally]

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        forget()
        self.world = type(self).make()
        self.judge = Invariants(self.world, self.tally.invariants)
        self.is_new = True
        self.world.create(0, "pl", live=True)
        self.world.submit(0, "en")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        forget()

    @invariant()
    def holds(self) -> None:
        if self.is_new:
            self.is_new = False
            self.judge.check()

    @rule(change=CHANGES)
    def change(self, change: Change) -> None:
        name, how = change
        self.is_new = KINDS[name].make(self.world, **how)
        if self.is_new:
            self.tally.steps[name] += 1
        else:
            self.tally.idle += 1


def forget() -> None:
    """What processes remember of another site."""
    cache.clear()
    site_map._remembered.clear()
    Site.clear_site_root_paths_cache()


def run(
    make: Callable[[], World],
    *,
    sites: int,
    steps: int,
    seed: int | None = None,
    is_made_short: bool = True,
) -> Tally:
    """So many sites, each changed in so many steps at most; a failing run is made short."""
    tally = Tally()
    machine: Any = type("States", (States,), {"make": staticmethod(make), "tally": tally})
    if seed is not None:
        machine._hypothesis_internal_use_seed = seed
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sites,
            stateful_step_count=steps,
            derandomize=seed is None,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink) if is_made_short else (Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=[*HealthCheck],
            verbosity=Verbosity.normal,
        ),
    )
    return tally


def timed(make: Callable[[], World], **how: Any) -> tuple[Tally, str]:
    """A run, with its table."""
    began = time.perf_counter()
    tally = run(make, **how)
    return tally, tally.table(time.perf_counter() - began)
