"""What the tests of search share."""

from __future__ import annotations

import pytest

from search import dictionaries

LANGUAGES = ["pl", "en", "uk", "de"]


@pytest.fixture(scope="session", autouse=True)
def _dictionaries() -> None:
    """They are compiled once on a machine, which takes most of a minute."""
    for code in dictionaries.missing(LANGUAGES):
        dictionaries.prepare(code)
