"""Sort keys: the order of words in each language (CLDR), the same in every database."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

SIGNS = "_-‐–—,;:!¡?¿.·'‹›\"«»()[]{}§¶@*/\\&#%‰†•`´^¯¨¸°©®+±÷×<=>¬|¦~"
OTHER_SIGN = "\0"
"""Stands for all signs that are not named here; among them their numbers in Unicode decide."""

CURRENCIES = "¢$£¥€₴"
LATIN = "aąbcćdeęəfghiıjklłmnńŋoópqrsśtŧuvwxyzźżʒþ"
CYRILLIC = "абвгґдђеєжзѕиіїйјклљмнњопрстћуфхцчџшщъыьэюя"

ORDER = f" {SIGNS}{OTHER_SIGN}{CURRENCIES}0123456789{CYRILLIC}{LATIN}{CYRILLIC}"
"""All signs in their order. Cyrillic stands twice in it, for Ukrainian has it before Latin."""

OWN_LETTERS = {"pl": "ąćęłńóśźż", "uk": "ґї"}
"""Letters of an alphabet that to other languages are letters with an accent."""

ACCENTS = (
    "\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307"
    "\u0338\u0327\u0328\u0304\u0335\u0323\u0326\u0331\u035c"
)
"""Accents in the order in which they decide between words of the same letters."""

FOLDED = {
    "ł": "l\u0335",
    "đ": "d\u0335",
    "ħ": "h\u0335",
    "ø": "o\u0338",
    "ð": "d\u035c",
    "ß": "s\u035cs",
    "æ": "a\u035ce",
    "œ": "o\u035ce",
    "ґ": "г\u035c",
    "‘": "'\u0301",
    "’": "'\u0300",
    "ʼ": "'\u0300",
    "‚": "'\u0306",
    "“": '"\u0301',
    "”": '"\u0300',
    "„": '"\u0306',
}
"""Variants that Unicode does not decompose. A word has one apostrophe, whichever is typed."""

WHOLE = "й´¯¨¸"
"""What Unicode decomposes, and CLDR does not."""

LONGEST = 640


def sort_key(text: str, language: str) -> str:
    """Text of which plain comparison gives the order of a language (a code such as ``pl``).

    First the letters decide: signs, figures, Latin, Cyrillic (Ukrainian: Cyrillic, Latin), all
    else. Where they are the same, accents that the language's alphabet lacks decide, then
    capitals, which follow small letters. The key is made of 0-9 and a-f alone, which every
    database orders alike, and ends after ``LONGEST`` of them.
    """
    code = language.split("-")[0]
    letters, accents, capitals = [], [], []
    for sign in _signs(text, OWN_LETTERS.get(code, "")):
        small = sign.lower()
        if small in ACCENTS:
            accents.append(f"{0x20 + ACCENTS.index(small):x}")
        elif not unicodedata.combining(small[0]):
            letters.append(_place(small, is_cyrillic_first=code == "uk"))
            accents.append("1")
            capitals.append("1" if small == sign else "2")
    return "0".join(("".join(letters), _without_end(accents), _without_end(capitals)))[:LONGEST]


def heading(text: str, language: str) -> str:
    """The letter of the language's alphabet under which a text stands in a register, as a capital.

    Nothing for a text that begins with a figure or a sign.
    """
    code = language.split("-")[0]
    signs = (sign for sign in _signs(text, OWN_LETTERS.get(code, "")) if sign not in ACCENTS)
    first = next(signs, "")
    return first.upper() if first.isalpha() else ""


def _signs(text: str, own_letters: str) -> Iterator[str]:
    """The letters, signs and accents of a text; what is one letter to the language stays so."""
    for sign in unicodedata.normalize("NFC", text):
        small = sign.lower()
        if sign.isspace():
            yield " "
        elif small in own_letters or small in WHOLE:
            yield sign
        elif unicodedata.category(sign) not in ("Cc", "Cf"):
            for part in unicodedata.normalize("NFKD", sign):
                folded = FOLDED.get(part.lower(), part.lower())
                yield from folded if part.lower() == part else folded.upper()


def _place(small: str, *, is_cyrillic_first: bool) -> str:
    """The place of one letter or sign; no place is the beginning of another."""
    place = ORDER.find(small) if is_cyrillic_first else ORDER.rfind(small)
    if place >= 0:
        return f"{0x10 + place:02x}"
    if small.isdecimal():
        return _place(str(unicodedata.decimal(small)), is_cyrillic_first=is_cyrillic_first)
    number = f"{ord(small[0]):06x}"
    if unicodedata.category(small[0])[0] in "LM":
        return f"ff{number}"
    return _place(OTHER_SIGN, is_cyrillic_first=is_cyrillic_first) + number


def _without_end(weights: list[str]) -> str:
    """Weights in one text, without those at the end that are the usual ones."""
    last = max((place for place, weight in enumerate(weights, 1) if weight != "1"), default=0)
    return "".join(weights[:last])
