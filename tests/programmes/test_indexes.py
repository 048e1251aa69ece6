"""The indexes of calls and of events: chosen by facts, counted, the same as in the content API."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from courtyard.models import Discipline, DisciplineLink, Tag, TagLink, TopicLink
from courtyard.publications.reading import Reader
from network.models import City
from programmes.models import CallRound, EventDate, ProgrammeCity
from tests.trees import (
    EventFactory,
    EventIndexFactory,
    OpenCallFactory,
    OpenCallIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    Tree,
    term_in_two_languages,
    topic,
)

from .conftest import warsaw
from .test_calls import API, answer, at

NOW = warsaw("2026-05-10 12:00")
DAY = dt.timedelta(days=1)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def calls(tree: Tree, programme: Any) -> None:
    """Calls of every status, in two programmes and in none, with what one can choose by."""
    lodz = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    dance = term_in_two_languages(Discipline, tree, "dance", "Taniec", "Dance")
    programme.cities = [ProgrammeCity(city=lodz)]
    programme.kind = "forum"
    programme.save_revision().publish()
    grants = ProgrammeFactory(
        parent=programme.get_parent(), title="Granty", slug="granty", kind="mobility_grant"
    )
    index = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    subject = topic(tree)
    for parent, name, facts in (
        (programme, "a", {"closes": NOW + 3 * DAY, "for_groups": True, "offers_travel": True}),
        (programme, "b", {"closes": NOW + 60 * DAY, "fee": Decimal(10), "fee_currency": "EUR"}),
        (grants, "c", {"is_rolling": True, "for_individuals": True, "offers_production": True}),
        (grants, "d", {"opens": NOW + DAY, "closes": NOW + 40 * DAY, "offers_studio": True}),
        (index, "e", {"closes": NOW - DAY, "for_organisations": True}),
        (index, "f", {"closes": NOW + 9 * DAY, "is_cancelled": True}),
        (index, "g", {"closes": NOW - 30 * DAY, "results_announced": dt.date(2026, 5, 1)}),
        # By its own clocks this deadline is in June, by those of Warsaw in May.
        (index, "h", {"closes": warsaw("2026-05-31 23:30"), "time_zone": "Asia/Tokyo"}),
        (index, "i", {"rounds": [CallRound(closes=NOW + 20 * DAY)]}),
    ):
        links = {"discipline_links": [DisciplineLink(discipline=dance)]} if name in "abe" else {}
        if name in "ag":
            links["topic_links"] = [TopicLink(topic=subject)]  # type: ignore[list-item]
        call = {"closes": None, **facts, **links}
        OpenCallFactory(parent=parent, title=f"Nabór {name}", slug=name, **call)


@pytest.fixture
def events(tree: Tree, programme: Any) -> None:
    """Events that are over, on and coming, somewhere and online, with one of many dates."""
    lodz = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    kyiv = term_in_two_languages(City, tree, "kyiv", "Kijów", "Kyiv")
    dance = term_in_two_languages(Discipline, tree, "dance", "Taniec", "Dance")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    venue = PartnerFactory(parent=directory, title="Teatr", slug="teatr", city=lodz)
    hidden = PartnerFactory(parent=directory, title="Klub", slug="klub", city=kyiv, live=False)
    programme.kind = "forum"
    programme.save_revision().publish()
    index = EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    for parent, name, begin, facts in (
        (programme, "a", "2026-05-20 18:00", {"city": kyiv, "venue": venue}),
        (programme, "b", "2026-06-20 18:00", {"venue": venue, "step_free": True}),
        (index, "c", "2026-04-20 18:00", {"online_url": "https://example.org/", "captions": True}),
        (index, "d", "2026-05-01 10:00", {"admission": "ticket", "venue": hidden}),
        (index, "e", "2026-04-01 10:00", {"dates": [EventDate(starts=warsaw("2026-07-01 10:00"))]}),
        # From April into June.
        (index, "f", "2026-04-30 23:30", {"ends": warsaw("2026-06-02 10:00")}),
        # By its own clocks this one is in June.
        (index, "g", "2026-05-31 23:30", {"time_zone": "Asia/Tokyo", "status": "cancelled"}),
    ):
        links = {"discipline_links": [DisciplineLink(discipline=dance)]} if name in "bc" else {}
        event = {"starts": warsaw(begin), "ends": None, **facts, **links}
        EventFactory(parent=parent, title=f"Wieczór {name}", slug=name, **event)


def index(path: str, query: dict[str, str], now: dt.datetime = NOW) -> Any:
    """What an index says to a reader who has chosen something."""
    reader = Reader.at(Site.objects.get(), "pl", now=now, parameters=query)
    found = reader.find(path)
    assert found
    [whole] = reader.whole(found.row, found.surroundings)
    return whole


def letters(cards: list[dict[str, Any]]) -> list[str]:
    return [card["title"][-1] for card in cards]


def in_api(client: Client, name: str, query: dict[str, str]) -> list[str]:
    with at(NOW):
        response = client.get(f"{API}/{name}", query)
    assert response.status_code == 200, response.content
    return letters(response.json()["items"])


def options(whole: Any) -> dict[str, dict[str, int]]:
    """What is offered, with how many there are of it."""
    return {
        one["name"]: {option["value"]: option["count"] for option in one["options"]}
        for one in whole["filters"]
    }


def test_every_choice_of_calls_shows_as_many_as_it_says_and_those_of_the_api(
    client: Client, calls: None
) -> None:
    assert letters(index("nabory/", {})["items"]) == ["a", "i", "h", "d", "b", "c"]
    statuses = options(index("nabory/", {}))["status"]
    assert statuses == {
        "": 6,
        "announced": 1,
        "open": 4,
        "closing_soon": 1,
        "closed": 1,
        "results_announced": 1,
        "cancelled": 1,
    }
    seen = set()
    for name, counts in options(index("nabory/", {"status": "open"})).items():
        for value in filter(None, counts):
            query = {"status": "open", name: value}
            found = letters(index("nabory/", query)["items"])
            assert len(found) == counts[value], query
            assert sorted(in_api(client, "open-calls", query)) == sorted(found), query
            seen |= {name for name in query if found}
    assert seen == {
        "status",
        "kind",
        "discipline",
        "applicant",
        "offers",
        "fee",
        "month",
        "city",
    }
    assert letters(index("nabory/", {"month": "2026-06"})["items"]) == ["h", "d"]


def test_every_choice_of_events_shows_as_many_as_it_says_and_those_of_the_api(
    client: Client, events: None
) -> None:
    shown = index("kalendarz/", {})
    assert letters(shown["items"]) == ["f", "a", "g", "b", "e"]
    assert options(shown)["when"] == {"": 5, "2026-05": 3, "2026-06": 3, "2026-07": 1, "past": 2}
    assert options(shown)["city"] == {"": 5, "kyiv": 1, "lodz": 1}
    seen = set()
    for name, counts in options(shown).items():
        for value in filter(None, counts):
            found = letters(index("kalendarz/", {name: value})["items"])
            assert len(found) == counts[value], (name, value)
            asked = {"when": "coming", name: value}
            if name == "when" and value != "past":
                asked = {"month": value}
            assert sorted(in_api(client, "events", asked)) == sorted(found), asked
            seen |= {name for name in asked if found}
    assert seen == {
        "when",
        "month",
        "kind",
        "discipline",
        "city",
        "online",
        "access",
        "admission",
        "status",
    }
    assert letters(index("kalendarz/", {"when": "past"})["items"]) == ["d", "c"]
    assert letters(index("kalendarz/", {"when": "2026-04"})["items"]) == ["e", "c", "f"]


def test_calls_that_are_over_come_latest_first(client: Client, calls: None, tree: Tree) -> None:
    OpenCallFactory(
        parent=tree.home.get_children().get(slug="nabory"),
        title="Nabór z",
        slug="z",
        closes=NOW - 200 * DAY,
    )
    assert letters(index("nabory/", {"status": "closed"})["items"]) == ["e", "z"]


def test_what_is_chosen_is_counted_beside_what_else_is_chosen(client: Client, calls: None) -> None:
    offered = options(index("nabory/", {"kind": "forum", "applicant": "groups"}))
    assert offered["kind"] == {"": 5, "mobility_grant": 1, "forum": 2}
    assert offered["applicant"] == {"": 2, "individuals": 1, "groups": 2, "organisations": 1}
    assert offered["offers"] == {"": 2, "travel": 1, "studio": 0, "production": 0}


def page(client: Client, path: str) -> str:
    with at(NOW):
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def chosen(html: str) -> dict[str, str]:
    """What can be taken away, with where that leads."""
    links = re.findall(r'<a class="chosen__one" href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    return {
        " ".join(re.sub("<[^>]+>", " ", text).split()): address.replace("&amp;", "&")
        for address, text in links
    }


def test_the_form_keeps_what_is_chosen_and_each_choice_can_be_taken_away(
    client: Client, calls: None
) -> None:
    html = page(client, "/pl/nabory/?topic=networking&status=closing_soon&discipline=dance")
    form = html.partition('<form class="filters"')[2].partition("</form>")[0]
    assert '<input type="hidden" name="topic" value="networking">' in form
    assert 'name="discipline"' in form
    assert 'type="hidden" name="discipline"' not in form
    assert re.findall(r'<option value="([^"]+)"\s+selected>', form) == ["closing_soon", "dance"]
    assert sorted(chosen(html).values()) == [
        "/pl/nabory/?discipline=dance&status=closing_soon",
        "/pl/nabory/?topic=networking&discipline=dance",
        "/pl/nabory/?topic=networking&status=closing_soon",
    ]
    # What is chosen stays so where nothing is left of it.
    html = page(client, "/pl/nabory/?topic=networking&status=cancelled")
    assert '<input type="hidden" name="topic" value="networking">' in html
    assert "entry__text" not in html


def test_what_nothing_can_have_is_said_to_be_found_nowhere(client: Client, calls: None) -> None:
    for query, status in (
        ("status=nonsense", 422),
        ("kind=palace", 422),
        ("month=2026-13", 422),
        ("month=someday", 422),
        ("fee=some", 422),
        ("city=nowhere", 200),
        ("discipline=alchemy", 200),
    ):
        html = page(client, f"/pl/nabory/?{query}&offers=travel")
        assert "entry__text" not in html
        gone = [one for one in chosen(html).values() if one.endswith("?offers=travel")]
        assert len(gone) == 1
        told = answer(client, f"/open-calls?{query}", status=status)
        assert not told.get("items")


def test_the_api_refuses_what_no_event_can_have(client: Client, tree: Tree) -> None:
    for query in ("month=2026-00", "kind=palace", "access=lift", "online=perhaps"):
        answer(client, f"/events?{query}", status=422)


def test_an_index_offers_nothing_of_what_is_hidden(
    client: Client, calls: None, tree: Tree, programme: Any
) -> None:
    hidden = term_in_two_languages(Tag, tree, "secret", "sekret", "secret")
    waiting = OpenCallFactory(
        parent=programme,
        title="Nabór x",
        slug="x",
        offers_mentoring=True,
        tag_links=[TagLink(tag=hidden)],
    )
    assert "mentoring" in options(index("nabory/", {}))["offers"]
    waiting.unpublish()
    programme.unpublish()
    told = index("nabory/", {"tag": "secret"})
    assert (told["items"], told["tag"]) == ([], None)
    offered = options(told)
    assert "mentoring" not in offered["offers"]
    assert "forum" not in offered["kind"]
    assert "city" not in offered
