"""An edit script, step by step: changed by the editor's process, checked by the reader."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import time_machine
from django.core.cache import cache

from courtyard.localisation.site_map import LONGEST

from .changes import Step, Writer
from .editor import Editor
from .model import Command, World
from .reader import HIT, MISS, Reader

QUIET = frozenset({"clock", "clock back", "draft"})
"""Steps after which what was kept must still be served, unless the clock says otherwise."""

BEGINNING = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
QUARTER = dt.timedelta(minutes=15)

UNCERTAIN = frozenset({"schedule", "run the schedule", "the outbox", "the worker's round"})
"""Steps that may change nothing."""


class Proof:
    """One run. ``clock`` is the traveller of this process."""

    def __init__(self, editor: Editor, clock: Any, seed: int, share: int = 1) -> None:
        self.editor = editor
        self.clock = clock
        self.share = share
        self.seed = seed
        self.world = World()
        self.writer = Writer(seed, self.world)
        self.reader = Reader(self.world)
        self.changes: Counter[str] = Counter()
        self.kept_since: dt.datetime | None = None

    @property
    def now(self) -> dt.datetime:
        return self.writer.now

    def pass_time(self, seconds: float) -> None:
        self.writer.now += dt.timedelta(seconds=seconds)
        self.clock.move_to(self.now)

    def begin(self) -> None:
        """Build the first world."""
        self.pass_time(0)
        for command in self.writer.first_world():
            self.do(command)
        self.do({"do": "worker"})
        if self.share > 1:
            self.reader.assume(self.now)
        self.check()

    def do(self, command: Command) -> None:
        """Have one command done, by the editor's process and by the model."""
        self.editor.do(command, self.now)
        if command["do"] != "begin":
            self.world.apply(command, self.now)

    def do_only(self, command: Command) -> None:
        """Have a command done of which the model knows nothing."""
        self.editor.do(command, self.now)

    def check(self, first: str | None = MISS) -> None:
        self.reader.check(self.now, first=first, share=self.share)
        # What is kept holds a minute from the first answer after a change.
        if first != HIT:
            self.kept_since = self.now if first == MISS else None

    def take(self, step: Step) -> None:
        """Take one step, and check everything after it."""
        self.pass_time(step.seconds or self.writer.dice.randint(1, 20))
        self.changes[step.name] += 1
        first = self._first(step)
        for command in step.commands:
            self.do(command)
        if not step.silent:
            self.check(first)
            return
        if step.at_once:
            cache.clear()
            self.check()
        self.do({"do": "round"})
        self.pass_time(LONGEST.total_seconds() + 1)
        self.check()

    def _first(self, step: Step) -> str | None:
        if step.name in UNCERTAIN:
            return None
        if step.name not in QUIET:
            return MISS
        if self.kept_since is None:
            return None
        boundaries = [
            page.content.expire_at
            for page in self.world.pages.values()
            if page.live and page.content.expire_at and page.content.expire_at > self.kept_since
        ]
        # With each quarter of an hour a day may begin somewhere, and with it what is dated by days.
        quarter = self.kept_since + QUARTER - (self.kept_since - BEGINNING) % QUARTER
        until = min([self.kept_since + LONGEST, quarter, *boundaries])
        return HIT if self.kept_since <= self.now < until else MISS

    def run(self, changes: int) -> None:
        """So many random steps."""
        for number in range(1, changes + 1):
            step = self.writer.step()
            try:
                self.take(step)
            except AssertionError as error:
                at = f"Seed {self.seed}, step {number}, {step.name}, at {self.now.isoformat()}"
                error.add_note(f"{at}: {step.commands}")
                raise


def table(proof: Proof, seed: int, seconds: float) -> str:
    """What a run has done, for people."""
    counts = proof.reader.counts
    lines = [f"Freshness, seed {seed}: {proof.changes.total()} changes in {seconds:.0f} s", ""]
    lines += _columns(sorted(proof.changes.items(), key=lambda item: (-item[1], item[0])))
    lines += ["", "answers checked against the model"]
    lines += _columns([*sorted(counts.answers.items()), ("all", counts.answers.total())])
    lines += _columns([("read again as hits", counts.hits)])
    lines += _columns([("addresses in the end", len(proof.world.ever) * 4)])
    return "\n".join(["", *lines, ""])


def _columns(rows: Iterable[tuple[str, int]]) -> list[str]:
    return [f"  {name:<24}{number:>8}" for name, number in rows]


def run(editor: Editor, seed: int, changes: int, share: int = 1) -> str:
    """One run from an empty site; gives its table. For ``share`` see Reader.check."""
    began = time.monotonic()
    traveller: Any = time_machine.travel(BEGINNING, tick=False)
    with traveller as clock:
        proof = Proof(editor, clock, seed, share)
        proof.begin()
        proof.run(changes)
    return table(proof, seed, time.monotonic() - began)
