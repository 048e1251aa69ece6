"""Resolving references."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from courtyard.publications import references
from courtyard.publications.reading import Reader
from courtyard.publications.references import Wanted, resolve

READER = cast("Reader", SimpleNamespace(plain=False))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[set[Wanted]]:
    """A kind of reference whose things are a small world; gives what it was asked."""
    asked: list[set[Wanted]] = []
    world: dict[str, Any] = {
        "berlin": {"name": "Berlin"},
        "partner": {"name": "Partner", "city": ref("berlin")},
        "listing": {"items": [ref("partner"), ref("hidden")]},
        "loop": {"again": ref("loop")},
    }

    def resolver(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
        asked.append(wanted)
        return {one: world[one.key] for one in wanted if one.key in world}

    monkeypatch.setitem(references._resolvers, "thing", (references.LEAF, resolver))
    return asked


def ref(key: str, *, essential: bool = False) -> dict[str, Any]:
    return {"ref": "thing", "key": key, "size": "label", "essential": essential}


@pytest.mark.usefixtures("calls")
def test_a_reference_gives_way_to_what_it_names() -> None:
    assert resolve([{"where": ref("berlin")}], READER) == [{"where": {"name": "Berlin"}}]


@pytest.mark.usefixtures("calls")
def test_a_reference_to_nothing_public_leaves_the_place_empty() -> None:
    assert resolve([{"where": ref("hidden")}], READER) == [{"where": None}]


@pytest.mark.usefixtures("calls")
def test_a_reference_to_nothing_public_falls_out_of_a_list() -> None:
    document = {"cities": [ref("hidden"), ref("berlin")]}
    assert resolve([document], READER) == [{"cities": [{"name": "Berlin"}]}]


@pytest.mark.usefixtures("calls")
def test_an_essential_reference_takes_its_record_along() -> None:
    document = {"partners": [{"role": "host", "partner": ref("hidden", essential=True)}]}
    assert resolve([document], READER) == [{"partners": []}]


@pytest.mark.usefixtures("calls")
def test_references_inside_what_is_referred_to_are_resolved() -> None:
    assert resolve([ref("listing")], READER) == [
        {"items": [{"name": "Partner", "city": {"name": "Berlin"}}]}
    ]


def test_each_round_asks_once_however_many_references(calls: list[set[Wanted]]) -> None:
    resolve([{"cities": [ref("partner")] * 50}, {"city": ref("berlin")}], READER)
    assert [len(wanted) for wanted in calls] == [2]


@pytest.mark.usefixtures("calls")
def test_references_that_run_in_a_circle_come_to_an_end() -> None:
    (answer,) = resolve([ref("loop")], READER)
    assert "ref" not in str(answer)


def test_what_was_built_is_not_changed_by_reading(calls: list[set[Wanted]]) -> None:
    document = {"where": ref("berlin")}
    resolve([document], READER)
    assert document == {"where": ref("berlin")}
