"""The texts of the interface are there in every language."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

CATALOGUES = sorted((Path(__file__).parents[2] / "site/courtyard/locale").glob("*/*/django.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]")


def test_there_is_a_catalogue_for_each_language() -> None:
    assert [path.parts[-3] for path in CATALOGUES] == ["de", "pl", "uk"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    missing = [entry.msgid for entry in catalogue.untranslated_entries()]
    doubtful = [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert (missing, doubtful) == ([], [])


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_keep_the_placeholders(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for form in forms:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            assert set(PLACEHOLDER.findall(form)) <= wanted, entry.msgid
            if not entry.msgid_plural:
                assert set(PLACEHOLDER.findall(form)) == wanted, entry.msgid
