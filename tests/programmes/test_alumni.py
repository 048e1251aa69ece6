"""Who took part, seen from programme, partner and the content API: those alone who may be named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from courtyard.models import Discipline
from network.models import City
from programmes.models import EditionPartner, Participant
from tests.trees import (
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    settle,
    term_in_two_languages,
)

from .test_calls import API, answer, at
from .test_editions import LAST_DAY, OVER, SECOND, edition

HIDDEN = ("Skryta", "Szkicowa", "Zamknięta", "Wygasła")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def partner(tree: Tree) -> Any:
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    return PartnerFactory(parent=directory, title="Fundacja", slug="fundacja")


def person(name: str, **facts: Any) -> Participant:
    return Participant(name=name, consent=True, **facts)


@pytest.fixture
def years(tree: Tree, programme: Any, partner: Any) -> dict[str, Any]:
    """Two public editions; one that has expired, a private one and a draft."""
    music = term_in_two_languages(Discipline, tree, "music", "muzyka", "music")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    dance = term_in_two_languages(Discipline, tree, "dance", "taniec", "dance")
    people = {
        "2024": [person("Ada", discipline=music, country="PL", city=city), person("Bo")],
        "2025": [
            person("Cy", discipline=dance, country="UA"),
            Participant(name="Skryta", discipline=music, country="PL"),
            person("Do", country="PL", discipline=music, consent_until=LAST_DAY),
        ],
        "2026": [person("Wygasła", discipline=music, country="PL")],
        "2027": [person("Zamknięta", discipline=music, country="PL")],
        "2028": [person("Szkicowa", discipline=music, country="PL")],
    }
    pages = {
        year: edition(
            programme,
            year,
            starts=dt.date(int(year), 5, 1),
            participants=named,
            partners=[EditionPartner(partner=partner)] * (year != "2024"),
            live=year != "2028",
        )
        for year, named in people.items()
    }
    Page.objects.filter(pk=pages["2026"].pk).update(
        expire_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    )
    PageViewRestriction.objects.create(page=pages["2027"].page_ptr, restriction_type="login")
    settle()
    return pages


def alumni(client: Client, page: Any, locale: str = "pl") -> list[tuple[str, list[str]]]:
    """Editions with those who took part, as a page lists them."""
    found = answer(client, f"/pages/{page.translation_key}?locale={locale}")
    listed = [one["listing"]["items"] for one in found["related"] if one["name"] == "alumni"]
    return [
        (item["title"], [one["name"] for one in item["participants"]])
        for items in listed
        for item in items
    ]


def listed(client: Client, query: str = "") -> list[str]:
    """Those who took part, through all parts of the list."""
    names: list[str] = []
    path: str | None = f"/participants{query}"
    while path:
        found = answer(client, path)
        names += [one["name"] for one in found["items"]]
        path = found["next"] and found["next"].removeprefix(API)
    return names


def test_a_programme_and_a_partner_show_who_took_part_while_they_may_be_named(
    client: Client, programme: Any, partner: Any, years: dict[str, Any]
) -> None:
    for now, last_year in ((OVER - SECOND, ["Cy", "Do"]), (OVER, ["Cy"])):
        with at(now):
            of_programme, of_partner = alumni(client, programme), alumni(client, partner)
            everybody = listed(client)
            pages = [client.get(page.url).content.decode() for page in (programme, partner)]
        assert of_programme == [("Edycja 2025", last_year), ("Edycja 2024", ["Ada", "Bo"])]
        assert of_partner == [("Edycja 2025", last_year)]
        assert everybody == [*last_year, "Ada", "Bo"]
        for html in pages:
            assert all(name in html for name in last_year)
            assert not any(name in html for name in (*HIDDEN, *({"Do"} - {*last_year})))
        assert f'href="{years["2025"].url}"' in pages[0]


def test_nobody_is_named_of_a_programme_that_is_private(
    client: Client, programme: Any, partner: Any, years: dict[str, Any]
) -> None:
    PageViewRestriction.objects.create(page=programme.page_ptr, restriction_type="login")
    settle()
    with at(OVER):
        assert alumni(client, partner) == []
        assert listed(client) == []


def test_an_alias_of_an_edition_names_whom_its_original_names(
    client: Client, tree: Tree, programme: Any, years: dict[str, Any]
) -> None:
    alias = years["2024"].create_alias(update_slug="znowu")
    tree.in_english(years["2024"], title="Year 2024", slug="year-2024")
    Participant.objects.exclude(page__in=[one.pk for one in years.values()]).delete()
    settle()
    with at(OVER):
        assert listed(client, f"?edition={alias.translation_key}") == ["Ada", "Bo"]
        assert listed(client) == ["Cy", "Ada", "Bo", "Ada", "Bo"]
        assert len(alumni(client, programme)) == 3
        assert listed(client, f"?edition={years['2024'].translation_key}&locale=en") == [
            "Ada",
            "Bo",
        ]
    Participant.objects.filter(page=years["2024"]).delete()
    settle()
    with at(OVER):
        assert listed(client) == ["Cy"]


def test_where_nobody_is_named_nothing_is_listed(client: Client, programme: Any) -> None:
    edition(programme, participants=[Participant(name="Skryta")])
    settle()
    assert alumni(client, programme) == []
    assert "Kto wziął udział" not in client.get(programme.url).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("order=starts", ["Ada", "Bo", "Cy"]),
        ("country=PL", ["Ada"]),
        ("country=DE", []),
        ("discipline=music", ["Ada"]),
        ("discipline=dance&country=UA", ["Cy"]),
        ("discipline=dance&country=PL", []),
        ("discipline=nothing", []),
        ("programme={programme}", ["Cy", "Ada", "Bo"]),
        ("programme={partner}", []),
        ("partner={partner}", ["Cy"]),
        ("partner={programme}", []),
        ("edition={edition}", ["Ada", "Bo"]),
        ("edition={private}", []),
    ],
)
def test_those_who_took_part_are_chosen_by_what_they_took_part_in_and_by_who_they_are(
    client: Client, programme: Any, partner: Any, years: dict[str, Any], query: str, names: Any
) -> None:
    keys = {
        "programme": programme.translation_key,
        "partner": partner.translation_key,
        "edition": years["2024"].translation_key,
        "private": years["2027"].translation_key,
    }
    with at(OVER):
        assert listed(client, f"?{query.format(**keys)}") == names


@pytest.mark.parametrize("order", ["starts", "-starts"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_parts_of_the_list_are_the_whole_list(
    client: Client, programme: Any, order: str, limit: int
) -> None:
    for year in (2024, 2025, 2026):
        starts, people = dt.date(year, 5, 1), [person(f"{year}-{number}") for number in range(3)]
        edition(programme, str(year), starts=starts, participants=people)
    settle()
    years = (2024, 2025, 2026) if order == "starts" else (2026, 2025, 2024)
    everybody = [f"{year}-{number}" for year in years for number in range(3)]
    assert listed(client, f"?order={order}&limit={limit}") == everybody


def test_what_is_listed_names_edition_and_programme_in_the_language_asked_for(
    client: Client, tree: Tree, programme: Any, years: dict[str, Any]
) -> None:
    tree.in_english(programme.get_parent().specific, title="Activities", slug="activities")
    tree.in_english(programme, title="Residencies", slug="residencies")
    tree.in_english(years["2024"], title="Year 2024", slug="year-2024")
    settle()
    with at(OVER):
        found = answer(client, "/participants?locale=en&country=PL")
    [ada] = found["items"]
    assert found["next"] is None
    assert (ada["edition"]["title"], ada["programme"]["title"]) == ("Year 2024", "Residencies")
    assert ada["edition"]["url"] == "/en/activities/residencies/year-2024/"
    assert (ada["discipline"]["name"], ada["city"]["name"]) == ("music", "Lodz")
    assert ada["country"] == {"value": "PL", "label": "Poland"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("city=lodz", "city"),
        ("country=pl", "country"),
        ("order=name", "order"),
        ("programme=x", "programme"),
        ("cursor=x", "cursor"),
        ("cursor=x.1", "cursor"),
        ("cursor=.99999999", "cursor"),
        ("locale=xx", "locale"),
    ],
)
def test_what_cannot_be_asked_is_named(client: Client, query: str, name: str) -> None:
    response = client.get(f"{API}/participants?{query}")
    assert response.status_code == 422
    assert [one["name"] for one in response.json()["parameters"]] == [name]


def test_a_cursor_serves_one_order_alone(client: Client, years: dict[str, Any]) -> None:
    with at(OVER):
        cursor = answer(client, "/participants?limit=1")["next"].partition("cursor=")[2]
        response = client.get(f"{API}/participants?order=starts&cursor={cursor}")
    assert response.status_code == 422


def test_of_many_those_of_the_latest_edition_wait_behind_their_number(
    client: Client, programme: Any
) -> None:
    for year, number in ((2025, 24), (2026, 25)):
        people = [person(f"Ktoś {one}") for one in range(number)]
        edition(programme, str(year), starts=dt.date(year, 5, 1), participants=people)
        settle()
        html = " ".join(client.get(programme.url).content.decode().split())
        shown = html.count('<details class="took-part__people" open>')
        assert shown == (1 if number <= 24 else 0)
    assert html.count('<details class="took-part__people"') == 2
    assert "25 osób" in html
