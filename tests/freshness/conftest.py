"""The editor's process, one for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.processes import database_of_this_test

from .editor import Editor


@pytest.fixture(scope="session")
def _editors_process(django_db_setup: None, _media_of_this_run: None) -> Iterator[Editor]:
    editor = Editor(database_of_this_test())
    yield editor
    editor.close()


@pytest.fixture
def editor(_editors_process: Editor, transactional_db: Any, settings: Any) -> Editor:
    """Another process on the database of this test; this one can keep every answer."""
    backend = {**settings.CACHES["default"], "OPTIONS": {"MAX_ENTRIES": 100_000}}
    settings.CACHES = {"default": backend}
    return _editors_process
