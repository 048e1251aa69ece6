"""Calendars of calls and events: what stands in them, for whom, and what changes do to it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
from django.conf.urls.i18n import i18n_patterns
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.models import Page, PageViewRestriction

from courtyard.localisation.originals import make_original
from courtyard.models import Original, TopicLink
from courtyard.publications import upkeep
from network.models import City
from programmes.models import CallRound, EventDate, EventPage
from tests.trees import (
    EventFactory,
    EventIndexFactory,
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

from .conftest import WARSAW, warsaw
from .test_calls import API, at

pytestmark = pytest.mark.one_database

NOW = warsaw("2026-02-01 12:00")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def event(parent: Any, slug: str = "wieczor", **facts: Any) -> Any:
    hours = {"starts": warsaw("2026-03-28 18:00"), "ends": warsaw("2026-03-28 20:00")}
    return EventFactory(parent=parent, title=f"Wieczór {slug}", slug=slug, **{**hours, **facts})


def call(parent: Any, slug: str = "nabor", **facts: Any) -> Any:
    closes = {"closes": warsaw("2026-04-01 12:00")}
    return OpenCallFactory(parent=parent, title=f"Nabór {slug}", slug=slug, **{**closes, **facts})


def read(client: Client, address: str) -> list[Any]:
    """The events of a calendar, as a library reads them."""
    with at(NOW):
        response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    calendar: Any = icalendar.Calendar.from_ical(response.content)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar.subcomponents
    return list(calendar.walk("VEVENT"))


def titles(client: Client, address: str) -> list[str]:
    return [str(one["SUMMARY"]) for one in read(client, address)]


def of(page: Any, language: str = "pl") -> str:
    return f"/{language}/calendars/{page.translation_key}.ics"


# What an entry says


def test_an_event_says_what_when_where_and_about_what(
    client: Client, tree: Tree, programme: Any
) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    hall = PartnerFactory(parent=directory, title="Dom Łódzki", slug="dom")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    City.objects.update(latitude="51.77000", longitude="19.45000")
    page = event(
        programme,
        summary="Rozmowa; o sieciach,\ni nie tylko",
        venue=hall,
        address="ul. Piotrkowska 1",
        city=city,
        online_url="https://example.org/na-zywo",
        topic_links=[TopicLink(topic=topic(tree))],
    )
    [one] = read(client, of(page))
    address = "http://localhost/pl/dzialania/rezydencje/wieczor/"
    assert str(one["UID"]) == f"{page.translation_key}-event"
    assert one["DTSTART"].dt == dt.datetime(2026, 3, 28, 18, tzinfo=WARSAW)
    assert one["DTSTART"].params["TZID"] == "Europe/Warsaw"
    assert one["DTEND"].dt == dt.datetime(2026, 3, 28, 20, tzinfo=WARSAW)
    assert str(one["SUMMARY"]) == "Wieczór wieczor"
    assert one["SUMMARY"].params["LANGUAGE"] == "pl"
    assert str(one["DESCRIPTION"]) == (
        f"Rozmowa; o sieciach,\ni nie tylko\n\nhttps://example.org/na-zywo\n\n{address}"
    )
    assert str(one["LOCATION"]) == "Dom Łódzki, ul. Piotrkowska 1, Łódź"
    assert one["GEO"].to_ical() == "51.77;19.45"
    assert str(one["URL"]) == address
    assert one["CATEGORIES"].cats == ["networking po polsku"]
    assert (one["STATUS"], one["TRANSP"], one["SEQUENCE"]) == ("CONFIRMED", "OPAQUE", 0)
    hall.unpublish()
    settle()
    [one] = read(client, of(page))
    assert str(one["LOCATION"]) == "ul. Piotrkowska 1, Łódź"


def test_an_event_at_a_partner_s_is_at_the_partner_s_address(
    client: Client, tree: Tree, programme: Any
) -> None:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    lodz = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    place = {"title": "Dom Łódzki", "slug": "dom", "street": "ul. Piotrkowska 1", "city": lodz}
    page = event(programme, venue=PartnerFactory(parent=directory, **place))
    [one] = read(client, of(page))
    assert str(one["LOCATION"]) == "Dom Łódzki, ul. Piotrkowska 1, Łódź"
    html = client.get(page.url).content.decode()
    said = " ".join(re.sub("<[^>]+>", " ", html.partition('<dl class="facts">')[2]).split())
    assert "Miejsce Dom Łódzki ul. Piotrkowska 1 Łódź" in said
    assert '"streetAddress": "ul. Piotrkowska 1"' in html


def test_every_date_is_named_by_the_clocks_of_its_place_before_and_after_they_change(
    client: Client, programme: Any
) -> None:
    page = event(
        programme,
        dates=[
            EventDate(starts=warsaw("2026-10-26 18:00"), ends=warsaw("2026-10-26 20:00")),
            EventDate(starts=warsaw("2026-03-29 18:00"), ends=warsaw("2026-03-29 21:30")),
            EventDate(starts=warsaw("2026-03-21 18:00"), ends=warsaw("2026-03-21 20:00")),
        ],
    )
    first, longer = read(client, of(page))
    assert first["DTSTART"].dt == dt.datetime(2026, 3, 21, 18, tzinfo=WARSAW)
    named = [one.dt.astimezone(dt.UTC) for one in first["RDATE"].dts]
    assert named == [
        dt.datetime(2026, 3, 28, 17, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 29, 16, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 26, 17, tzinfo=dt.UTC),
    ]
    assert longer["UID"] == first["UID"]
    assert longer["RECURRENCE-ID"].dt == longer["DTSTART"].dt == warsaw("2026-03-29 18:00")
    assert longer["DTEND"].dt == warsaw("2026-03-29 21:30")


def test_days_alone_end_with_the_first_that_is_free(client: Client, programme: Any) -> None:
    page = event(programme, all_day=True, ends=warsaw("2026-03-30 20:00"))
    [one] = read(client, of(page))
    assert one["DTSTART"].dt == dt.date(2026, 3, 28)
    assert one["DTEND"].dt == dt.date(2026, 3, 31)
    assert "VTIMEZONE" not in client.get(of(page)).content.decode()


def test_an_event_says_whether_it_takes_place(client: Client, programme: Any) -> None:
    statuses = {
        "scheduled": "CONFIRMED",
        "postponed": "TENTATIVE",
        "cancelled": "CANCELLED",
        "moved_online": "CONFIRMED",
    }
    for status in statuses:
        event(programme, status.replace("_", "-"), status=status, online_url="https://example.org/")
    found = read(client, of(programme))
    assert [str(one["STATUS"]) for one in found] == list(statuses.values())
    assert {str(one["LOCATION"]) for one in found} == {"https://example.org/"}


def test_a_call_gives_its_opening_and_each_deadline(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = call(
        programme,
        opens=warsaw("2026-03-01 09:00"),
        rounds=[CallRound(closes=warsaw("2026-03-29 03:30"))],
        is_cancelled=True,
    )
    opening, deadline = read(client, of(page))
    assert str(opening["SUMMARY"]) == "Początek naboru: Nabór nabor"
    assert opening["DTSTART"].dt == warsaw("2026-03-01 09:00")
    assert str(deadline["SUMMARY"]) == "Ostateczny termin: Nabór nabor"
    assert deadline["DTSTART"].dt == warsaw("2026-03-29 03:30")
    assert [one.dt for one in deadline["RDATE"].dts] == [warsaw("2026-04-01 12:00")]
    assert "DTEND" not in deadline
    assert {str(one["STATUS"]) for one in (opening, deadline)} == {"CANCELLED"}
    assert {str(one["TRANSP"]) for one in (opening, deadline)} == {"TRANSPARENT"}
    assert opening["UID"] != deadline["UID"]
    twin = tree.in_english(page, title="Call", slug="call")
    assert titles(client, of(twin, "en")) == ["Call opens: Call", "Deadline: Call"]
    assert read(client, of(twin, "en"))[0]["UID"] == opening["UID"]


def test_a_call_that_is_always_open_has_no_date(client: Client, programme: Any) -> None:
    page = call(programme, closes=None, is_rolling=True)
    assert read(client, of(page)) == []


# What changes do


def test_a_change_keeps_what_it_is_and_raises_how_often_it_has_changed(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = event(programme)
    [before] = read(client, of(page))

    def publish(**changes: Any) -> Any:
        page.refresh_from_db()
        for name, value in changes.items():
            setattr(page, name, value)
        page.save_revision().publish()
        settle()
        [one] = read(client, of(page))
        assert one["UID"] == before["UID"]
        return one

    assert publish(body=[("text", "<p>Słowa</p>")])["SEQUENCE"] == 0
    later = publish(starts=warsaw("2026-03-28 17:00"))
    assert later["SEQUENCE"] == 1
    assert later["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert publish(title="Inny wieczór")["SEQUENCE"] == 2
    page.unpublish()
    assert publish()["SEQUENCE"] == 2
    page.unpublish()
    called_off = publish(status="cancelled")
    assert (called_off["SEQUENCE"], called_off["STATUS"]) == (3, "CANCELLED")
    EventPage.objects.update(status="scheduled")
    upkeep.repair()
    settle()
    [mended] = read(client, of(page))
    assert (mended["SEQUENCE"], mended["STATUS"]) == (4, "CONFIRMED")
    # The one who reads it in English hears of it as well.
    twin = tree.in_english(page, title="An evening", slug="evening")
    [english] = read(client, of(twin, "en"))
    publish(ends=warsaw("2026-03-28 22:00"))
    [changed] = read(client, of(twin, "en"))
    assert changed["SEQUENCE"] > english["SEQUENCE"] > mended["SEQUENCE"]
    assert changed["DTEND"].dt == warsaw("2026-03-28 22:00")
    make_original(page=twin)
    settle()
    for language in ("pl", "en"):
        [one] = read(client, of(page, language))
        assert one["UID"] == before["UID"]
        assert one["SEQUENCE"] >= changed["SEQUENCE"]


def test_nobody_learns_from_a_clock_that_was_set_back(client: Client, programme: Any) -> None:
    page = event(programme)
    ahead = timezone.now() + dt.timedelta(days=1)
    Original.objects.update(revised=ahead)
    page.status = "cancelled"
    page.save_revision().publish()
    assert Original.objects.get(pk=page.translation_key).revised == ahead


# What stands in which calendar


def test_calendars_of_a_page_a_kind_a_topic_a_language_and_the_site(
    client: Client, tree: Tree, programme: Any
) -> None:
    uk = add_language(tree, "uk", fallback=tree.en)
    in_language(tree.home, uk, title="Головна", slug="uk")
    calls = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    about = [TopicLink(topic=topic(tree))]
    tree.in_english(event(programme, "a", topic_links=about), title="Evening", slug="evening")
    event(programme, "b", starts=warsaw("2026-05-01 18:00"), ends=None)
    event(programme, "old", starts=warsaw("2025-01-31 18:00"), ends=None)
    call(programme, "c")
    call(
        calls, "d", closes=warsaw("2026-04-02 12:00"), topic_links=[TopicLink(topic=about[0].topic)]
    )
    call(calls, "old", closes=warsaw("2025-01-31 12:00"))
    polish = ["Wieczór a", "Wieczór b"]
    deadlines = ["Ostateczny termin: Nabór c", "Ostateczny termin: Nabór d"]
    assert titles(client, "/pl/calendars/events.ics") == polish
    assert titles(client, "/pl/calendars/calls.ics") == deadlines
    assert titles(client, "/pl/calendars/all.ics") == [*deadlines, *polish]
    of_topic = "?topic=networking"
    assert titles(client, f"/pl/calendars/all.ics{of_topic}") == [
        "Ostateczny termin: Nabór d",
        "Wieczór a",
    ]
    assert titles(client, f"/pl/calendars/calls.ics{of_topic}") == ["Ostateczny termin: Nabór d"]
    assert sorted(titles(client, of(programme))) == [
        "Ostateczny termin: Nabór c",
        *polish,
        "Wieczór old",
    ]
    # What Ukrainian lacks is read in English, where there is any.
    assert titles(client, "/uk/calendars/all.ics") == ["Evening"]
    [one] = read(client, "/uk/calendars/all.ics")
    assert str(one["URL"]).startswith("http://localhost/uk/")
    assert one["SUMMARY"].params["LANGUAGE"] == "en"
    assert titles(client, "/en/calendars/all.ics") == ["Evening"]
    assert titles(client, "/calendar.ics") == [*deadlines, *polish]


def test_the_calendar_of_the_site_has_what_is_in_another_language_alone(
    client: Client, tree: Tree
) -> None:
    index = EventIndexFactory(parent=tree.home_en, title="Events", slug="events", locale=tree.en)
    event(index, "evening", locale=tree.en)
    assert titles(client, "/pl/calendars/all.ics") == []
    [one] = read(client, "/calendar.ics")
    assert str(one["URL"]) == "http://localhost/en/events/evening/"


def test_nothing_hidden_is_in_any_calendar(client: Client, tree: Tree, programme: Any) -> None:
    def private(page: Any) -> None:
        PageViewRestriction.objects.create(
            page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
        )

    hidden = []
    for kind, make in (("w", event), ("n", call)):
        hidden += [make(programme, f"{kind}-szkic", live=False), make(programme, f"{kind}-tajna")]
        private(hidden[-1])
        hidden.append(make(programme, f"{kind}-miniona", expire_at=NOW))
        with_twin = make(programme, f"{kind}-z-blizniakiem")
        hidden += [with_twin, tree.in_english(with_twin, title="Twin", slug=f"{kind}-twin")]
        private(with_twin)
        public = make(programme, f"{kind}-jawna")
        tree.in_english(public, title="Draft", slug=f"{kind}-draft").unpublish()
    settle()
    for address in (
        "/calendar.ics",
        *(f"/{code}/calendars/{name}.ics" for code in ("pl", "en") for name in ("all", "events")),
        of(programme),
    ):
        found = titles(client, address)
        assert all(one.endswith("jawna") for one in found), address
        assert len(found) == {"/en": 0}.get(address[:3], 1 if "events" in address else 2), address
    with at(NOW):
        for page in hidden:
            assert {client.get(of(page, code)).status_code for code in ("pl", "en")} == {404}
    private(programme)
    settle()
    assert client.get(of(programme)).status_code == 404
    assert titles(client, "/calendar.ics") == []


def test_what_nobody_offers_is_not_found(client: Client, tree: Tree) -> None:
    for address in (
        "/pl/calendars/nothing.ics",
        "/fr/calendars/all.ics",
        "/pl/calendars/all.ics?topic=unknown",
        "/pl/calendars/00000000-0000-0000-0000-000000000000.ics",
        # A page that has no dates.
        of(tree.home),
    ):
        assert client.get(address).status_code == 404, address


# How it is delivered


def test_a_calendar_is_kept_and_not_sent_again(client: Client, programme: Any) -> None:
    page = event(programme)
    settle()
    for address in ("/pl/calendars/all.ics", "/calendar.ics", of(page)):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(address)["Cache-Status"] == "Courtyard; hit"
        assert client.post(address).status_code == 405


def test_pages_lead_to_their_calendars(client: Client, tree: Tree, programme: Any) -> None:
    index = EventIndexFactory(parent=tree.home, title="Kalendarz", slug="kalendarz")
    OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    page = event(programme, topic_links=[TopicLink(topic=topic(tree))])
    call(programme)
    for place, calendar in (
        ("dzialania/rezydencje/", of(programme)),
        ("dzialania/rezydencje/wieczor/", of(page)),
        ("kalendarz/", "/pl/calendars/events.ics"),
        ("kalendarz/?topic=networking", "/pl/calendars/events.ics?topic=networking"),
        ("nabory/?topic=nothing", "/pl/calendars/calls.ics"),
    ):
        with at(NOW):
            html = client.get(f"/pl/{place}").content.decode()
        head, _tag, body = html.partition("</head>")
        linked = re.findall(r'type="text/calendar"\s+title="[^"]*"\s+href="([^"]*)"', head)
        assert {calendar, "/pl/calendars/all.ics"} <= set(linked)
        assert f'href="webcal://localhost{calendar}"' in body
        assert f'href="{calendar}"' in body
        is_index = place.startswith(("kalendarz/", "nabory/"))
        assert ('href="webcal://localhost/pl/calendars/all.ics"' in body) is is_index
        read(client, calendar)
    found = client.get(f"{API}/pages/{page.translation_key}?locale=pl").json()
    assert found["calendar"] == of(page)
    assert client.get(f"{API}/pages/{index.translation_key}").json()["calendar"] == (
        "/pl/calendars/events.ics"
    )
    home = client.get(f"{API}/pages/{tree.home.translation_key}").json()
    assert home["calendar"] is None


urlpatterns = [
    path("cms/", include(wagtailadmin_urls)),
    *i18n_patterns(path("", include(wagtail_urls))),
]
"""The addresses of a project that has neither our pages nor our calendars."""


@pytest.mark.urls(__name__)
def test_a_project_without_the_addresses_of_calendars_leads_to_none(
    client: Client, programme: Any
) -> None:
    response = client.get(event(programme).url)
    assert response.status_code == 200
    assert "calendar" not in response.content.decode()


@pytest.mark.parametrize("count", [1, 8])
def test_a_calendar_costs_the_same_however_much_is_in_it(
    client: Client, tree: Tree, programme: Any, count: int, django_assert_num_queries: Any
) -> None:
    subject = topic(tree)
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    for number in range(count):
        event(programme, f"e-{number}", city=city, topic_links=[TopicLink(topic=subject)])
        call(programme, f"c-{number}", topic_links=[TopicLink(topic=subject)])
    settle()
    with at(NOW):
        client.get("/pl/")
    for address in ("/pl/calendars/all.ics", of(programme), "/calendar.ics"):
        with django_assert_num_queries(4):
            assert len(read(client, address)) == 2 * count
