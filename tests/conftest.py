"""What all tests share."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from wagtail.models import Site

from courtyard.localisation import site_map
from courtyard.outbox.models import OutboxRow

from .trees import Tree, grow

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "tree"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-snapshots`` writes what is; the others are for what takes long."""
    parser.addoption("--update-snapshots", action="store_true", help="write the snapshots anew")
    parser.addoption("--seed", type=int, help="of random changes (make long)")
    parser.addoption("--rows", help="of the tables of tests/bench: 1000,10000")
    parser.addoption("--pages", help="of the sites of tests/bench: 1000,10000")
    parser.addoption("--share", type=int, default=4, help="read one in so many unchanged answers")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database: it is run again on PostgreSQL, or there alone."""
    for item in items:
        one = item.get_closest_marker("one_database")
        if one and one.args == ("postgresql",):
            item.add_marker(pytest.mark.postgresql)
            item.add_marker(pytest.mark.database)
            continue
        fixtures = set(getattr(item, "fixturenames", ()))
        is_test_case = any("django.test" in str(base) for base in _bases(item))
        touches = item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES
        if (touches or is_test_case) and not one:
            item.add_marker(pytest.mark.database)


def _bases(item: pytest.Item) -> tuple[type, ...]:
    cls = getattr(item, "cls", None)
    return cls.__mro__ if cls else ()


def pytest_collection_finish() -> None:
    """What stays for the whole run is not looked through again for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _media_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files go to a folder of this run."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of tests, with the smallest site: growing it takes longer than most tests."""
    with django_db_blocker.unblock():
        grow()
        OutboxRow.objects.all().delete()


@pytest.fixture(autouse=True)
def _no_memory_of_other_sites() -> Iterator[None]:
    """Each test sees its own sites."""
    cache.clear()
    site_map._remembered.clear()
    Site.clear_site_root_paths_cache()
    yield
    Site.clear_site_root_paths_cache()


@pytest.fixture
def tree(db: None) -> Tree:
    """The smallest site: a front page in Polish and in English, on localhost."""
    return grow()
