"""The right form of a word for each number, in the texts that people read."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import polib
import pytest
from babel import Locale
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import ngettext

CATALOGUES = Path(__file__).parents[2] / "site/courtyard/locale"
FORMS = {
    "pl": ("one", "few", "many", "other"),
    "uk": ("one", "few", "many", "other"),
    "de": ("one", "other"),
}
"""The forms that CLDR has for a language, in the order in which its catalogue holds them."""

NUMBERS = [0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 102, 111, 112]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def plural_messages(language: str) -> list[Any]:
    catalogue = polib.pofile(str(CATALOGUES / language / "LC_MESSAGES/django.po"))
    messages = [entry for entry in catalogue if entry.msgid_plural]
    assert messages
    return messages


def cldr_form(language: str, number: int) -> int:
    return FORMS[language].index(Locale.parse(language).plural_form(number))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        # 0 1 2 4 5 11 12 14 21 22 25 101 102 111 112
        ("pl", [2, 0, 1, 1, 2, 2, 2, 2, 2, 1, 2, 2, 1, 2, 2]),
        ("uk", [2, 0, 1, 1, 2, 2, 2, 2, 0, 1, 2, 0, 1, 2, 2]),
        ("de", [1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    ],
)
def test_the_expected_forms_are_those_of_the_language(language: str, expected: list[int]) -> None:
    assert [cldr_form(language, number) for number in NUMBERS] == expected


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("number", NUMBERS)
def test_code_says_the_form_that_cldr_wants(language: str, number: int) -> None:
    for message in plural_messages(language):
        if message.msgctxt:
            continue
        with translation.override(language):
            said = ngettext(message.msgid, message.msgid_plural, number)
        assert said == message.msgstr_plural[cldr_form(language, number)]


@pytest.mark.parametrize("language", FORMS)
@pytest.mark.parametrize("number", NUMBERS)
def test_templates_say_the_form_that_cldr_wants(language: str, number: int) -> None:
    messages = [one for one in plural_messages(language) if stands_in_a_template(one)]
    assert messages
    for message in messages:
        wanted = message.msgstr_plural[cldr_form(language, number)]
        with translation.override(language):
            shown = as_template(message).render(Context({"n": number}))
        assert shown == with_values(wanted, number)


def stands_in_a_template(message: Any) -> bool:
    return any(path.endswith(".html") for path, _line in message.occurrences)


def as_template(message: Any) -> Template:
    """A text of the catalogue as its template says it."""
    singular, plural = (
        PLACEHOLDER.sub(r"{{ \1 }}", text) for text in (message.msgid, message.msgid_plural)
    )
    names = set(PLACEHOLDER.findall(message.msgid_plural)) - {"number"}
    values = " ".join(f"{name}='{name}'" for name in sorted(names))
    context = f'context "{message.msgctxt}"' if message.msgctxt else ""
    opening = f"blocktranslate count number=n {values and 'with ' + values} {context}"
    texts = f"{singular}{{% plural %}}{plural}"
    return Template(f"{{% load i18n %}}{{% {opening} %}}{texts}{{% endblocktranslate %}}")


def with_values(text: str, number: int) -> str:
    return PLACEHOLDER.sub(lambda found: str(number) if found[1] == "number" else found[1], text)


@pytest.mark.parametrize("number", [0, 1, 2, 21])
def test_english_has_two_forms(number: int) -> None:
    with translation.override("en"):
        said = ngettext("%(number)d text is not translated yet.", "%(number)d texts …", number)
    assert said.startswith("%(number)d text ") == (number == 1)


@pytest.mark.parametrize("language", FORMS)
def test_every_form_is_written_and_differs_where_it_must(language: str) -> None:
    """The forms of a word that stands beside its number differ; "Cities" is one for them all."""
    for message in plural_messages(language):
        forms = message.msgstr_plural
        assert len(forms) == len(FORMS[language])
        assert all(form.strip() for form in forms.values()), message.msgid
        if (language, True) == ("de", "Zeichen" in forms[0]):
            continue  # one sign and many are the same word
        assert forms[0] != forms[1], message.msgid
        if "number" in PLACEHOLDER.findall(message.msgid_plural):
            whole = [forms[place] for place, name in enumerate(FORMS[language]) if name != "other"]
            assert all(one != other for one, other in combinations(whole, 2)), message.msgid
            # "1,5 tekstu", but "5 tekstów".
            assert list(forms.values())[-1] != list(forms.values())[-2], message.msgid


@pytest.mark.parametrize("language", FORMS)
def test_the_rule_of_the_catalogue_is_that_of_django(language: str) -> None:
    """Django merges catalogues of one rule; by two rules the texts of apps would be apart."""
    with translation.override(language):
        active: Any = translation.trans_real.translation(language)  # type: ignore[attr-defined]
    rules = active._catalog._plurals
    assert all(
        [rule(n) for n in range(1000)] == [rules[0](n) for n in range(1000)] for rule in rules
    )
