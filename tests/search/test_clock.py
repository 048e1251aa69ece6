"""What the clock changes of an answer, without anybody publishing anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from courtyard.outbox import worker
from courtyard.publications.reading import Reader
from programmes.models import Participant, Selected
from search.finding import Query, find
from search.indexing import follow_the_clock
from search.models import Entry
from tests.trees import (
    EditionFactory,
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
)

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
API = "/api/content/v1/search"


@pytest.fixture
def programme(tree: Tree) -> Any:
    programmes = ProgrammeIndexFactory(parent=tree.home, title="Programy")
    return ProgrammeFactory(parent=programmes, title="Program")


def statuses(client: Client, **chosen: str) -> tuple[int, set[str]]:
    """How many results a call has in the API, and its statuses on the page and in the API."""
    asked = {"q": "konkurs", "locale": "pl", **chosen}
    answer = client.get(API, asked).json()
    page = BeautifulSoup(client.get("/pl/szukaj/", asked).content, "html.parser")
    assert len(page.select(".found__list .found__one")) == answer["paging"]["total"]
    [filter_] = [one for one in answer["filters"] if one["name"] == "status"]
    said = [one["value"] for one in filter_["options"] if one["count"]]
    shown = [one["value"] for one in page.select("#filter-status option") if "(1)" in one.text]
    assert shown == said
    return answer["paging"]["total"], set(said)


def test_answers_that_were_kept_end_when_a_call_opens_and_closes(programme: Any) -> None:
    opens, closes = NOW + DAY, NOW + 20 * DAY
    OpenCallFactory(parent=programme, title="Konkurs", opens=opens, closes=closes)
    # Another one has the same words: where a call stands is offered where it tells them apart.
    OpenCallFactory(parent=programme, title="Konkurs", slug="inny", is_cancelled=True)
    client, second = Client(HTTP_HOST="localhost"), dt.timedelta(seconds=1)
    moments = [
        (opens, "announced", "open"),
        (closes - 7 * DAY, "open", "closing_soon"),
        (closes, "closing_soon", "closed"),
    ]
    for moment, before, after in moments:
        with time_machine.travel(moment - second, tick=False):
            assert statuses(client) == (2, {before, "cancelled"})
            assert statuses(client, status=before)[0] == 1
        with time_machine.travel(moment, tick=False):
            assert statuses(client)[1] == {after, "cancelled"}
            assert statuses(client, status=after)[0] == 1
            assert statuses(client, status=before)[0] == 0


def total(tree: Tree, words: str) -> int:
    found = find(Reader.at(tree.site, "pl"), Query(words))
    return 0 if found.meant else found.total


def test_results_of_a_call_are_searched_from_their_day_on(tree: Tree, programme: Any) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        call = OpenCallFactory(
            parent=programme,
            title="Konkurs",
            closes=NOW - DAY,
            results_announced=(NOW + 3 * DAY).date(),
        )
        call.selected = [Selected(name="Zofia Tajemna", consent=True)]
        call.save_revision().publish()
        follow_the_clock()
        assert total(tree, "tajemna") == 0
        clock.move_to(NOW + 2 * DAY)
        follow_the_clock()
        assert total(tree, "tajemna") == 0
        clock.move_to(NOW + 3 * DAY)
        assert follow_the_clock() == 1
        assert total(tree, "tajemna") == 1
        assert follow_the_clock() == 0


def test_whoever_may_be_named_until_a_day_is_not_found_when_it_ends(
    tree: Tree, programme: Any
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        edition = EditionFactory(parent=programme, title="Edycja")
        edition.participants = [
            Participant(name="Zofia Tajemna", consent=True, consent_until=NOW.date() + 10 * DAY),
            Participant(name="Adam Jawny", consent=True),
        ]
        edition.save_revision().publish()
        assert total(tree, "tajemna") == 1
        # The last time that the worker comes by before the day is over.
        clock.move_to(NOW + 10 * DAY)
        assert follow_the_clock() == 1
        assert total(tree, "tajemna") == 0
        assert "Tajemna" not in Entry.objects.get(publication=edition.pk).body
        assert total(tree, "jawny") == 1


def test_the_worker_follows_the_clock() -> None:
    assert follow_the_clock in [chore.run for chore in worker._chores]
