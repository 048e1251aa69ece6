"""The directory of partners: A to Z, narrowed by what they are and where they are, with a map."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courtyard.publications.reading import Reader
from courtyard.publications.references import resolve
from courtyard.publications.schema import as_json
from courtyard.text.world import day_of, own_time_zone
from network.cities import CITY_MAP
from network.models import City, Membership
from programmes.models import ProgrammePartner
from tests.trees import (
    NetworkFactory,
    NetworkIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    settle,
)

from .conftest import city, partner

API = "/api/content/v1"
LETTERS = re.compile(r'<h2 class="letter__name"[^>]*>\s*(.*?)\s*</h2>', re.DOTALL)


@pytest.fixture
def partners(tree: Tree, directory: Any) -> dict[str, Any]:
    lviv = city(tree, "lwow", "Lwów", "Lviv", "UA", (49.84, 24.03))
    berlin = city(tree, "berlin", "Berlin", "Berlin", "DE", (52.52, 13.4))
    return {
        "Łódka": partner(directory, "Łódka", "lodka", kind="festival", city=berlin),
        "Lalka": partner(directory, "Lalka", "lalka", kind="ngo", city=lviv),
        "7 Życzeń": partner(directory, "7 Życzeń", "zyczen", kind="ngo", city=berlin),
        "Brama": partner(directory, "Brama", "brama", kind="company"),
    }


def told(client: Client, path: str = "/pl/partnerzy/") -> Any:
    """The directory in the content API."""
    found = client.get(f"{API}/pages/by-path?path={path}")
    assert found.status_code == 200, found.content
    return found.json()


def shown(client: Client, query: str, path: str = "/pl/partnerzy/") -> list[str]:
    html = client.get(f"{path}{query}").content.decode()
    return re.findall(r'<a class="card__link" href="[^"]+">(.*?)</a>', html)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["7 Życzeń", "Brama", "Lalka", "Łódka"]),
        ("?kind=ngo", ["7 Życzeń", "Lalka"]),
        ("?city=berlin", ["7 Życzeń", "Łódka"]),
        ("?country=UA", ["Lalka"]),
        ("?kind=ngo&city=berlin&country=DE", ["7 Życzeń"]),
        ("?kind=ngo&country=PL", []),
        ("?kind=nothing", []),
        ("?city=nowhere", []),
        ("?country=de", []),
    ],
)
def test_it_is_narrowed_by_its_address(
    client: Client, partners: Any, query: str, titles: list[str]
) -> None:
    assert [title.replace("\xa0", " ") for title in shown(client, query)] == titles


def test_it_says_of_each_partner_where_it_is(client: Client, partners: Any, directory: Any) -> None:
    berlin = partners["Łódka"].city
    partner(directory, "Ul", "ul", kind="ngo", street="Torstraße 1", postcode="10119", city=berlin)
    partner(directory, "Ule", "ule", kind="ngo", street="ul. Ruska 46")
    html = client.get("/pl/partnerzy/").content.decode()
    rows = html.split('<li class="directory__row">')[1:]
    said = [" ".join(re.sub("<[^>]+>", " ", one.partition("</li>")[0]).split()) for one in rows]
    assert said[:2] == ["7 Życzeń Organizacja pozarządowa Berlin", "Brama Firma"]
    assert said[-2:] == [
        "Ul Organizacja pozarządowa Torstraße 1, 10119 Berlin",
        "Ule Organizacja pozarządowa ul. Ruska 46",
    ]


def test_its_form_offers_what_public_partners_are(client: Client, partners: Any) -> None:
    partners["Łódka"].unpublish()
    kinds, cities, countries = told(client)["filters"]
    assert [(one["label"], one["count"]) for one in kinds["options"][1:]] == [
        ("Firma", 1),
        ("Organizacja pozarządowa", 2),
    ]
    assert [one["label"] for one in cities["options"][1:]] == ["Berlin", "Lwów"]
    assert [tuple(one.values())[:3] for one in countries["options"]] == [
        ("", "Wszystkie", 3),
        ("DE", "Niemcy", 1),
        ("UA", "Ukraina", 1),
    ]


def test_its_form_counts_what_fits_the_other_choices(client: Client, partners: Any) -> None:
    html = client.get("/pl/partnerzy/?kind=ngo").content.decode()
    options = re.findall(r"<option[^>]*>([^<]+)</option>", html)
    assert options == [
        *("Wszystkie (4)", "Festiwal (1)", "Firma (1)", "Organizacja pozarządowa (2)"),
        *("Wszystkie (2)", "Berlin (1)", "Lwów (1)"),
        *("Wszystkie (2)", "Niemcy (1)", "Ukraina (1)"),
    ]


@pytest.fixture
def together(tree: Tree, partners: dict[str, Any]) -> dict[str, Any]:
    """Two networks and a programme with some of the partners, one of them no longer."""
    section = NetworkIndexFactory(parent=tree.home, slug="sieciowanie")
    today = day_of(timezone.now(), own_time_zone())

    def member(name: str, **days: Any) -> Membership:
        return Membership(partner=partners[name], role="member", **days)

    gone = member("Lalka", until=today - dt.timedelta(days=1))
    coming = member("7 Życzeń", since=today + dt.timedelta(days=1))
    programmes = ProgrammeIndexFactory(parent=tree.home, slug="dzialania")
    return {
        "Bramy": NetworkFactory(
            parent=section, title="Bramy", slug="bramy", memberships=[member("Brama"), gone, coming]
        ),
        "Ludzie": NetworkFactory(
            parent=section, title="Ludzie", slug="ludzie", memberships=[member("Lalka")]
        ),
        "Teatr": ProgrammeFactory(
            parent=programmes,
            title="Teatr",
            slug="teatr",
            partners=[ProgrammePartner(partner=partners[name]) for name in ("Lalka", "Brama")],
        ),
    }


def test_it_is_narrowed_by_what_partners_belong_to(client: Client, together: Any) -> None:
    settle()
    key = {name: str(page.translation_key) for name, page in together.items()}
    assert shown(client, f"?network={key['Bramy']}") == ["Brama"]
    assert shown(client, f"?programme={key['Teatr']}") == ["Brama", "Lalka"]
    assert shown(client, f"?programme={key['Teatr']}&network={key['Ludzie']}") == ["Lalka"]
    assert shown(client, f"?programme={key['Ludzie']}") == []
    assert shown(client, "?network=nothing") == []
    *_others, networks, programmes = told(client)["filters"]
    assert [tuple(one.values())[:3] for one in networks["options"]] == [
        ("", "Wszystkie", 4),
        (key["Bramy"], "Bramy", 1),
        (key["Ludzie"], "Ludzie", 1),
    ]
    assert [one["label"] for one in programmes["options"]] == ["Wszystkie", "Teatr"]


def test_what_is_not_public_is_no_choice(client: Client, together: Any) -> None:
    PageViewRestriction.objects.create(page=together["Bramy"], restriction_type="login")
    together["Teatr"].unpublish()
    settle()
    page = told(client)
    assert [one["name"] for one in page["filters"]] == ["kind", "city", "country", "network"]
    assert [one["label"] for one in page["filters"][-1]["options"]] == ["Wszystkie", "Ludzie"]
    assert shown(client, f"?network={together['Bramy'].translation_key}") == []


def test_a_copy_of_a_network_is_no_choice_of_its_own(client: Client, together: Any) -> None:
    section = together["Bramy"].get_parent()
    together["Bramy"].create_alias(parent=section, update_slug="bramy-znowu")
    settle()
    assert [one["label"] for one in told(client)["filters"][-2]["options"]] == [
        *("Wszystkie", "Bramy", "Ludzie")
    ]


def test_its_form_holds_what_was_chosen(client: Client, partners: Any) -> None:
    html = client.get("/pl/partnerzy/?kind=ngo&city=lwow").content.decode()
    chosen = re.findall(r'<option value="([^"]*)"\s*selected>', html)
    assert chosen == ["ngo", "lwow", ""]


def test_it_has_the_letters_of_its_language(client: Client, partners: Any) -> None:
    html = client.get("/pl/partnerzy/").content.decode()
    _figures, *letters = LETTERS.findall(html)
    assert letters == ["B", "L", "Ł"]
    assert re.findall(r'href="#letter-(\d)"', html) == ["1", "2", "3", "4"]
    assert len(set(re.findall(r'id="(letter-\d)"', html))) == 4


def test_a_language_that_lacks_partners_offers_none(client: Client, partners: Any) -> None:
    page = told(client, path="/en/partners/")
    assert (page["items"], page["map"], page["filters"]) == ([], None, [])


# The map


def test_the_map_has_the_cities_of_public_partners(client: Client, partners: Any) -> None:
    found = told(client)["map"]
    assert [(one["city"]["name"], one["partners"]) for one in found["cities"]] == [
        ("Berlin", 2),
        ("Lwów", 1),
    ]
    partners["Lalka"].unpublish()
    assert [one["city"]["name"] for one in told(client)["map"]["cities"]] == ["Berlin"]


def test_a_deleted_city_is_on_no_map(client: Client, partners: Any) -> None:
    for one in City.objects.filter(slug="lwow"):
        one.delete()
    page = told(client)
    assert [one["city"]["name"] for one in page["map"]["cities"]] == ["Berlin"]
    assert [one["value"] for one in page["filters"][1]["options"]] == ["", "berlin"]


def test_the_map_is_drawn_and_the_list_beside_it_says_the_same(
    client: Client, partners: Any
) -> None:
    html = client.get("/pl/partnerzy/").content.decode()
    drawing, listed = html.split('<ul class="city-map__list">')
    links = re.compile(r'href="(/pl/partnerzy/\?city=\w+)"')
    assert sorted(links.findall(drawing)) == sorted(links.findall(listed))
    assert 'class="city-map__land" d="M' in drawing
    assert "Niemcy" in listed


def test_a_city_without_coordinates_is_in_the_list_alone(client: Client, partners: Any) -> None:
    City.objects.filter(slug="lwow").update(latitude=None, longitude=None)
    html = client.get("/pl/partnerzy/").content.decode()
    drawing, listed = html.split('<ul class="city-map__list">')
    assert "?city=lwow" not in drawing
    assert "?city=lwow" in listed


def test_without_any_coordinates_there_is_no_drawing(client: Client, partners: Any) -> None:
    City.objects.update(latitude=None, longitude=None)
    html = client.get("/pl/partnerzy/").content.decode()
    assert "<svg" not in html
    assert "?city=lwow" in html


def test_other_pages_can_show_the_map(tree: Tree, partners: Any, directory: Any) -> None:
    def ask(code: str) -> Any:
        reader = Reader.at(tree.site, code)
        return resolve([{"map": as_json(CITY_MAP)}], reader)[0]["map"]

    found = ask("pl")
    assert [(one["city"]["slug"], one["partners"]) for one in found["cities"]] == [
        ("berlin", 2),
        ("lwow", 1),
    ]
    assert found["directory"]["key"] == str(directory.translation_key)
    assert ask("en") is None
    directory.delete()
    assert ask("pl") is None


def test_what_is_not_known_of_a_partner_leaves_no_line(
    client: Client, directory: Any, house: Any
) -> None:
    nowhere = partner(directory, "Bez miasta", "bez-miasta")
    house.memberships = [Membership(partner=nowhere)]
    house.save()
    settle()
    for path in ("/pl/partnerzy/", "/pl/sieci/ruska-46/"):
        page = client.get(path).content.decode()
        lines = re.findall(r'<p class="directory__fact"[^>]*>\s*(.*?)\s*</p>', page, re.DOTALL)
        assert lines, path
        assert "" not in lines, path
