"""Events: what may go public, and what readers get of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from courtyard.models import TopicLink
from network.models import City
from programmes.models import EventDate, EventLanguage, EventPage, EventPartner
from tests.trees import (
    EventFactory,
    EventIndexFactory,
    NetworkFactory,
    NetworkIndexFactory,
    OpenCallFactory,
    OpenCallIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    add_language,
    in_language,
    settle,
    term_in_two_languages,
    topic,
)

from .conftest import warsaw
from .test_calls import API, answer, at

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def event(parent: Any, slug: str = "wieczor", day: str = "2026-05-01", **facts: Any) -> Any:
    hours = {"starts": warsaw(f"{day} 18:00"), "ends": warsaw(f"{day} 20:00")}
    return EventFactory(parent=parent, title=f"Wieczór {slug}", slug=slug, **{**hours, **facts})


def titles(client: Client, query: str = "") -> list[str]:
    found = answer(client, f"/events{query}")["items"]
    return [item["title"].removeprefix("Wieczór ") for item in found]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends": warsaw("2026-05-01 17:59")}, "ends"),
        ({"ends": warsaw("9999-12-31 10:00")}, "ends"),
        ({"time_zone": "Wrocław"}, "time_zone"),
        ({"status": "moved_online"}, "online_url"),
        (
            {
                "dates": [
                    EventDate(starts=warsaw("2026-05-02 18:00"), ends=warsaw("2026-05-02 17:00"))
                ]
            },
            "dates",
        ),
        ({"languages": [EventLanguage(language="xx")]}, "languages"),
    ],
)
def test_an_event_that_contradicts_itself_does_not_go_public(
    tree: Tree, programme: Any, facts: dict[str, Any], field: str
) -> None:
    page = event(programme)
    for name, value in facts.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as error:
        page.check_publishable()
    assert list(error.value.message_dict) == [field]


def test_an_event_stands_below_programmes_networks_and_the_index(tree: Tree) -> None:
    parents = {model._meta.label for model in EventPage.allowed_parent_page_models()}
    assert parents == {
        "programmes.ProgrammePage",
        "programmes.EventIndexPage",
        "network.NetworkPage",
    }


def test_an_answer_is_kept_until_the_event_is_over(
    client: Client, tree: Tree, programme: Any
) -> None:
    EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    timed = event(programme)
    event(programme, "dzien", day="2026-03-29", all_day=True, ends=None)
    settle()
    for over, slug in ((timed.ends, "/wieczor/"), (warsaw("2026-03-30 00:00"), "/dzien/")):
        for path in ("/pl/kalendarz/", f"{API}/events?when=coming"):
            for now in (over - SECOND, over):
                with at(now):
                    client.get(path)
                    response = client.get(path)
                assert response["Cache-Status"] == "Courtyard; hit"
                assert (slug in response.content.decode()) is (now < over), (path, now)


def test_programme_and_partner_show_which_of_their_events_are_over(
    client: Client, tree: Tree, programme: Any
) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    hall = PartnerFactory(parent=directory, title="Dom", slug="dom")
    page = event(programme, venue=hall)
    for now, name in ((page.ends - SECOND, "events"), (page.ends, "past_events")):
        for above in (programme, hall):
            with at(now):
                found = answer(client, f"/pages/{above.translation_key}")
                html = client.get(above.url).content.decode()
            assert [one["name"] for one in found["related"]] == [name]
            assert ("status--past" in html) is (name == "past_events")
    page.status = "cancelled"
    page.save_revision().publish()
    settle()
    with at(page.ends):
        html = client.get(programme.url).content.decode()
    # It has not taken place.
    assert "status--cancelled" in html
    assert "status--past" not in html


def test_dates_are_said_by_the_clocks_of_the_event(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = event(
        programme,
        time_zone="Europe/Kyiv",
        dates=[
            EventDate(starts=warsaw("2026-05-02 22:30"), ends=warsaw("2026-05-03 01:00")),
            EventDate(starts=warsaw("2026-05-04 10:00")),
            EventDate(starts=warsaw("2026-04-30 10:00")),
        ],
    )
    with at(warsaw("2026-05-01 12:00")):
        html = client.get(page.url).content.decode().replace("\u00a0", " ")
        found = answer(client, f"/pages/{page.translation_key}")
    assert "1 maja 2026 19:00–21:00 GMT+3" in html
    assert "2 maja 2026 23:30 GMT+3 – 3 maja 2026 02:00 GMT+3" in html
    assert "4 maja 2026 11:00 GMT+3" in html
    listed = html.partition('<ul class="facts__list">')[2].partition("</ul>")[0]
    assert re.findall(r">(\d+) [^<]*2026", listed) == ["30", "1", "2", "4"]
    assert found["next"] == {
        "starts": "2026-05-01T16:00:00Z",
        "ends": "2026-05-01T18:00:00Z",
    }


def test_search_engines_are_told_of_the_event(client: Client, tree: Tree, programme: Any) -> None:
    page = event(
        programme, status="cancelled", online_url="https://example.org/", address="Rynek 1"
    )
    with at(warsaw("2026-04-01 12:00")):
        html = client.get(page.url).content.decode()
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert script
    [told] = [node for node in json.loads(script[1])["@graph"] if node["@type"] == "Event"]
    assert told["startDate"] == "2026-05-01T18:00:00+02:00"
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in told["location"]] == ["Place", "VirtualLocation"]


def test_events_are_chosen_by_their_facts(client: Client, tree: Tree, programme: Any) -> None:
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Fundacja", slug="fundacja")
    networks = NetworkIndexFactory(parent=tree.home, title="Sieci", slug="sieci")
    network = NetworkFactory(parent=networks, title="Unia", slug="unia")
    event(programme, "a", day="2026-04-01", city=city, venue=partner, step_free=True)
    event(programme, "b", day="2026-05-01", online_url="https://example.org/")
    again = EventDate(starts=warsaw("2026-08-01 18:00"))
    event(network, "c", day="2026-06-01", partners=[EventPartner(partner=partner)], dates=[again])
    key = partner.translation_key
    with at(warsaw("2026-07-01 12:00")):
        assert titles(client) == ["a", "b", "c"]
        assert titles(client, "?order=-starts") == ["c", "b", "a"]
        assert titles(client, "?when=past") == ["a", "b"]
        assert titles(client, "?when=coming") == ["c"]
        assert titles(client, "?from=2026-04-01&to=2026-04-01") == ["a"]
        assert titles(client, "?from=2026-07-01&to=2026-08-01") == ["c"]
        assert titles(client, "?from=2026-04-02&to=2026-04-30") == []
        assert titles(client, "?city=lodz") == titles(client, "?access=step_free") == ["a"]
        assert titles(client, "?city=nowhere") == []
        assert titles(client, "?online=true") == ["b"]
        assert titles(client, "?online=false") == ["a", "c"]
        assert titles(client, f"?partner={key}") == ["a", "c"]
        assert titles(client, f"?programme={network.translation_key}") == ["c"]
        assert titles(client, "?status=cancelled") == []
        assert titles(client, "?admission=free") == ["a", "b", "c"]
        found = answer(client, f"/pages/{key}")
        assert [one["name"] for one in found["related"]] == ["events", "past_events"]
        found = answer(client, f"/pages/{network.translation_key}")
        assert [one["name"] for one in found["related"]] == ["events"]
        partner.unpublish()
        assert titles(client, f"?partner={key}") == []
    answer(client, "/events?to=9999-12-31", status=422)


def test_the_index_is_narrowed_by_month_and_city(
    client: Client, tree: Tree, programme: Any
) -> None:
    EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    event(programme, "a", day="2026-05-31", city=city)
    event(programme, "b", day="2026-06-01")
    event(programme, "c", day="2026-03-01")

    def shown(query: str = "") -> list[str]:
        with at(warsaw("2026-04-01 12:00")):
            html = client.get(f"/pl/kalendarz/{query}").content.decode().replace("\u00a0", " ")
        assert '<option value="2026-05"' in html
        assert "maj 2026" in html
        assert '<option value="lodz"' in html
        return re.findall(r"Wieczór (\w)</a>", html)

    assert shown() == ["a", "b"]
    assert shown("?when=2026-05") == ["a"]
    assert shown("?when=past") == ["c"]
    assert shown("?city=lodz") == ["a"]
    assert shown("?city=lodz&when=2026-06") == []
    assert shown("?city=nowhere") == shown("?when=someday") == shown("?when=9999-12") == []


def test_the_filter_names_no_city_that_waits_for_its_word(
    client: Client, tree: Tree, programme: Any
) -> None:
    uk = add_language(tree, "uk", fallback=tree.en)
    lviv = term_in_two_languages(City, tree, "lviv", "Lwów", "Lviv")
    lviv.copy_for_translation(uk).save()
    event(programme, city=lviv)
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    in_language(tree.home, uk, title="Головна", slug="uk")
    twin = in_language(index, uk, title="Події", slug="podii")
    in_language(EventPage.objects.get(), uk, title="Вечір", slug="vechir")
    with at(warsaw("2026-04-20 12:00")):
        found = client.get(f"{API}/pages/by-path", {"path": twin.get_url()}).json()
    [shown] = [card["city"]["name"] for card in found["items"]]
    [city] = [one for one in found["filters"] if one["name"] == "city"]
    assert [option["label"] for option in city["options"][1:]] == [shown] == ["Lviv"]


def test_the_admin_lists_events_with_their_dates(
    tree: Tree, programme: Any, admin_client: Client
) -> None:
    event(programme, "a", day="2026-03-01")
    event(programme, "b", day="2026-05-01", time_zone="Asia/Tokyo", status="postponed")
    with at(warsaw("2026-04-01 12:00")):
        pages = {
            query: admin_client.get(f"/cms/events/{query}", HTTP_HOST="localhost").content.decode()
            for query in ("", "?coming=true", "?coming=false")
        }
    assert "01:00" in pages[""]
    assert "Wieczór a" not in pages["?coming=true"]
    assert "Wieczór b" not in pages["?coming=false"]
    assert re.search(r"<td[^>]*>\s*Przełożone\s*</td>", pages[""])
    assert admin_client.get("/cms/editions/", HTTP_HOST="localhost").status_code == 200


def test_the_admin_lists_programmes_with_where_they_stand_and_whether_they_are_public(
    programme: Any, admin_client: Client
) -> None:
    programme.status = "concluded"
    programme.save_revision().publish()
    shown = {
        query: admin_client.get(f"/cms/programmes/{query}", HTTP_HOST="localhost").content.decode()
        for query in ("", "?status=concluded", "?status=running", "?kind=residency", "?kind=forum")
    }
    assert re.search(r"<td[^>]*>\s*Zakończony\s*</td>", shown[""])
    assert "w-status" in shown[""].partition("<tbody")[2]
    found = [query for query, html in shown.items() if f"/pages/{programme.pk}/edit/" in html]
    assert found == ["", "?status=concluded", f"?kind={programme.kind}"]


def test_editors_list_calls_and_events_of_a_topic(
    client: Client, tree: Tree, programme: Any
) -> None:
    subject = topic(tree)
    links = {"topic_links": [TopicLink(topic=subject)]}
    event(programme, "a", topic_links=[TopicLink(topic=subject)])
    event(programme, "b", day="2026-05-02")
    OpenCallFactory(parent=programme, title="Nabór", slug="nabor", **links)
    OpenCallFactory(parent=programme, title="Inny nabór", slug="inny")
    calls = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    tree.home.body = [
        ("listing", {"heading": "", "kind": kind, "topic": subject, "count": 3, "link_text": "x"})
        for kind in ("events", "open_calls")
    ]
    tree.home.save_revision().publish()
    with at(warsaw("2026-05-01 12:00")):
        found = answer(client, "/pages/by-path?path=/pl/")
        html = client.get("/pl/").content.decode().replace("\u00a0", " ")
    listed = [block["listing"] for block in found["body"]]
    assert [[card["title"] for card in one["items"]] for one in listed] == [
        ["Wieczór a"],
        ["Nabór"],
    ]
    assert [one["all"] and one["all"]["url"] for one in listed] == [None, calls.url]
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "1 maja 2026 18:00 CEST" in words
