"""A small network: a directory with partners, and a section with one network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.users.models import UserProfile

from network.models import City
from tests.trees import (
    NetworkFactory,
    NetworkIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    term_in_two_languages,
)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def directory(tree: Tree) -> Any:
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    tree.in_english(index, title="Partners", slug="partners")
    return index


@pytest.fixture
def networks(tree: Tree) -> Any:
    index = NetworkIndexFactory(parent=tree.home, title="Sieci", slug="sieci")
    tree.in_english(index, title="Networks", slug="networks")
    return index


@pytest.fixture
def house(networks: Any) -> Any:
    return NetworkFactory(parent=networks, title="Ruska 46", slug="ruska-46", kind="place")


@pytest.fixture
def in_english() -> Iterator[None]:
    """What is said is read in English, whatever language a test before has left."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(admin_user: Any) -> Client:
    """The admin of somebody who may do everything, in English."""
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


def partner(directory: Any, title: str, slug: str, **fields: Any) -> Any:
    return PartnerFactory(parent=directory, title=title, slug=slug, **fields)


def city(tree: Tree, slug: str, pl: str, en: str, country: str, at: tuple[float, float]) -> Any:
    """A city in two languages, with its place on the globe; gives the Polish one."""
    made = term_in_two_languages(City, tree, slug, pl, en)
    made.country, (made.latitude, made.longitude) = country, at
    made.save()
    return made
