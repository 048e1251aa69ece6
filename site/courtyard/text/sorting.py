"""Sort keys: the order of words in each language, the same in every database."""

from __future__ import annotations

import string
import unicodedata

LATIN = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
"""Latin letters in one order, so that a list of titles in several languages has one too."""

OWN_LETTERS = {"pl": frozenset(LATIN)}
"""The alphabets that have more than A to Z; elsewhere an accent makes no other letter."""

CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
"""The Ukrainian alphabet."""

FOLDED = {"ß": "ss", "ł": "l", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d"}
"""Letters that Unicode does not decompose."""

LONGEST = 640


def sort_key(text: str, language: str) -> str:
    """Text of which plain comparison gives the order of a language (a code such as ``pl``).

    Signs and spaces come first, then figures, Latin, Cyrillic, all else. Capitals do not count,
    nor do accents that the language's alphabet lacks. The key is made of 0-9 and a-f alone,
    which every database orders alike.
    """
    letters = OWN_LETTERS.get(language.split("-")[0], frozenset(string.ascii_lowercase))
    signs = unicodedata.normalize("NFC", text.casefold())
    return "".join(_place(sign, letters) for sign in signs)[:LONGEST]


def _place(sign: str, letters: frozenset[str]) -> str:
    """The place of one sign; no place is the beginning of another."""
    if sign in letters:
        return f"2{LATIN.index(sign):02d}"
    if sign in CYRILLIC:
        return f"3{CYRILLIC.index(sign):02d}"
    folded = FOLDED.get(sign) or unicodedata.normalize("NFKD", sign)
    if folded != sign:
        return "".join(_place(part, letters) for part in folded if not unicodedata.combining(part))
    if sign.isdecimal():
        return f"1{unicodedata.decimal(sign)}"
    return f"4{ord(sign):06x}" if sign.isalpha() else "0"
