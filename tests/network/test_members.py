"""Who belongs to a network: from a day until a day, by the clock of whoever reads."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from courtyard.publications.reading import Reader
from network.models import Membership, NetworkPage, PartnerPage, Unit
from network.publications import members_on, with_members
from tests.trees import Tree, settle

from .conftest import partner

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 5, 2), dt.date(2026, 5, 20)
API = "/api/content/v1"


@pytest.fixture
def studio(directory: Any) -> Any:
    return partner(directory, "Pracownia", "pracownia")


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), ZoneInfo("Europe/Warsaw"))


def join(page: Any, *memberships: Membership, units: tuple[str, ...] = ()) -> Any:
    page.units = [Unit(name=name, floor=0, use="studio") for name in units]
    page.memberships = list(memberships)
    page.save_revision().publish()
    return page


def told(client: Client, path: str) -> Any:
    return client.get(f"{API}/pages/by-path?path={path}").json()


def names(members: list[Any]) -> list[str]:
    return [one["partner"]["title"] for one in members]


@pytest.mark.parametrize(
    ("day", "members", "former"),
    [
        (FIRST - DAY, [], []),
        (FIRST, ["Pracownia"], []),
        (LAST, ["Pracownia"], []),
        (LAST + DAY, [], ["Pracownia"]),
    ],
)
def test_a_partner_is_a_member_from_its_first_day_to_its_last(
    client: Client, house: Any, studio: Any, day: dt.date, members: list[str], former: list[str]
) -> None:
    membership = Membership(partner=studio, role="tenant", unit="A1", since=FIRST, until=LAST)
    join(house, membership, units=("A1", "A2"))
    with time_machine.travel(at(day), tick=False):
        page = told(client, "/pl/sieci/ruska-46/")
        related = told(client, "/pl/partnerzy/pracownia/")["related"]
    assert names(page["members"]) == members
    assert names(page["former_members"]) == former
    tenants = {unit["name"]: [one["title"] for one in unit["tenants"]] for unit in page["units"]}
    assert tenants == {"A1": members, "A2": []}
    listed = [one["title"] for part in related for one in part["listing"]["items"]]
    assert listed == ["Ruska 46"] * len(members)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (FIRST - DAY, False),
        (FIRST, True),
        (LAST, True),
        ("soon", False),
        (LAST + 40 * DAY, False),
    ],
)
def test_a_page_shows_the_members_on_a_former_day(
    client: Client, house: Any, studio: Any, asked: Any, shown: bool
) -> None:
    later = Membership(partner=studio, role="tenant", unit="A1", since=LAST + 30 * DAY)
    past = Membership(partner=studio, role="tenant", unit="A1", since=FIRST, until=LAST)
    join(house, past, later, units=("A1",))
    with time_machine.travel(at(LAST + DAY), tick=False):
        html = client.get("/pl/sieci/ruska-46/", {"on": str(asked)}).content.decode()
    is_known = asked not in ("soon", LAST + 40 * DAY)
    assert f'value="{asked}"' in html
    assert ('id="members-on-mistake"' in html) is not is_known
    headings = re.findall("<h2>(.*?)</h2>", html, re.DOTALL)
    assert any("maja" in one for one in headings) is (shown and is_known)
    members, _, former = html.partition("Dawni członkowie")
    assert ("/partnerzy/pracownia/" in members) is shown
    assert ("/partnerzy/pracownia/" in former) is (not shown and not is_known)


@pytest.mark.parametrize("address", ["/pages/by-path?path={path}&", "/pages/{key}?"])
def test_the_api_tells_the_members_on_a_day(
    client: Client, house: Any, studio: Any, address: str
) -> None:
    past = Membership(partner=studio, role="tenant", unit="A1", since=FIRST, until=LAST)
    join(house, past, units=("A1",))
    house_at = API + address.format(path=house.url, key=house.translation_key)
    partner_at = API + address.format(path=studio.url, key=studio.translation_key)
    with time_machine.travel(at(LAST + DAY), tick=False):
        for day, members in ((FIRST - DAY, []), (FIRST, ["Pracownia"]), (LAST, ["Pracownia"])):
            found = client.get(f"{house_at}on={day}").json()
            assert (names(found["members"]), found["on"]) == (members, str(day))
        today = client.get(f"{house_at}on={LAST + DAY}").json()
        assert (names(today["former_members"]), today["on"]) == (["Pracownia"], None)
        refused = [
            client.get(f"{house_at}on={LAST + 2 * DAY}"),
            client.get(f"{house_at}on=soon"),
            client.get(f"{house_at}on=2026-02-30"),
            client.get(f"{house_at}on="),
            client.get(f"{partner_at}on={FIRST}"),
        ]
    for response in refused:
        assert response.status_code == 422
        assert [one["name"] for one in response.json()["parameters"]] == ["on"]


def test_the_day_is_in_the_openapi_document(client: Client) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    for path in ("/pages/by-path", "/pages/{key}"):
        parameters = paths[API + path]["get"]["parameters"]
        [day] = [one for one in parameters if one["name"] == "on"]
        assert not day["required"]
        assert day["schema"].items() >= {"type": "string", "format": "date"}.items()


def test_its_days_are_those_of_the_institution(client: Client, house: Any, studio: Any) -> None:
    join(house, Membership(partner=studio, since=FIRST))
    # In Warsaw the second of May has begun when in Greenwich it is 22:00 on the first.
    begin = dt.datetime(2026, 5, 1, 22, tzinfo=dt.UTC)
    for moment, members in ((begin - dt.timedelta(seconds=1), []), (begin, ["Pracownia"])):
        with time_machine.travel(moment, tick=False):
            assert names(told(client, "/pl/sieci/ruska-46/")["members"]) == members
            listed = client.get(f"{API}/networks?partner={studio.translation_key}").json()
            assert len(listed["items"]) == len(members)


def test_nothing_that_was_kept_outlives_its_day(client: Client, house: Any, studio: Any) -> None:
    join(house, Membership(partner=studio, until=LAST))
    settle()
    midnight = at(LAST + DAY, 0)
    with time_machine.travel(midnight - dt.timedelta(seconds=20), tick=False) as clock:
        assert names(told(client, "/pl/sieci/ruska-46/")["members"]) == ["Pracownia"]
        client.get("/pl/sieci/ruska-46/")
        assert client.get("/pl/sieci/ruska-46/")["Cache-Status"] == "Courtyard; hit"
        clock.move_to(midnight)
        assert names(told(client, "/pl/sieci/ruska-46/")["former_members"]) == ["Pracownia"]
        assert client.get("/pl/sieci/ruska-46/")["Cache-Status"] != "Courtyard; hit"


def test_who_is_still_in_it_is_no_former_member(client: Client, house: Any, studio: Any) -> None:
    former = Membership(partner=studio, role="tenant", unit="A1", until=LAST)
    join(house, former, Membership(partner=studio, role="host"), units=("A1",))
    with time_machine.travel(at(LAST + DAY), tick=False):
        page = told(client, "/pl/sieci/ruska-46/")
    assert [one["role"]["value"] for one in page["members"]] == ["host"]
    assert page["former_members"] == []


def test_those_who_left_last_come_first(client: Client, house: Any, directory: Any) -> None:
    left = {"Dawna": dt.date(2019, 1, 1), "Nowsza": dt.date(2024, 1, 1)}
    join(
        house,
        *(
            Membership(partner=partner(directory, title, title.lower()), until=until)
            for title, until in left.items()
        ),
    )
    assert names(told(client, "/pl/sieci/ruska-46/")["former_members"]) == ["Nowsza", "Dawna"]


def test_who_was_a_member_on_a_day_is_one_query(
    tree: Tree, house: Any, studio: Any, django_assert_num_queries: Any
) -> None:
    join(house, Membership(partner=studio, since=FIRST, until=LAST))
    reader = Reader.at(tree.site, "pl")
    key = house.translation_key
    for day, found in ((FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)):
        partners = members_on(reader, reader.published(PartnerPage), on=day, network=key)
        with django_assert_num_queries(1):
            assert len(partners) == found
        networks = with_members(reader.published(NetworkPage), on=day)
        with django_assert_num_queries(1):
            assert len(networks) == found


def test_an_alias_of_a_network_has_its_members(
    tree: Tree, client: Client, networks: Any, house: Any, studio: Any
) -> None:
    join(house, Membership(partner=studio))
    alias = house.create_alias(update_slug="alias")
    asked = f"{API}/partners?network={alias.translation_key}"
    assert [one["title"] for one in client.get(asked).json()["items"]] == ["Pracownia"]
    asked = f"{API}/networks?partner={studio.translation_key}"
    assert len(client.get(asked).json()["items"]) == 2


def test_members_are_said_in_the_language_of_the_page(
    tree: Tree, client: Client, house: Any, studio: Any
) -> None:
    join(house, Membership(partner=studio, role="tenant", unit="A1"), units=("A1",))
    tree.in_english(studio, title="Studio", slug="studio")
    tree.in_english(house, title="Ruska 46", slug="ruska-46")
    page = told(client, "/en/networks/ruska-46/")
    [member] = page["members"]
    assert (member["partner"]["title"], member["role"]["label"]) == ("Studio", "tenant")
    [unit] = page["units"]
    assert (unit["use"]["label"], unit["tenants"][0]["url"]) == ("studio", "/en/partners/studio/")


def test_a_hidden_partner_is_in_no_unit(client: Client, house: Any, studio: Any) -> None:
    join(house, Membership(partner=studio, role="tenant", unit="A1"), units=("A1",))
    studio.unpublish()
    page = told(client, "/pl/sieci/ruska-46/")
    assert page["members"] == []
    assert page["units"][0]["tenants"] == []


# What may not go public


def refused(page: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        page.save_revision().publish()
    found: dict[str, list[str]] = refusal.value.message_dict
    return found


def test_a_membership_cannot_end_before_it_began(house: Any, studio: Any) -> None:
    house.memberships = [Membership(partner=studio, since=LAST, until=FIRST)]
    assert list(refused(house)) == ["memberships"]


def test_a_member_is_in_a_unit_that_the_page_has(house: Any, studio: Any) -> None:
    house.memberships = [Membership(partner=studio, role="tenant", unit="A1")]
    [message] = refused(house)["memberships"]
    assert "Pracownia" in message
    assert "A1" in message
    house.units = [Unit(name="A1")]
    house.save_revision().publish()


def test_units_have_names_of_their_own(house: Any) -> None:
    house.units = [Unit(name="A1"), Unit(name="A1", floor=2), Unit(name="A2")]
    [message] = refused(house)["units"]
    assert "A1" in message


@pytest.mark.parametrize(
    ("other", "is_twice"),
    [
        ({"role": "tenant", "since": LAST}, True),
        ({"role": "tenant", "since": LAST + DAY}, False),
        ({"role": "tenant", "until": FIRST}, True),
        ({"role": "host"}, False),
        ({"role": "tenant", "unit": "A2"}, False),
    ],
)
def test_nobody_is_the_same_twice_at_a_time(
    house: Any, studio: Any, other: dict[str, Any], is_twice: bool
) -> None:
    house.units = [Unit(name="A1"), Unit(name="A2")]
    house.memberships = [
        Membership(partner=studio, role="tenant", unit="A1", since=FIRST, until=LAST),
        Membership(partner=studio, **{"unit": "A1", **other}),
    ]
    if is_twice:
        assert list(refused(house)) == ["memberships"]
    else:
        house.save_revision().publish()
        assert NetworkPage.objects.get().memberships.count() == 2


@pytest.mark.parametrize(
    ("other", "is_refused"),
    [
        ({"since": LAST - DAY}, True),
        ({"since": LAST}, False),
        ({"until": FIRST}, False),
        ({}, True),
        ({"unit": "A2"}, False),
        ({"role": "member"}, True),
        ({"role": "host"}, False),
    ],
)
def test_a_unit_has_one_tenant_at_a_time_and_may_be_handed_over_within_a_day(
    directory: Any, house: Any, studio: Any, other: dict[str, Any], is_refused: bool
) -> None:
    school = partner(directory, "Szkoła", "szkola")
    house.units = [Unit(name="A1"), Unit(name="A2")]
    house.memberships = [
        Membership(partner=studio, role="tenant", unit="A1", since=FIRST, until=LAST),
        Membership(partner=school, **{"role": "tenant", "unit": "A1", **other}),
    ]
    if is_refused:
        [told] = refused(house)["memberships"]
        assert "A1" in told
    else:
        house.save_revision().publish()
        assert NetworkPage.objects.get().memberships.count() == 2


def test_a_draft_may_be_unfinished(house: Any, studio: Any) -> None:
    house.memberships = [Membership(partner=studio, unit="?")]
    house.save_revision()
    assert NetworkPage.objects.get().memberships.count() == 0


@pytest.mark.parametrize("given", [{"latitude": 51}, {"longitude": 17}])
def test_a_place_has_both_coordinates_or_none(house: Any, given: dict[str, Any]) -> None:
    for name, value in given.items():
        setattr(house, name, value)
    [missing] = {"latitude", "longitude"} - set(given)
    assert list(refused(house)) == [missing]
