"""What tables cost, by their number of rows: run by ``make bench PART=tables``.

The file is made here, with a key of the institute's own in each row. It is looked at, imported,
and looked at again, when it changes nothing. Only ratios are asserted: ten times as many rows take
about ten times as long. ``ARGS="--rows 1000,10000,100000"`` imports so many; without it the largest
file is only looked at, because saving a page has its price. Compared is the time of this process's
processor, which other processes do not lengthen.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from courtyard.editing import loading, spreadsheets, tables
from network.models import City
from tests.trees import PartnerIndexFactory, Tree, term_in_two_languages

pytestmark = [pytest.mark.long, pytest.mark.django_db]

LOOKED_AT, IMPORTED = (1_000, 10_000, 100_000), (1_000, 10_000)
CITIES = 50
AT_MOST, NO_TIME = 2.5, 0.1
"""How much longer a row of a file may take than one of a smaller file, and what is no time."""


@dataclass(frozen=True)
class Took:
    """What one thing took with so many rows."""

    what: str
    rows: int
    seconds: float
    busy: float
    queries: int

    @property
    def line(self) -> str:
        """A line of the table."""
        rate, each = self.rows / self.seconds, self.queries / self.rows
        return (
            f"{self.what:26} {self.rows:>8} rows {self.seconds:>8.1f} s {rate:>8.0f}/s"
            f" {self.busy:>8.1f} s of the processor"
            f" {self.queries:>9} queries {each:>7.2f} a row"
        )


def table_of(rows: int) -> bytes:
    """A table of partners, of whom all have a key of their own and many a city."""
    header = ["own_key", "title", "summary", "kind", "website", "city", "latitude", "longitude"]
    return spreadsheets.as_csv(
        [
            header,
            *(
                [
                    f"P-{number}",
                    f"Pracownia {number * 7919 % 1_000_003:x}",
                    "Warsztaty, pokazy i rozmowy w podwórku.",
                    "ngo",
                    f"https://example.org/{number}",
                    f"city-{number % CITIES}",
                    "51.1",
                    "17.03",
                ]
                for number in range(rows)
            ),
        ]
    )


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many queries are asked: kept as one number, as there are many."""
    number = [0]

    def count(execute: Any, *asked: Any) -> Any:
        number[0] += 1
        return execute(*asked)

    with connection.execute_wrapper(count):
        yield number


@pytest.fixture
def took() -> Iterator[list[Took]]:
    found: list[Took] = []
    yield found
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    head = f"\n{connection.vendor}, {peak} MB at the most"
    print(head, *(one.line for one in found), sep="\n")  # noqa: T201


@pytest.fixture
def directory(tree: Tree) -> Any:
    for number in range(CITIES):
        term_in_two_languages(City, tree, f"city-{number}", f"Miasto {number}", f"City {number}")
    return PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")


def test_ten_times_as_many_rows_take_about_ten_times_as_long(
    directory: Any, admin_user: Any, took: list[Took], request: Any
) -> None:
    asked = request.config.getoption("--rows")
    imported = tuple(map(int, asked.split(","))) if asked else IMPORTED
    table = tables.TABLES["partners"]

    def measure(what: str, rows: int, do: Callable[[], Any]) -> Any:
        with counted() as queries:
            began, was_busy = time.perf_counter(), time.process_time()
            result = do()
            seconds, busy = time.perf_counter() - began, time.process_time() - was_busy
            took.append(Took(what, rows, seconds, busy, queries[0]))
        return result

    for rows in sorted({*imported, *(() if asked else LOOKED_AT)}):
        data = table_of(rows)
        lines = measure("read", rows, partial(tables.read, table, data))
        take = partial(loading.load, table, lines, user=admin_user, parent=directory)
        assert not measure("look at new pages", rows, take).faults
        if rows not in imported:
            continue
        with transaction.atomic():
            measure("import new pages", rows, partial(take, dry=False))
            unchanged = {"created": 0, "updated": 0, "unchanged": rows}
            for what, is_dry in (("look at", True), ("import", False)):
                report = measure(f"{what} what is unchanged", rows, partial(take, dry=is_dry))
                assert report.counts == unchanged
            transaction.set_rollback(True)
        directory.refresh_from_db()
    for what in {one.what for one in took}:
        each = [one.busy / one.rows for one in took if one.what == what and one.busy > NO_TIME]
        assert all(more <= AT_MOST * less for less, more in zip(each, each[1:], strict=False)), what
