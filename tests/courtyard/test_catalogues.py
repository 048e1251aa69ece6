"""The texts of the interface are there in every language."""

from __future__ import annotations

import gettext
import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import gettext as gettext_of_django
from django.utils.translation import override
from wagtail.users.models import UserProfile

from courtyard.editing.words import WORDS
from tests.trees import Tree

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "site/courtyard/locale").glob("*/*/django.po"))
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
def test_a_menu_is_called_in_a_help_text_as_it_is_in_the_admin(path: Path) -> None:
    with override(path.parts[-3]):
        menu = gettext_of_django("Snippets")
    told = [one for one in polib.pofile(str(path)) if "under Snippets" in one.msgid]
    assert told
    assert [one.msgstr for one in told if menu not in one.msgstr] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_keep_the_placeholders(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        for form in forms:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            said = set(PLACEHOLDER.findall(form))
            # "One text" may do without its number, in a language that says "one" of 1 alone.
            if entry.msgid_plural and form == entry.msgstr_plural[0] and "uk" not in path.parts:
                wanted = said | (wanted - {"%(number)d", "%(number)s"})
            assert said == wanted, entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_set_as_its_language_sets_books(path: Path) -> None:
    """Its own quotation marks and dash, and no letter of another alphabet in a word."""
    quotation_marks, foreign_dash = TYPE[path.parts[-3]]
    for entry in polib.pofile(str(path)):
        for form in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            text = MARKUP.sub("", form)
            marks = "".join(re.findall(r"""["'„“”«»‚‘]""", text)).replace(quotation_marks, "")
            assert not marks, form
            assert foreign_dash not in text, form
            assert "..." not in text, form
            assert form == form.strip(), entry.msgid
            assert not re.search(r"[Ѐ-ӿ][a-z]|[a-z][Ѐ-ӿ]", text, re.IGNORECASE), form


TYPE = {"pl": ("„”", "—"), "uk": ("«»", " – "), "de": ("„“", "—")}
"""The quotation marks of each language, and the dash that is another one's."""

MARKUP = re.compile(r"<[^<>]*>")


def test_languages_ask_for_the_same_values() -> None:
    """A text that lacks in one language what another has would fail there alone."""
    texts = [{(one.msgctxt, one.msgid) for one in polib.pofile(str(path))} for path in CATALOGUES]
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_compiled_without_gettext(path: Path, tmp_path: Path) -> None:
    """On a machine that has none of gettext's programs, and the result is the one that is kept."""
    catalogue = str(shutil.copy(path, tmp_path / "django.po"))
    code = f"from tools import messages; messages.compile_catalogue(messages.Path({catalogue!r}))"
    assert shutil.which("msgfmt", path="") is None
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, check=True)
    made, kept = (read(file) for file in (tmp_path / "django.mo", path.with_suffix(".mo")))
    assert made == kept
    assert len(made) > len(polib.pofile(str(path)))


def read(path: Path) -> dict[object, str]:
    """What Python's own gettext, and so Django, finds in a compiled catalogue."""
    with path.open("rb") as file:
        texts: dict[object, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    header = texts.pop("")
    assert "Plural-Forms" in header
    return texts


def test_words_of_wagtail_are_such_as_it_says() -> None:
    """What Wagtail words anew is to be taken out, or worded anew here too."""
    folders = [Path(find_spec(name).origin).parent for name in ("wagtail", "wagtail_localize")]  # type: ignore[union-attr, arg-type]
    paths = [path for folder in folders for path in folder.glob("**/en/LC_MESSAGES/django.po")]
    said = {entry.msgid for path in paths for entry in polib.pofile(str(path))}
    assert [word for word in WORDS if word not in said] == []


def test_the_first_page_of_the_admin_is_in_one_language(
    tree: Tree, admin_user: User, client: Client
) -> None:
    """What Wagtail's Ukrainian lacks would be said in the site's first language, Polish."""
    UserProfile.objects.create(user=admin_user, preferred_language="uk")
    client.force_login(admin_user)
    page = client.get("/cms/").content.decode()
    for told in ("Шукати серед усіх сторінок", "Посібник редактора Wagtail", "створено в"):
        assert told in page
    for told in ("Szukaj", "Przewodnik", "utworzon"):
        assert told not in page


def test_ukrainian_tells_bringing_a_file_from_taking_it_along(
    tree: Tree, admin_user: User, client: Client
) -> None:
    UserProfile.objects.create(user=admin_user, preferred_language="uk")
    client.force_login(admin_user)
    said = client.get("/cms/localize/jsi18n/").content.decode()
    catalog = json.loads(said.split("const newcatalog = ")[1].split(";\n")[0])
    assert catalog["Upload PO file"] != catalog["Download PO file"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("pl", "Strona nie została utworzona: są w niej błędy."),
        ("uk", "Сторінку не створено: у ній є помилки."),
    ],
)
def test_the_admin_says_in_the_editors_language_what_was_refused(
    tree: Tree, admin_user: User, client: Client, language: str, told: str
) -> None:
    UserProfile.objects.create(user=admin_user, preferred_language=language)
    client.force_login(admin_user)
    address = f"/cms/pages/add/network/partnerindexpage/{tree.home.pk}/"
    empty = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    html = client.post(address, empty, headers={"host": "localhost"}).content.decode()
    assert told in html
    assert "first error" not in html


@pytest.mark.usefixtures("tree")
def test_a_language_stands_apart_from_the_word_before_it(admin_user: User, client: Client) -> None:
    UserProfile.objects.create(user=admin_user, preferred_language="pl")
    client.force_login(admin_user)
    script = client.get("/cms/localize/jsi18n/", headers={"host": "localhost"}).content.decode()
    assert '"Publish in ": "Opublikuj w "' in script
