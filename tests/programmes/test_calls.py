"""Open calls: what may go public, how they are entered, what readers get of them."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from programmes.models import (
    CallCountry,
    CallDocument,
    CallLanguage,
    CallRound,
    EventPage,
    JuryMember,
    MoneyItem,
    OpenCallPage,
    Selected,
)
from tests.trees import OpenCallFactory, OpenCallIndexFactory, Tree, settle

from .conftest import warsaw

API = "/api/content/v1"
DAY = dt.timedelta(days=1)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def call(programme: Any, slug: str = "nabor", **facts: Any) -> Any:
    return OpenCallFactory(parent=programme, title=f"Nabór {slug}", slug=slug, **facts)


def answer(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(API + path)
    assert response.status_code == status, response.content
    return response.json()


def titles(client: Client, query: str = "") -> list[str]:
    found = answer(client, f"/open-calls{query}")["items"]
    return [item["title"].removeprefix("Nabór ") for item in found]


def at(moment: dt.datetime) -> Any:
    return time_machine.travel(moment, tick=False)


# What may go public


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"closes": None}, "closes"),
        ({"opens": warsaw("2026-07-01 12:00")}, "closes"),
        ({"extended_from": warsaw("2026-07-01 12:00")}, "extended_from"),
        ({"results_expected": dt.date(2026, 5, 31)}, "results_expected"),
        ({"results_announced": dt.date(2026, 5, 31)}, "results_announced"),
        (
            {"activity_starts": dt.date(2026, 9, 2), "activity_ends": dt.date(2026, 9, 1)},
            "activity_ends",
        ),
        ({"fee": Decimal(10)}, "fee_currency"),
        ({"fee": Decimal(10), "fee_currency": "XXX"}, "fee_currency"),
        ({"fee": Decimal(-1), "fee_currency": "PLN"}, "fee"),
        ({"time_zone": "Europe/Wroclaw"}, "time_zone"),
        ({"rounds": [CallRound(closes=warsaw("2026-06-02 12:00"))]}, "rounds"),
        (
            {
                "rounds": [
                    CallRound(closes=warsaw("2026-05-02 12:00"), decision=dt.date(2026, 5, 1))
                ]
            },
            "rounds",
        ),
        ({"money": [MoneyItem(purpose="grant", amount=-1, currency="EUR")]}, "money"),
        ({"money": [MoneyItem(purpose="grant", amount=1, currency="EURO")]}, "money"),
        ({"money": [MoneyItem(purpose="grant", amount=1, currency="DEM")]}, "money"),
        ({"countries": [CallCountry(country="XX")]}, "countries"),
        ({"languages": [CallLanguage(language="xx")]}, "languages"),
    ],
)
def test_a_call_that_contradicts_itself_does_not_go_public(
    tree: Tree, programme: Any, facts: dict[str, Any], field: str
) -> None:
    page = call(programme)
    for name, value in facts.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as error:
        page.check_publishable()
    assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize(
    "facts",
    [
        {"closes": None, "is_rolling": True},
        {"closes": None, "rounds": [CallRound(closes=warsaw("2026-05-02 12:00"))]},
        {"fee": Decimal(0)},
        {"results_announced": dt.date(2026, 6, 1)},
        {"is_rolling": True, "results_announced": dt.date(2026, 1, 1)},
        {"money": [MoneyItem(purpose="grant", amount=0, currency="UAH", tax="net", per="month")]},
    ],
)
def test_a_call_may_leave_open_what_it_does_not_know(
    tree: Tree, programme: Any, facts: dict[str, Any]
) -> None:
    page = call(programme)
    for name, value in facts.items():
        setattr(page, name, value)
    page.check_publishable()


# How they are entered


def form(programme: Any, **typed: Any) -> dict[str, Any]:
    """What a browser sends of a new call."""
    rows = {
        name: inline_formset(typed.pop(name, []))
        for name in (
            "dates",
            "documents",
            "partners",
            "rounds",
            "countries",
            "money",
            "languages",
            "jury",
            "selected",
            "topic_links",
            "discipline_links",
            "theme_links",
        )
    }
    fields = {
        "title": "Nabór",
        "slug": "nabor",
        "time_zone": "Europe/Warsaw",
        "career_stage": "any",
        "body": streamfield([]),
        "eligibility": rich_text("<p></p>"),
        "what_to_send": rich_text("<p></p>"),
        "comments": inline_formset([]),
        **rows,
        **typed,
    }
    return dict(nested_form_data(fields))


def send(programme: Any, *, kind: str = "opencallpage", **typed: Any) -> Any:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.create_superuser("editor"))
    address = f"/cms/pages/add/programmes/{kind}/{programme.pk}/"
    return client.post(address, form(programme, **typed))


@pytest.mark.parametrize(
    ("zone", "typed", "moment"),
    [
        ("Europe/Warsaw", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Warsaw", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Warsaw", "2026-10-25 01:59", "2026-10-24 23:59"),
        ("Europe/Warsaw", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("Europe/Kyiv", "2026-03-29 02:30", "2026-03-29 00:30"),
        ("Asia/Tokyo", "2026-03-29 02:30", "2026-03-28 17:30"),
    ],
)
def test_a_deadline_is_typed_by_the_clocks_of_the_call(
    tree: Tree, programme: Any, zone: str, typed: str, moment: str
) -> None:
    response = send(
        programme, closes=typed, time_zone=zone, rounds=[{"closes": typed, "decision": ""}]
    )
    assert response.status_code == 302, response.context["form"].errors
    [page] = OpenCallPage.objects.all()
    page = page.get_latest_revision_as_object()
    expected = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    assert page.closes == expected
    assert [one.closes for one in page.rounds.all()] == [expected]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("2026-03-29 02:30", "no_such_hour"), ("2026-10-25 02:30", "hour_comes_twice")],
)
def test_an_hour_that_is_none_or_two_is_refused_at_its_field(
    tree: Tree, programme: Any, typed: str, code: str
) -> None:
    response = send(programme, closes=typed)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == ["closes"]
    assert [one.code for one in errors.as_data()["closes"]] == [code]
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.parametrize(("kind", "name"), [("opencallpage", "closes"), ("eventpage", "starts")])
@pytest.mark.parametrize("typed", ["0026-05-01 18:00", "0001-01-01 00:00", "9999-12-31 23:59"])
def test_a_year_that_nobody_can_mean_is_refused_at_its_field(
    tree: Tree, programme: Any, kind: str, name: str, typed: str
) -> None:
    given = EVENT if kind == "eventpage" else {}
    response = send(programme, kind=kind, **{**given, name: typed, "time_zone": "America/New_York"})
    errors = response.context["form"].errors
    assert [one.code for one in errors.as_data()[name]] == ["no_such_year"]
    assert f'value="{typed}"' in response.content.decode()


def test_the_editor_shows_a_deadline_by_the_clocks_of_the_call(
    tree: Tree, programme: Any, admin_client: Client
) -> None:
    page = call(
        programme,
        time_zone="Asia/Tokyo",
        closes=dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC),
        rounds=[CallRound(closes=dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC))],
    )
    html = admin_client.get(f"/cms/pages/{page.pk}/edit/", HTTP_HOST="localhost").content.decode()
    assert 'value="2026-06-01 19:00"' in html
    assert 'value="2026-05-01 19:00"' in html


def test_a_call_cannot_be_published_without_saying_until_when(tree: Tree, programme: Any) -> None:
    response = send(programme, **{"action-publish": "1"})
    assert list(response.context["form"].errors) == ["closes"]
    response.client.logout()
    draft = send_again(programme)
    assert draft.status_code == 302


def send_again(programme: Any) -> Any:
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="editor"))
    address = f"/cms/pages/add/programmes/opencallpage/{programme.pk}/"
    return client.post(address, form(programme))


EVENT = {
    "status": "scheduled",
    "admission": "free",
    "starts": "2026-05-01 18:00",
}


@pytest.mark.parametrize(
    ("kind", "typed", "field", "kept"),
    [
        (
            "opencallpage",
            {"opens": "2026-06-02 12:00", "closes": "2026-06-01 12:00"},
            "closes",
            'value="2026-06-01 12:00"',
        ),
        ("opencallpage", {"fee": "-5", "fee_currency": "PLN"}, "fee", 'value="-5"'),
        ("opencallpage", {"fee": "5", "fee_currency": "XXX"}, "fee_currency", 'value="5"'),
        (
            "opencallpage",
            {"money": [{"purpose": "grant", "amount": "-7", "currency": "EUR", "per": "once"}]},
            "money: amount",
            'value="-7"',
        ),
        (
            "opencallpage",
            {"money": [{"purpose": "grant", "amount": "7", "currency": "DEM", "per": "once"}]},
            "money: currency",
            'value="7"',
        ),
        (
            "opencallpage",
            {"countries": [{"country": "XX", "region": "Dolny Śląsk", "tie": "residence"}]},
            "countries: country",
            'value="Dolny Śląsk"',
        ),
        (
            "opencallpage",
            {"documents": [{"kind": "cv", "file_format": "papyrus", "max_pages": "-2"}]},
            "documents: file_format, max_pages",
            'value="-2"',
        ),
        (
            "opencallpage",
            {"applications_received": "3", "applications_selected": "4"},
            "applications_selected",
            'value="4"',
        ),
        ("eventpage", {**EVENT, "ends": "2026-05-01 17:00"}, "ends", 'value="2026-05-01 17:00"'),
        (
            "eventpage",
            {**EVENT, "dates": [{"starts": "2026-05-03 18:00", "ends": "2026-05-02 18:00"}]},
            "dates: ends",
            'value="2026-05-02 18:00"',
        ),
    ],
)
def test_what_cannot_be_is_named_at_its_field_and_nothing_typed_is_lost(
    tree: Tree, programme: Any, kind: str, typed: dict[str, Any], field: str, kept: str
) -> None:
    words = {"summary": "Słowa, których nie wolno zgubić", "contact_name": "Ola"}
    response = send(programme, kind=kind, **words, **typed)
    assert response.status_code == 200
    shown = response.context["form"]
    named = [
        *shown.errors,
        *(
            f"{name}: {', '.join(errors)}"
            for name, rows in shown.formsets.items()
            for errors in rows.errors
            if errors
        ),
    ]
    assert named == [field]
    html = response.content.decode()
    assert kept in html
    assert "Słowa, których nie wolno zgubić" in html
    assert not EventPage.objects.exists()
    assert not OpenCallPage.objects.exists()


# What readers get


def test_an_answer_is_kept_until_the_clock_changes_the_call(
    client: Client, tree: Tree, programme: Any
) -> None:
    closes = warsaw("2026-06-01 12:00")
    call(programme, opens=closes - 20 * DAY, closes=closes)
    settle()
    paths = (
        f"{API}/open-calls",
        f"{API}/pages/by-path?path=/pl/dzialania/rezydencje/nabor/",
        "/pl/dzialania/rezydencje/nabor/",
        "/pl/dzialania/rezydencje/",
    )
    words = {
        closes - 20 * DAY: ("announced", "open"),
        closes - 7 * DAY: ("open", "closing_soon"),
        closes: ("closing_soon", "closed"),
    }
    second = dt.timedelta(seconds=1)
    for moment, (before, after) in words.items():
        for path in paths:
            for now, status in ((moment - second, before), (moment, after)):
                with at(now):
                    client.get(path)
                    response = client.get(path)
                assert response["Cache-Status"] == "Courtyard; hit"
                text = response.content.decode()
                shown = f'"value": "{status}"' if path.startswith(API) else f"status--{status}"
                assert shown in text, (now, path)


def lives() -> dict[str, tuple[dict[str, Any], list[tuple[dt.datetime, str, str]]]]:
    """Calls by their facts; of each the moments that change it, with what it was and becomes."""
    spring, autumn = warsaw("2026-03-29 03:00"), warsaw("2026-10-25 02:30", fold=1)
    first, second = warsaw("2026-05-01 12:00"), warsaw("2026-06-01 12:00")
    opens, extended = warsaw("2026-07-01 12:00"), warsaw("2026-08-31 12:00")
    return {
        "wiosna": ({"closes": spring}, [(spring, "closing_soon", "closed")]),
        "jesień": ({"closes": autumn}, [(autumn, "closing_soon", "closed")]),
        "ciągły": (
            {
                "closes": None,
                "is_rolling": True,
                "rounds": [CallRound(closes=second), CallRound(closes=first)],
            },
            [(first, "closing_soon", "open"), (second, "closing_soon", "open")],
        ),
        "dłuższy": (
            {
                "opens": opens,
                "extended_from": warsaw("2026-07-31 12:00"),
                "closes": extended,
                "results_announced": dt.date(2026, 9, 10),
            },
            [
                (opens, "announced", "open"),
                (extended - 7 * DAY, "open", "closing_soon"),
                (extended, "closing_soon", "closed"),
                (warsaw("2026-09-10 00:00"), "closed", "results_announced"),
            ],
        ),
    }


def test_pages_lists_filters_and_the_api_say_what_the_clock_says(
    client: Client, tree: Tree, programme: Any
) -> None:
    OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    pages = {
        name: call(programme, f"n{number}", **facts)
        for number, (name, (facts, _moments)) in enumerate(lives().items())
    }
    settle()
    second = dt.timedelta(seconds=1)
    for name, (_facts, moments) in lives().items():
        page = pages[name]
        for moment, before, after in moments:
            for now, status in ((moment - second, before), (moment, after)):
                with at(now):
                    found = answer(client, f"/open-calls?status={status}")["items"]
                    index = client.get(f"/pl/nabory/?status={status}").content.decode()
                    own = client.get(page.url).content.decode()
                card = next(one for one in found if one["url"] == page.url)
                assert card["status"]["value"] == status, (name, now)
                assert f"status--{status}" in own, (name, now)
                assert f'href="{page.url}"' in index, (name, now)
                assert f"status--{status}" in index, (name, now)


def test_a_moved_deadline_is_shown_beside_the_new_one(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = call(
        programme, closes=warsaw("2026-10-26 12:00"), extended_from=warsaw("2026-10-24 12:00")
    )
    with at(warsaw("2026-10-25 12:00")):
        html = client.get(page.url).content.decode().replace("\u00a0", " ")
    assert "26 października 2026 12:00 CET" in html
    assert "24 października 2026 12:00 CEST" in html


def test_what_is_to_be_sent_is_said_piece_by_piece(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = call(
        programme,
        documents=[
            CallDocument(kind="cv", file_format="pdf", max_pages=2),
            CallDocument(kind="portfolio", is_optional=True),
            CallDocument(kind="budget"),
        ],
    )
    said = answer(client, f"/pages/{page.translation_key}")["documents"]
    assert [
        (one["kind"]["value"], one["format"] and one["format"]["value"], one["max_pages"])
        for one in said
    ] == [("cv", "pdf", 2), ("portfolio", None, None), ("budget", None, None)]
    assert [one["is_optional"] for one in said] == [False, True, False]
    html = client.get(page.url).content.decode().replace("\u00a0", " ")
    sent = html.partition('<ul class="to-send">')[2].partition("</ul>")[0]
    lines = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in sent.split("</li>")[:-1]]
    assert lines == ["Życiorys PDF, najwyżej 2 strony", "Portfolio nieobowiązkowo", "Budżet"]


def test_where_applicants_come_from_is_said_by_what_counts(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = call(
        programme,
        "tutejszy",
        countries=[
            CallCountry(country="UA", tie="nationality"),
            CallCountry(country="PL", region="Dolny Śląsk"),
            CallCountry(country="DE"),
        ],
    )
    call(programme, "otwarty")
    call(programme, "bliski", countries=[CallCountry(country="LT", tie="either")])
    with at(page.closes - 30 * DAY):
        said = answer(client, f"/pages/{page.translation_key}")["countries"]
        html = client.get(page.url).content.decode()
        found = {
            query: sorted(titles(client, f"?{query}"))
            for query in ("residence=PL", "residence=UA", "nationality=UA", "nationality=PL")
        }
        both = titles(client, "?residence=LT&nationality=PL")
    assert [(one["country"]["value"], one["region"], one["tie"]["value"]) for one in said] == [
        ("PL", "Dolny Śląsk", "residence"),
        ("DE", "", "residence"),
        ("UA", "", "nationality"),
    ]
    words = " ".join(re.sub("<[^>]+>", " ", html).split())
    assert "Polska (Dolny Śląsk), Niemcy" in words
    assert found == {
        "residence=PL": ["otwarty", "tutejszy"],
        "residence=UA": ["otwarty"],
        "nationality=UA": ["otwarty", "tutejszy"],
        "nationality=PL": ["otwarty"],
    }
    assert sorted(both) == ["otwarty"]


def test_results_are_said_once_they_are_announced_and_nobody_without_consent(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = call(
        programme,
        results_announced=dt.date(2026, 7, 1),
        applications_received=12,
        applications_selected=2,
        jury=[JuryMember(name="Zgodna", consent=True), JuryMember(name="Niezgodna")],
        selected=[Selected(name="Wybrana", country="UA", consent=True), Selected(name="Skryta")],
    )
    path = f"/pages/{page.translation_key}"
    with at(warsaw("2026-07-01 00:00") - dt.timedelta(seconds=1)):
        before = answer(client, path)
    assert (before["selected"], before["applications_received"]) == ([], None)
    assert before["applications_selected"] is None
    with at(warsaw("2026-07-01 00:00")):
        after = answer(client, path)
        html = client.get(page.url).content.decode()
    assert [one["name"] for one in after["selected"]] == ["Wybrana"]
    assert after["selected"][0]["country"] == {"value": "UA", "label": "Ukraina"}
    assert (after["applications_received"], after["applications_selected"]) == (12, 2)
    assert [one["name"] for one in after["jury"]] == ["Zgodna"]
    assert "Wybrana" in html
    for hidden in ("Niezgodna", "Skryta"):
        assert hidden not in json.dumps(after) + html
    for api in ("/api/v2/pages/", "/api/v3-preview/pages/"):
        said = client.get(f"{api}{page.pk}/?fields=*" if "v2" in api else f"{api}{page.pk}/")
        assert said.status_code == 200
        for name in ("Zgodna", "Wybrana", "Skryta"):
            assert name not in said.content.decode()


def test_a_call_that_is_always_open_tells_the_results_of_a_round(
    client: Client, tree: Tree, programme: Any
) -> None:
    closes = warsaw("2026-03-01 12:00")
    page = call(
        programme,
        closes=None,
        is_rolling=True,
        rounds=[CallRound(closes=closes), CallRound(closes=closes + 92 * DAY)],
        results_announced=dt.date(2026, 4, 1),
        selected=[Selected(name="Wybrana", consent=True)],
    )
    with at(warsaw("2026-04-02 12:00")):
        said = answer(client, f"/pages/{page.translation_key}")
        listed = titles(client, "?status=open")
    assert (said["status"]["value"], listed) == ("open", ["nabor"])
    assert [one["name"] for one in said["selected"]] == ["Wybrana"]


def test_money_and_dates_are_said_in_the_language_of_the_reader(
    client: Client, tree: Tree, programme: Any
) -> None:
    tree.in_english(programme.get_parent().specific, title="Activities", slug="activities")
    tree.in_english(programme, title="Residencies", slug="residencies")
    page = call(
        programme,
        closes=warsaw("2026-06-01 17:00"),
        money=[MoneyItem(purpose="stipend", amount=1500, currency="PLN", per="month", tax="net")],
        offers_travel=True,
        for_groups=True,
    )
    twin = tree.in_english(page, title="Call", slug="call")
    with at(warsaw("2026-05-01 12:00")):
        polish = client.get(page.url).content.decode().replace("\u00a0", " ")
        english = client.get(twin.url).content.decode().replace("\u00a0", " ")
        said = answer(client, f"/pages/{page.translation_key}?locale=en")
    assert "1 czerwca 2026 17:00 CEST" in polish
    assert "1500 zł" in polish
    assert "1 June 2026" in english
    assert "17:00 CEST" in english
    assert said["status"]["value"] == "open"
    assert said["money"][0]["amount"] == "1500.00"
    assert [one["value"] for one in said["offers"]] == ["travel"]
    assert [one["value"] for one in said["applicants"]] == ["groups"]


def test_calls_are_chosen_by_their_facts(client: Client, tree: Tree, programme: Any) -> None:
    closes = warsaw("2026-06-01 12:00")
    call(
        programme,
        "bliski",
        closes=closes,
        for_groups=True,
        countries=[CallCountry(country="UA")],
        offers_travel=True,
    )
    call(programme, "daleki", closes=closes + 90 * DAY, fee=Decimal(50), fee_currency="PLN")
    call(programme, "ciągły", closes=None, is_rolling=True, for_individuals=True)
    call(programme, "dawny", closes=closes - 90 * DAY)
    call(programme, "przyszły", opens=closes, closes=closes + 10 * DAY)
    elsewhere = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    call(elsewhere, "osobny", closes=closes + 30 * DAY, is_cancelled=True)
    key = programme.translation_key
    with at(closes - 3 * DAY):
        assert titles(client) == ["dawny", "bliski", "przyszły", "osobny", "daleki", "ciągły"]
        assert titles(client, "?order=-deadline")[0] == "ciągły"
        for status, found in (
            ("open", ["daleki", "ciągły"]),
            ("closing_soon", ["bliski"]),
            ("announced", ["przyszły"]),
            ("closed", ["dawny"]),
            ("cancelled", ["osobny"]),
            ("results_announced", []),
        ):
            assert titles(client, f"?status={status}") == found
        assert titles(client, "?deadline_from=2026-06-01&deadline_to=2026-06-11") == [
            "bliski",
            "przyszły",
        ]
        assert "osobny" not in titles(client, f"?programme={key}")
        assert "bliski" not in titles(client, "?residence=PL")
        assert "bliski" in titles(client, "?residence=UA")
        assert titles(client, "?applicant=organisations&status=open") == ["daleki"]
        assert "daleki" not in titles(client, "?fee=none")
        assert titles(client, "?offers=travel") == ["bliski"]
    answer(client, "/open-calls?deadline_from=0001-01-01", status=422)
    answer(client, "/open-calls?residence=pl", status=422)


@pytest.mark.one_database
def test_calls_are_chosen_by_ranges_of_their_dates_and_numbers(
    client: Client, tree: Tree, programme: Any
) -> None:
    closes, day = warsaw("2026-06-01 12:00"), dt.date
    call(
        programme,
        "early",
        closes=closes,
        opens=warsaw("2026-03-01 00:00"),
        activity_starts=day(2026, 9, 1),
        activity_ends=day(2026, 10, 15),
        results_expected=day(2026, 7, 1),
        results_announced=day(2026, 7, 10),
        places=2,
        fee=Decimal("20.50"),
        fee_currency="EUR",
    )
    call(
        programme,
        "late",
        closes=closes + DAY,
        opens=warsaw("2026-04-30 23:59"),
        activity_starts=day(2026, 11, 3),
        results_expected=day(2026, 8, 1),
        places=5,
    )
    call(programme, "silent", closes=closes + 2 * DAY)
    with at(closes - 20 * DAY):
        for query, found in (
            ("opens_from=2026-03-01", ["early", "late"]),
            ("opens_from=2026-03-02", ["late"]),
            ("opens_to=2026-04-30", ["early", "late"]),
            ("opens_to=2026-04-29", ["early"]),
            ("activity_from=2026-10-15", ["early", "late"]),
            ("activity_from=2026-10-16", ["late"]),
            ("activity_to=2026-09-01", ["early"]),
            ("activity_from=2026-11-03&activity_to=2026-11-03", ["late"]),
            ("results_to=2026-07-09", []),
            ("results_from=2026-07-10&results_to=2026-08-01", ["early", "late"]),
            ("places_from=3", ["late"]),
            ("places_from=2&places_to=4", ["early"]),
            ("fee_to=20&fee_currency=EUR", ["late", "silent"]),
            ("fee_to=21&fee_currency=EUR", ["early", "late", "silent"]),
            ("fee_to=21&fee_currency=PLN", ["late", "silent"]),
        ):
            assert titles(client, f"?{query}") == found, query
    for query, name in (
        ("fee_to=5", "fee_to"),
        ("fee_currency=EUR", "fee_currency"),
        ("fee_to=5&fee_currency=eur", "fee_currency"),
        ("places_from=-1", "places_from"),
        ("opens_from=9999-12-32", "opens_from"),
        ("opens_to=9999-12-31", "opens_to"),
    ):
        error = answer(client, f"/open-calls?{query}", status=422)
        assert [one["name"] for one in error["parameters"]] == [name], query


def test_a_long_list_of_calls_is_read_part_by_part(
    client: Client, tree: Tree, programme: Any
) -> None:
    closes = warsaw("2026-06-01 12:00")
    for number in range(3):
        call(programme, f"n{number}", closes=closes + number * DAY)
        call(programme, f"c{number}", closes=None, is_rolling=True)
    with at(closes - 30 * DAY):
        path, seen = "/open-calls?limit=2", []
        while path:
            part = answer(client, path)
            seen += [item["title"] for item in part["items"]]
            path = part["next"] and part["next"].removeprefix(API)
    assert len(set(seen)) == 6
    assert seen[:3] == ["Nabór n0", "Nabór n1", "Nabór n2"]


def test_the_index_shows_what_can_be_applied_for_and_every_status_when_asked(
    client: Client, tree: Tree, programme: Any
) -> None:
    closes = warsaw("2026-06-01 12:00")
    OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    call(programme, "otwarty", closes=closes)
    call(programme, "zamknięty", closes=closes - 90 * DAY)
    with at(closes - 3 * DAY):
        shown = {
            query: client.get(f"/pl/nabory/{query}").content.decode().replace("\u00a0", " ")
            for query in ("", "?status=closed", "?status=cancelled", "?status=nonsense")
        }
    assert "Nabór otwarty" in shown[""]
    assert "Nabór zamknięty" not in shown[""]
    assert "Nabór zamknięty" in shown["?status=closed"]
    # One may not apply until then any more.
    assert [query for query, html in shown.items() if "day__until" in html] == [""]
    assert "Nabór otwarty" not in shown["?status=closed"]
    assert "Nabór" not in shown["?status=cancelled"].partition("<main")[2].replace("Nabory", "")
    assert "Nabór" not in shown["?status=nonsense"].partition("<main")[2].replace("Nabory", "")
    assert '<option value="closed"' in shown[""]
    assert (
        'rel="canonical" href="http://localhost/pl/nabory/?status=closed"'
        in shown["?status=closed"]
    )


def test_the_admin_lists_calls_with_deadline_and_status(
    tree: Tree, programme: Any, admin_client: Client
) -> None:
    closes = warsaw("2026-06-01 12:00")
    call(programme, "otwarty", closes=closes, time_zone="Asia/Tokyo")
    call(programme, "zamknięty", closes=closes - 90 * DAY)
    with at(closes - 3 * DAY):
        everything = admin_client.get("/cms/open_calls/", HTTP_HOST="localhost")
        closed = admin_client.get("/cms/open_calls/?status=closed", HTTP_HOST="localhost")
    html = everything.content.decode().replace("\u00a0", " ")
    assert everything.status_code == 200
    assert "19:00" in html
    assert html.index("Nabór otwarty") < html.index("Nabór zamknięty")
    assert "Nabór zamknięty" in closed.content.decode()
    assert "Nabór otwarty" not in closed.content.decode()
