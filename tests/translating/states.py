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
from .world import World, pick

LARGEST = 4
"""How many things a site has at most: each is compared after each step."""

WHICH, PLACE = st.integers(0, 11), st.integers(0, 23)
HOURS, PARTS = st.integers(1, 9), st.integers(1, 4)
BOTH = st.booleans()
USUALLY = st.sampled_from((True, True, True, False))
ORIGINALS = st.sampled_from(("pl", "pl", "en", "uk"))


class Kind(NamedTuple):
    """A kind of change: how often it comes, what is done, and how that is chosen.

    ``needs`` tells of a site what it can be done with; with nothing it is not chosen.
    """

    weight: int
    make: Callable[..., bool]
    needs: Callable[[World], Any]
    how: dict[str, st.SearchStrategy[Any]]


def kind(
    weight: int,
    make: Callable[..., bool],
    needs: Callable[[World], Any],
    **how: st.SearchStrategy[Any],
) -> Kind:
    return Kind(weight, make, needs, how)


def always(world: World) -> bool:
    return True


def has_room(world: World) -> bool:
    return len(world.things) < LARGEST


def exports(world: World) -> list[Any]:
    return world.exports


def things(world: World) -> list[Any]:
    return world.things


def _add_language(world: World, which: int) -> bool:
    code = pick(world.languages_to_come(), which)
    return code is not None and world.add_language(code)


def _create(world: World, code: str, **how: Any) -> bool:
    """In the language of the site where it has not the one that is chosen."""
    return world.create(code=code if code in world.codes else world.codes[0], **how)


def _translate_and_publish(world: World, which: int) -> bool:
    return world.translate(which, 0, 30) and world.publish(which, anyway=False)


def _import_fresh(world: World, which: int, **how: Any) -> bool:
    is_exported = world.export(which, everything=False)
    return is_exported and world.import_(len(world.exports) - 1, **how)


W = World
KINDS: dict[str, Kind] = {
    # The first one is all that hypothesis does in its first run: it can be done twice.
    "add a language": kind(2, _add_language, W.languages_to_come, which=WHICH),
    "edit a text": kind(
        5, W.edit, W.editable, which=WHICH, place=PLACE, alike=BOTH, publish=USUALLY
    ),
    "create a page": kind(3, _create, has_room, parent=WHICH, code=ORIGINALS, live=USUALLY),
    "add a block": kind(2, W.add_block, W.editable, which=WHICH, place=PLACE, publish=USUALLY),
    "delete a block": kind(
        3, W.delete_block, W.with_blocks, which=WHICH, place=PLACE, publish=USUALLY
    ),
    "write a block again": kind(
        3, W.write_block_again, W.with_deleted_blocks, which=WHICH, place=PLACE, publish=USUALLY
    ),
    "move a block": kind(
        5, W.move_block, W.editable, which=WHICH, place=PLACE, to=PLACE, publish=USUALLY
    ),
    "publish an original": kind(2, W.publish_original, W.editable, which=WHICH),
    "unpublish": kind(1, W.unpublish, W.live_pages, which=WHICH),
    "schedule": kind(2, W.schedule, W.editable, which=WHICH, hours=HOURS, expire=BOTH),
    "the clock goes on": kind(3, W.clock_goes_on, W.is_ordered, hours=HOURS),
    "move a page": kind(2, W.move, W.governed, which=WHICH, to=WHICH),
    "delete a page": kind(1, W.delete, things, which=WHICH, code=WHICH, everywhere=BOTH),
    "submit": kind(4, W.submit, W.not_given, which=WHICH),
    "translate some texts": kind(
        4, W.translate, W.translations, which=WHICH, start=PLACE, many=st.integers(1, 3)
    ),
    "translate all texts": kind(
        2, W.translate, W.translations, which=WHICH, start=PLACE, many=st.just(30)
    ),
    "translate all and publish": kind(4, _translate_and_publish, W.translations, which=WHICH),
    "type a fault": kind(4, W.type_fault, W.translations, which=WHICH, place=PLACE, is_soft=BOTH),
    "say that it is right": kind(8, W.confirm, W.with_wrong_texts, which=WHICH, place=PLACE),
    "end it, write by hand, begin again": kind(2, W.write_by_hand, W.with_a_title, which=WHICH),
    "translate by machine": kind(6, W.by_machine, W.with_open_texts, which=WHICH),
    "publish a translation": kind(3, W.publish, W.translations, which=WHICH, anyway=st.just(False)),
    "publish a translation anyway": kind(
        1, W.publish, W.translations, which=WHICH, anyway=st.just(True)
    ),
    "export a PO file": kind(2, W.export, W.translations, which=WHICH, everything=BOTH),
    "import a PO file": kind(3, W.import_, exports, which=WHICH, share=PARTS, taken=BOTH),
    "import a fresh PO file": kind(
        2, _import_fresh, W.translations, which=WHICH, share=PARTS, taken=BOTH
    ),
    "the worker rests, or comes back": kind(1, W.change_of_shift, always),
}


def possible(world: World) -> list[str]:
    """The kinds of changes that find something to do, each as often as it is to come."""
    found = {needs: bool(needs(world)) for needs in {one.needs for one in KINDS.values()}}
    return [name for name, one in KINDS.items() if found[one.needs] for _time in range(one.weight)]


class Tally:
    """What all runs have done together."""

    def __init__(self) -> None:
        self.steps: Counter[str] = Counter()
        self.idle = 0
        self.invariants: Counter[str] = Counter()

    def table(self, seconds: float) -> str:
        done = self.steps.total()
        told = f"{done + self.idle} steps in {seconds:.0f} s, {done} of them did something"
        lines = [f"Translation: {told}", "", "steps"]
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

    @rule(data=st.data())
    def change(self, data: Any) -> None:
        name = data.draw(st.sampled_from(possible(self.world)))
        how = data.draw(st.fixed_dictionaries(KINDS[name].how))
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
