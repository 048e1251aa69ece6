"""Partners and networks in the admin."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.users.models import UserProfile

from network.models import City, Membership
from tests.trees import Tree

from .conftest import city, partner


@pytest.fixture
def admin(tree: Tree, admin_user: User) -> Client:
    UserProfile.objects.create(user=admin_user, preferred_language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


def listed(client: Client, path: str) -> list[str]:
    """The rows of a list as text, without markup."""
    response = client.get(path)
    assert response.status_code == 200
    html = response.content.decode().partition('<table class="listing')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in rows]


def test_partners_are_listed_with_kind_and_city(tree: Tree, admin: Client, directory: Any) -> None:
    berlin = city(tree, "berlin", "Berlin", "Berlin", "DE", (52.52, 13.4))
    partner(directory, "Okno", "okno", kind="festival", city=berlin)
    partner(directory, "Brama", "brama", kind="ngo")
    first, second = listed(admin, "/cms/partners/")
    assert "Brama" in first
    assert "Okno" in second
    assert "Festival" in second
    assert "Berlin" in second
    [found] = listed(admin, "/cms/partners/?kind=ngo")
    assert "Brama" in found
    [found] = listed(admin, f"/cms/partners/?city={berlin.pk}")
    assert "Okno" in found


def test_networks_are_listed_with_their_members_of_today(
    tree: Tree, admin: Client, directory: Any, house: Any
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    house.memberships = [
        Membership(partner=partner(directory, "Okno", "okno"), role="host"),
        Membership(partner=partner(directory, "Brama", "brama"), until=yesterday),
    ]
    house.save_revision().publish()
    tree.in_english(house, title="Ruska", slug="ruska")
    for row in listed(admin, "/cms/networks/?ordering=-members_today"):
        assert re.search(r"Place .*\b1\b", row)
    assert listed(admin, "/cms/networks/?kind=forum") == []


def test_more_partners_cost_no_query_for_their_cities(
    tree: Tree, admin: Client, directory: Any
) -> None:
    berlin = city(tree, "berlin", "Berlin", "Berlin", "DE", (52.52, 13.4))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin.get("/cms/partners/")
        return sum('FROM "network_city"' in query["sql"] for query in captured.captured_queries)

    partner(directory, "Okno", "okno", city=berlin)
    asked()
    few = asked()
    for number in range(5):
        partner(directory, f"P{number}", f"p-{number}", city=berlin)
    assert asked() == few


def test_a_chooser_opens_where_such_pages_stand_in_the_language_of_the_page(
    tree: Tree, admin: Client, admin_user: User, directory: Any
) -> None:
    window = partner(directory, "Okno", "okno")
    tree.in_english(window, title="Window", slug="window")
    address = "/cms/choose-page/?page_type=network.PartnerPage"

    def offered(path: str) -> str:
        answer = admin.get(path)
        assert answer.status_code == 200
        return str(answer.json()["html"])

    assert "Window" in offered(address)
    assert "Okno" not in offered(address)
    UserProfile.objects.filter(user=admin_user).update(preferred_language="pl")
    for path in (address, f"{address}&locale=pl"):
        assert "Okno" in offered(path)
        assert "Window" not in offered(path)
    assert "Window" in offered(f"{address}&locale=en")


def test_a_chooser_of_what_is_nowhere_or_of_any_page_opens_at_the_root(
    tree: Tree, admin: Client, directory: Any
) -> None:
    for query in ("", "?page_type=wagtailcore.page", "?page_type=network.NetworkPage"):
        answer = admin.get(f"/cms/choose-page/{query}")
        assert answer.json()["parent_page_id"] == tree.home.get_parent().pk
    assert admin.get("/cms/choose-page/?page_type=no.Page").status_code == 404


def test_a_city_lies_in_a_country_of_the_list(tree: Tree) -> None:
    with pytest.raises(ValidationError) as refused:
        City(name="Nigdzie", slug="nigdzie", locale=tree.pl, country="XX").full_clean()
    assert refused.value.message_dict.keys() == {"country"}
    City(name="Łódź", slug="lodz", locale=tree.pl, country="PL").full_clean()


def test_a_chooser_of_cities_shows_more_than_ten(tree: Tree, admin: Client) -> None:
    for number in range(11):
        city(tree, f"c-{number}", f"Miasto {number:02}", f"City {number:02}", "DE", (52.5, 13.4))
    answer = admin.get("/cms/snippets/choose/network/city/?locale=pl")
    assert "Miasto 10" in answer.json()["html"]


def test_a_city_is_looked_for_by_some_letters(tree: Tree, admin: Client) -> None:
    city(tree, "berlin", "Berlin", "Berlin", "DE", (52.52, 13.4))
    city(tree, "lwow", "Lwów", "Lviv", "UA", (49.84, 24.03))
    offered = admin.get("/cms/snippets/choose/network/city/").json()["html"]
    assert 'name="q"' in offered
    found = admin.get("/cms/snippets/choose/network/city/results/?q=LW&locale=pl").content.decode()
    assert "Lwów" in found
    assert "Berlin" not in found


def test_cities_are_taken_along_with_their_facts(tree: Tree, admin: Client) -> None:
    city(tree, "lwow", "Lwów", "Lviv", "UA", (49.84, 24.03))
    listed = admin.get("/cms/snippets/network/city/").content.decode()
    assert "export=xlsx" in listed
    answer: Any = admin.get("/cms/snippets/network/city/?export=csv")
    written = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, *rows = [*csv.reader(io.StringIO(written))]
    assert heading[0] == "translation_key"
    assert sorted(row[1:7] for row in rows) == [
        ["en", "Lviv", "lwow", "UA", "49.84000", "24.03000"],
        ["pl", "Lwów", "lwow", "UA", "49.84000", "24.03000"],
    ]
