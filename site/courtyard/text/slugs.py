"""Slugs: the last part of an address, made of a title by the rules of its language.

One table of replacements serves the server and, handed to Wagtail's own script by its widget, the
editor's browser: what is typed there becomes what is made here. So its patterns are such as both
Python and JavaScript read alike: no groups, no flags, nothing of Unicode's classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

LONGEST = 255
"""What Wagtail's field and its script take."""

CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёъыэў"
APOSTROPHES = "'’ʼ‘`´"
AT_THE_BEGINNING = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
"""Ukrainian letters that are written otherwise at the beginning of a word."""

PAIRS = {"зг": "zgh"}
UKRAINIAN = (
    dict(zip("абвгґдезиклмнопрстуф", "abvhgdezyklmnoprstuf", strict=True))
    | {"є": "ie", "ж": "zh", "і": "i", "ї": "i", "й": "i", "х": "kh", "ц": "ts", "ч": "ch"}
    | {"ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia"}
    # Letters of its neighbours, which the resolution does not know.
    | {"ё": "io", "ъ": "", "ы": "y", "э": "e", "ў": "u"}
)
"""Resolution 55 of the Cabinet of Ministers of Ukraine, 2010: names in Latin letters."""

OF_LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "de": {"ä": "ae", "ö": "oe", "ü": "ue"},
}
"""Letters that one language writes otherwise than others do."""

LATIN = {
    "ł": "l",
    "đ": "d",
    "ø": "o",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "ŋ": "n",
    "ð": "d",
    "þ": "th",
} | {"ß": "ss", "æ": "ae", "œ": "oe", "ə": "e", "ĸ": "k", "ſ": "s"}
"""Latin letters that Unicode does not take apart."""


@cache
def replacements(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns and what comes in their place, one after the other, for titles of a language.

    What is left is made of a–z, A–Z, digits, ``_`` and ``-``.
    """
    inside = f"[{_both_cases(CYRILLIC)}\u0300-\u036f]"
    table = {
        f"(?<!{inside})(?<!{inside}[{APOSTROPHES}]){_letter(letter)}": latin
        for letter, latin in AT_THE_BEGINNING.items()
    }
    letters = {**PAIRS, **OF_LANGUAGES.get(language.split("-")[0], {}), **UKRAINIAN, **LATIN}
    # й may come as и with a breve: before и.
    in_order = sorted(letters, key=lambda letter: unicodedata.normalize("NFD", letter)[1:] == "")
    table |= {_letter(letter): letters[letter] for letter in in_order}
    table[f"[\u0300-\u036f\u00ad{APOSTROPHES}]"] = ""
    table |= {f"[{accented}]": base for base, accented in _accented().items()}
    table |= {"[^a-zA-Z0-9_-]+": "-", "-+": "-", "^-|-$": ""}
    return tuple((re.compile(pattern), latin) for pattern, latin in table.items())


def slug_of(title: str, language: str) -> str:
    """The slug of a title in a language (a code such as ``pl``): "Łódź" gives "lodz".

    Empty where nothing of it can be written in Latin letters and figures.
    """
    slug = title.strip()
    for pattern, latin in replacements(language):
        slug = pattern.sub(latin, slug)
    return slug.lower()[:LONGEST].rstrip("-")


def _letter(letter: str) -> str:
    """A pattern for one letter, or two, in both cases, composed or with its accent apart."""
    decomposed = unicodedata.normalize("NFD", letter)
    if len(letter) > 1 or decomposed == letter:
        return "".join(f"[{_both_cases(one)}]" for one in letter)
    return f"(?:[{_both_cases(letter)}]|[{_both_cases(decomposed[0])}]{decomposed[1:]})"


def _both_cases(letters: str) -> str:
    return "".join(
        dict.fromkeys(letters + "".join(one.upper() for one in letters if len(one.upper()) == 1))
    )


def _accented() -> dict[str, str]:
    """Latin letters with accents, by the letter from a to z that is left without them."""
    found: dict[str, str] = {}
    for number in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(number))[0].lower()
        if base.isascii() and base.isalpha():
            found[base] = found.get(base, "") + chr(number)
    return found
