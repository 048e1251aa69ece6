"""Files of pictures."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from tests.trees import Tree, make_image


@pytest.fixture
def address(tree: Tree) -> str:
    """Of a rendition of a picture."""
    found: str = make_image("plakat").renditions.first().url
    return found


@pytest.fixture
def stranger() -> Client:
    return Client(HTTP_HOST="localhost")


def restrict(kind: str = "login") -> None:
    """Every picture stands in a collection below the first."""
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=kind, password="sezam"
    )


def status(client: Client, address: str) -> int:
    response: Any = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def test_a_picture_is_sent_to_everybody(stranger: Client, address: str) -> None:
    assert status(stranger, address) == 200


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_a_private_picture_is_not_sent_to_a_stranger(
    stranger: Client, address: str, kind: str
) -> None:
    restrict(kind)
    assert status(stranger, address) == 404


def test_a_private_picture_is_sent_to_those_whom_its_collection_admits(address: str) -> None:
    restrict()
    member = Client(HTTP_HOST="localhost")
    member.force_login(User.objects.create_user("member"))
    assert status(member, address) == 200


def test_a_private_picture_is_sent_to_those_in_whose_care_it_is(
    admin_client: Client, address: str
) -> None:
    restrict("password")
    assert status(admin_client, address) == 200


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("path", ["/documents/x.txt", "./documents/x.txt", "x/../documents/x.txt"])
def test_no_other_spelling_of_a_path_is_served(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
