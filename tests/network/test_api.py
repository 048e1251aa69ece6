"""The content API of partners, networks and cities: how they are chosen, and where they are."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from geojson_pydantic import Feature, FeatureCollection, Point
from jsonschema import Draft202012Validator

from config.management.commands.export_openapi import SNAPSHOT
from network.models import Membership, PartnerLink
from programmes.models import ProgrammeCity, ProgrammePartner
from tests.trees import (
    NetworkFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    make_image,
)

from .conftest import city, partner

BASE = "/api/content/v1"
WROCLAW, BERLIN, SUVA = (51.11, 17.03), (52.52, 13.4), (-18.14, 178.44)


def answer(client: Client, path: str, status: int = 200) -> Any:
    response = client.get(f"{BASE}{path}")
    assert response.status_code == status, response.content
    return response.json()


def titles(client: Client, path: str) -> list[str]:
    return [item["title"] for item in answer(client, path)["items"]]


def is_valid(path: str, found: Any, kind: str = "application/json") -> bool:
    """Whether an answer of an operation is what the OpenAPI document promises."""
    document = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    content = document["paths"][f"{BASE}{path}"]["get"]["responses"]["200"]["content"]
    schema = {**content[kind]["schema"], "components": document["components"]}
    return Draft202012Validator(schema).is_valid(found)


@pytest.fixture
def cities(tree: Tree) -> dict[str, Any]:
    return {
        "wroclaw": city(tree, "wroclaw", "Wrocław", "Wrocław", "PL", WROCLAW),
        "berlin": city(tree, "berlin", "Berlin", "Berlin", "DE", BERLIN),
        "suva": city(tree, "suva", "Suva", "Suva", "FJ", SUVA),
    }


@pytest.fixture
def partners(directory: Any, cities: dict[str, Any]) -> dict[str, Any]:
    found = {
        "Okno": {"kind": "festival", "city": cities["berlin"]},
        "Brama": {"kind": "ngo", "city": cities["wroclaw"]},
        "Rafa": {"kind": "ngo", "city": cities["suva"]},
        "Wędrowcy": {"kind": "informal_group"},
        # Its own place lies elsewhere than its city.
        "Most": {
            "kind": "ngo",
            "city": cities["wroclaw"],
            "latitude": Decimal("50.06"),
            "longitude": Decimal("19.94"),
        },
    }
    return {
        title: partner(directory, title, f"p-{number}", **fields)
        for number, (title, fields) in enumerate(found.items())
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Brama", "Most", "Okno", "Rafa", "Wędrowcy"]),
        ("kind=ngo", ["Brama", "Most", "Rafa"]),
        ("city=wroclaw", ["Brama", "Most"]),
        ("city=nowhere", []),
        ("country=DE", ["Okno"]),
        ("kind=ngo&country=DE", []),
        ("bbox=12,50,18,53", ["Brama", "Okno"]),
        ("bbox=19,49,21,51", ["Most"]),
        ("bbox=170,-30,-170,0", ["Rafa"]),
        ("bbox=-180,-90,180,90", ["Brama", "Most", "Okno", "Rafa"]),
        ("order=-title&kind=ngo", ["Rafa", "Most", "Brama"]),
    ],
)
def test_partners_are_chosen_by_kind_and_place(
    client: Client, partners: Any, query: str, found: list[str]
) -> None:
    assert titles(client, f"/partners?{query}") == found


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("country=Poland", "country"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=0,0,nan,1", "bbox"),
        ("bbox=0,0,1,inf", "bbox"),
        ("bbox=0,60,1,50", "bbox"),
        ("bbox=-181,0,0,1", "bbox"),
        ("bbox=0,0,0,91", "bbox"),
        ("network=x", "network"),
        ("active_on=tomorrow", "active_on"),
        ("programme=x", "programme"),
    ],
)
@pytest.mark.parametrize("path", ["/partners", "/partners.geojson"])
def test_a_parameter_that_cannot_be_used_is_named(
    client: Client, partners: Any, path: str, query: str, name: str
) -> None:
    error = answer(client, f"{path}?{query}", status=422)
    assert [one["name"] for one in error["parameters"]] == [name]


def test_partners_are_chosen_by_what_they_belong_to(
    client: Client, tree: Tree, networks: Any, partners: Any
) -> None:
    left = dt.date(2020, 5, 3)
    network = NetworkFactory(
        parent=networks,
        title="Koalicja",
        slug="koalicja",
        memberships=[
            Membership(partner=partners["Okno"]),
            Membership(partner=partners["Brama"], until=left),
        ],
    )
    NetworkFactory(
        parent=networks,
        title="Unia",
        slug="unia",
        memberships=[Membership(partner=partners["Rafa"])],
    )
    its = f"/partners?network={network.translation_key}"
    assert titles(client, its) == ["Okno"]
    assert titles(client, f"{its}&active_on=2020-05-03") == ["Brama", "Okno"]
    assert titles(client, f"{its}&active_on=2020-05-04") == ["Okno"]
    assert titles(client, "/partners?active_on=2020-05-03") == ["Brama", "Okno", "Rafa"]
    assert titles(client, f"/networks?partner={partners['Brama'].translation_key}") == []
    of_brama = f"/networks?partner={partners['Brama'].translation_key}&active_on=2020-05-03"
    assert titles(client, of_brama) == ["Koalicja"]
    assert titles(client, "/networks?active_on=2020-05-03") == ["Koalicja", "Unia"]
    network.unpublish()
    assert titles(client, f"{its}&active_on=2020-05-03") == []
    assert titles(client, "/partners?active_on=2020-05-03") == ["Rafa"]


def test_partners_are_chosen_by_what_they_are_involved_in(
    client: Client, tree: Tree, partners: Any
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    forum = ProgrammeFactory(
        parent=section,
        title="Forum",
        slug="forum",
        partners=[ProgrammePartner(partner=partners["Okno"])],
    )
    its = f"/partners?programme={forum.translation_key}"
    assert titles(client, its) == ["Okno"]
    assert titles(client, f"/partners?programme={partners['Okno'].translation_key}") == []
    forum.unpublish()
    assert titles(client, its) == []


def test_networks_are_chosen_by_their_facts(
    client: Client, networks: Any, cities: dict[str, Any]
) -> None:
    NetworkFactory(
        parent=networks,
        title="Ruska 46",
        slug="ruska-46",
        kind="place",
        reach="neighbourhood",
        city=cities["wroclaw"],
    )
    NetworkFactory(parent=networks, title="Koalicja", slug="koalicja", reach="country")
    for query in ("kind=place", "reach=neighbourhood", "city=wroclaw"):
        assert titles(client, f"/networks?{query}") == ["Ruska 46"]
    for query in ("kind=forum", "city=nowhere", "city=berlin"):
        assert titles(client, f"/networks?{query}") == []


# On a map


def test_partners_are_told_as_geojson(client: Client, tree: Tree, partners: Any) -> None:
    response = client.get(f"{BASE}/partners.geojson?locale=pl")
    assert response["Content-Type"] == "application/geo+json"
    found = response.json()
    assert is_valid("/partners.geojson", found, "application/geo+json")
    assert found["type"] == "FeatureCollection"
    features = {one["properties"]["title"]: one for one in found["features"]}
    assert [*features] == ["Brama", "Most", "Okno", "Rafa", "Wędrowcy"]
    # Longitude comes first (RFC 7946, 3.1.1).
    assert features["Brama"]["geometry"] == {"type": "Point", "coordinates": [17.03, 51.11]}
    assert features["Brama"]["properties"]["place"] == "city"
    assert features["Most"]["geometry"]["coordinates"] == [19.94, 50.06]
    assert features["Most"]["properties"]["place"] == "address"
    assert features["Wędrowcy"]["geometry"] is None
    okno = features["Okno"]
    assert okno["id"] == str(partners["Okno"].translation_key)
    assert okno["properties"]["url"] == partners["Okno"].url
    assert okno["properties"]["city"]["name"] == "Berlin"


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("170,-30,-170,0", ["Apia", "Rafa"]),
        ("170,-30,180,0", ["Rafa"]),
        ("-180,-30,-170,0", ["Apia"]),
        ("-170,-30,170,0", []),
        ("178.44,-18.14,-171.76,-13.83", ["Apia", "Rafa"]),
        ("-180,-90,180,90", ["Apia", "Brama", "Most", "Okno", "Rafa"]),
    ],
)
def test_an_independent_reader_takes_it_for_geojson_on_both_sides_of_the_date_line(
    client: Client, directory: Any, partners: Any, box: str, found: list[str]
) -> None:
    samoa = {"latitude": Decimal("-13.83"), "longitude": Decimal("-171.76")}
    partner(directory, "Apia", "apia", **samoa)
    text = client.get(f"{BASE}/partners.geojson?bbox={box}").content
    read = FeatureCollection[Feature[Point, dict[str, Any]]].model_validate_json(text)
    assert [one.properties["title"] for one in read.features if one.properties] == found
    for one in read.features:
        assert one.geometry is not None
        longitude, latitude, *others = one.geometry.coordinates
        assert (abs(longitude) <= 180, abs(latitude) <= 90, others) == (True, True, [])


def test_who_is_nowhere_is_geojson_too(client: Client, partners: Any) -> None:
    text = client.get(f"{BASE}/partners.geojson").content
    read = FeatureCollection[Feature[Point, dict[str, Any]]].model_validate_json(text)
    [nowhere] = [one for one in read.features if one.geometry is None]
    assert nowhere.id == str(partners["Wędrowcy"].translation_key)
    assert nowhere.properties is not None
    assert nowhere.properties["place"] is None


def test_geojson_is_chosen_as_the_list_is(client: Client, partners: Any) -> None:
    for query in ("kind=ngo", "country=DE", "bbox=12,50,18,53", "city=nowhere"):
        found = answer(client, f"/partners.geojson?{query}")["features"]
        told = [one["properties"]["title"] for one in found]
        assert told == titles(client, f"/partners?{query}")


# Cities


def test_cities_come_by_name_with_their_facts(
    client: Client, tree: Tree, partners: Any, cities: dict[str, Any]
) -> None:
    cities["berlin"].is_sister_city = True
    cities["wroclaw"].ecoc_year = 2016
    for one in ("berlin", "wroclaw"):
        cities[one].save()
    found = answer(client, "/cities?locale=en")
    assert is_valid("/cities", found)
    assert [(one["name"], one["partners"]) for one in found["items"]] == [
        ("Berlin", 0),
        ("Suva", 0),
        ("Wrocław", 0),
    ]
    assert [one["partners"] for one in answer(client, "/cities")["items"]] == [1, 1, 2]
    berlin, _suva, wroclaw = found["items"]
    assert (berlin["is_sister_city"], berlin["ecoc_year"], berlin["country"]) == (True, None, "DE")
    assert (wroclaw["is_sister_city"], wroclaw["ecoc_year"]) == (False, 2016)
    for query, names in (
        ("country=PL", ["Wrocław"]),
        ("is_sister_city=true", ["Berlin"]),
        ("is_sister_city=false", ["Suva", "Wrocław"]),
        ("is_capital_of_culture=true", ["Wrocław"]),
        ("is_capital_of_culture=false", ["Berlin", "Suva"]),
        ("ecoc_year_from=2016", ["Wrocław"]),
        ("ecoc_year_from=2017", []),
        ("ecoc_year_to=2015", []),
        ("ecoc_year_from=2010&ecoc_year_to=2016", ["Wrocław"]),
        ("bbox=12,50,18,53", ["Berlin", "Wrocław"]),
        ("bbox=170,-30,-170,0", ["Suva"]),
        ("partners_from=2", ["Wrocław"]),
    ):
        assert [one["name"] for one in answer(client, f"/cities?{query}")["items"]] == names


def test_cities_are_paged(client: Client, partners: Any) -> None:
    first = answer(client, "/cities?limit=2")
    assert [one["name"] for one in first["items"]] == ["Berlin", "Suva"]
    second = answer(client, first["next"].removeprefix(BASE))
    assert [one["name"] for one in second["items"]] == ["Wrocław"]
    assert second["next"] is None
    error = answer(client, "/cities?cursor=nowhere", status=422)
    assert [one["name"] for one in error["parameters"]] == ["cursor"]


def test_a_city_of_which_nothing_public_says_anything_is_not_told(
    client: Client, tree: Tree, partners: Any, cities: dict[str, Any]
) -> None:
    def told() -> list[str]:
        return [one["slug"] for one in answer(client, "/cities")["items"]]

    city(tree, "oslo", "Oslo", "Oslo", "NO", (59.91, 10.75))
    assert told() == ["berlin", "suva", "wroclaw"]
    partners["Rafa"].unpublish()
    assert told() == ["berlin", "wroclaw"]
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(
        parent=section, title="Forum", slug="forum", cities=[ProgrammeCity(city=cities["suva"])]
    )
    assert told() == ["berlin", "suva", "wroclaw"]
    programme.unpublish()
    assert told() == ["berlin", "wroclaw"]


# A partner


def test_a_partner_says_where_and_how_it_is_found(client: Client, partners: Any) -> None:
    page = partners["Most"]
    page.street, page.postcode, page.email = "ul. Ruska 46", "50-079", "biuro@example.org"
    page.links = [PartnerLink(url="https://social.example.org/most")]
    page.logo, page.accessibility = make_image("znak"), "Wejście bez progu."
    page.save_revision().publish()
    found = answer(client, f"/pages/by-path?path={page.url}")
    assert is_valid("/pages/by-path", found)
    assert (found["street"], found["postcode"]) == ("ul. Ruska 46", "50-079")
    assert (found["latitude"], found["longitude"]) == (50.06, 19.94)
    assert (found["email"], found["links"]) == (
        "biuro@example.org",
        ["https://social.example.org/most"],
    )
    assert found["logo"]["alt"] == ""
    assert found["logo"]["sources"]
    html = client.get(page.url).content.decode()
    for said in ("50-079", 'href="mailto:biuro@example.org"', "social.example.org/most", "progu"):
        assert said in html
