"""Bad PO files by the admin's import: each fault is told, the rest applied, nothing else stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import polib
import pytest
from django.test import Client
from PIL import Image
from wagtail_localize.models import StringTranslation

from courtyard.models import TableUpload
from tests.trees import ContentFactory, Tree

from .test_po import (
    _in_english,
    about,
    exported,
    planned,
    said,
    translated,
    translation,
    translator,
    upload,
)

__all__ = ["_in_english", "about", "translation", "translator"]

NEW = "About us"
"""What a translator has written for the page's title in each of the files."""


def brought(client: Client, file: str | bytes) -> str:
    """A file is uploaded, looked at and imported; gives what is then said to have come of it."""
    seen = upload(client, file)
    [(address, _status)] = seen.redirect_chain
    assert client.get(address).status_code == 200
    done = client.post(address, follow=True)
    assert done.status_code == 200
    return str(done.content.decode())


def edited(file: str, change: Callable[[polib.POFile], object]) -> str:
    """A file with a new title, and something else that was done to it."""
    found = polib.pofile(file)
    title = found.find("O nas")
    assert title is not None
    title.msgstr = NEW
    change(found)
    return str(found)


def entry_of(file: polib.POFile, begin: str) -> polib.POEntry:
    found: polib.POEntry = next(one for one in file if one.msgid.startswith(begin))
    return found


def fuzzy(file: polib.POFile) -> None:
    entry = entry_of(file, "Jesteśmy")
    entry.msgstr, entry.flags = "Not finished", ["fuzzy"]


def obsolete(file: polib.POFile) -> None:
    entry = entry_of(file, "Jesteśmy")
    entry.msgstr, entry.obsolete = "We are out of use", True


def plural(file: polib.POFile) -> None:
    entry = entry_of(file, "Jesteśmy")
    entry.msgid_plural, entry.msgstr = entry.msgid, ""
    entry.msgstr_plural = {0: "One", 1: "Many"}


def twice(file: polib.POFile) -> None:
    entry = entry_of(file, "Jesteśmy")
    file.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr="Said twice"))


def unclosed(file: polib.POFile) -> None:
    entry_of(file, "Jesteśmy").msgstr = "We <b>are"


def without_link(file: polib.POFile) -> None:
    entry_of(file, "Napisz").msgstr = "Write to us, {name}."


def without_placeholder(file: polib.POFile) -> None:
    entry_of(file, "Napisz").msgstr = 'Write <a id="a1">to us</a>.'


def of_nowhere(file: polib.POFile) -> None:
    entry = entry_of(file, "Jesteśmy")
    entry.msgctxt, entry.msgstr = "nowhere", "Nobody said this"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (fuzzy, "Not imported: take the mark fuzzy away"),
        (obsolete, "The file marks this text as out of use"),
        (plural, "It has plural forms."),
        (twice, "already: that one counts"),
        (unclosed, "Not imported: mend these"),
        (without_link, "is lost"),
        (without_placeholder, "{name} is lost"),
        (of_nowhere, "There is no such page in this language."),
    ],
)
def test_one_bad_text_is_told_and_the_rest_applied(
    tree: Tree, translation: Any, translator: Client, change: Any, told: str
) -> None:
    before = {one.pk: one.data for one in StringTranslation.objects.all()}
    page = brought(translator, edited(exported(tree, translation), change))
    assert told in page
    assert said(translation)["O nas"] == NEW
    after = {one.pk: one.data for one in StringTranslation.objects.all()}
    assert after.keys() == before.keys()
    assert [data for pk, data in after.items() if data != before[pk]] == [NEW]
    assert bytes(TableUpload.objects.get().data) == b""


def test_texts_of_another_page_are_told_and_the_rest_applied(
    tree: Tree, translation: Any, translator: Client
) -> None:
    other = translated(tree, ContentFactory(parent=tree.home, title="Inna", slug="inna"))
    file = exported(tree, translation, other).replace("English O nas", NEW)
    other.delete()
    assert "Unknown here: 1" in brought(translator, file)
    assert said(translation)["O nas"] == NEW


def test_a_truncated_file_says_where_and_the_rest_is_applied(
    tree: Tree, translation: Any, translator: Client
) -> None:
    file = edited(exported(tree, translation), lambda file: None)
    assert "Not to be read" in brought(translator, file.encode()[:-40])
    assert said(translation)["O nas"] == NEW


@pytest.mark.parametrize("broken", [30, 200])
def test_however_many_texts_are_broken_the_rest_is_applied(
    tree: Tree, translation: Any, broken: int
) -> None:
    """Half of them by a quotation mark, half so that a parser stops at them."""
    file = edited(exported(tree, translation), lambda file: None).replace("X-Courtyard-Texts", "X")
    for number in range(broken // 2):
        file += f'\nmsgctxt "c"\nmsgid "q{number}"\nmsgstr "a "quoted" word"\n'
        file += f'\nmsgctxt "c"\nmsgid "p{number}"\nmsgstr[x] "a"\n\nmsgstr "b"\nmsgid "c"\n'
    report = planned(file)
    assert len({fault.line for fault in report.faults}) >= broken
    assert report.counts["applied"] == 1


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("en.po", 'msgid "a"\nmsgstr "b"\n' * 100)
    return packed.getvalue()


def picture(kind: str) -> bytes:
    packed = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(packed, kind)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (archive(), "This is no PO file."),
        (picture("PNG"), "This is no PO file."),
        (picture("JPEG"), "This is no PO file."),
        (b"", "empty"),
        (b"%PDF-1.7 and more\n", "This is no PO file."),
        ('msgid "a"\nmsgstr "ż"\n'.encode("cp1250"), "Save it as UTF-8."),
        ('msgid "a"\nmsgstr "ż"\n'.encode("utf-16"), "Save it as UTF-8."),
        (b'msgid ""\nmsgstr "charset=KOI-X"\n\nmsgid "a"\nmsgstr "\xff"\n', "Save it as UTF-8."),
        (b'msgid "a"\nmsgstr "b"\n', "not exported from this site"),
        (b'msgid ""\nmsgstr "X-Courtyard-Project: x\\n"\n', "not exported from this site"),
    ],
)
def test_what_is_none_of_our_files_is_refused_at_the_form(
    tree: Tree, translator: Client, data: bytes, told: str
) -> None:
    page = upload(translator, data)
    assert page.redirect_chain == []
    assert told in page.content.decode()
    assert not TableUpload.objects.exists()


@pytest.mark.parametrize("header", ["Language", "X-Courtyard-Project", "all"])
def test_a_file_without_its_header_is_refused_in_plain_words(
    tree: Tree, translation: Any, translator: Client, header: str
) -> None:
    lines = exported(tree, translation).splitlines(keepends=True)
    if header == "all":
        kept = lines[lines.index("\n") :]
    else:
        kept = [line for line in lines if not line.startswith(f'"{header}')]
    assert len(kept) < len(lines)
    page = upload(translator, "".join(kept)).content.decode()
    told = "none of this site: –" if header == "Language" else "not exported from this site"
    assert told in page
    assert not TableUpload.objects.exists()


def test_a_declared_encoding_is_read_through_the_admin(
    tree: Tree, translation: Any, translator: Client
) -> None:
    file = edited(exported(tree, translation), lambda file: None)
    assert "Applied: 1" in brought(translator, file.replace("UTF-8", "CP1250").encode("cp1250"))
    assert said(translation)["O nas"] == NEW
