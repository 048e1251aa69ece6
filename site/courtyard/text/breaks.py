"""Where a line must not break: after words of one letter, before dashes and units."""

from __future__ import annotations

import re
from functools import lru_cache

from .cldr import NO_BREAK_SPACE

ONE_LETTER_WORDS = {
    "pl": "aiouwz",
    "uk": "абвєжзийіоуяї",
}
"""Words of one letter that must not end a line, by language."""

BEFORE_A_WORD = r"\s(\[„“«"
UNITS = "% ‰ °C € £ $ ₴ zł gr EUR PLN UAH CHF USD грн km m cm mm kg g h min r. w. р. рр. ст. Uhr"

REMEMBERED = 2_000
"""Texts that a process remembers as bound: a public change has all pages built anew, nearly all
of them with the same words."""

_TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^'">])*>)""")
_INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|u)\b")
_DASH = re.compile(r" (?=[–—] )")
_UNIT = re.compile(rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, UNITS.split()))})(?!\w))")


@lru_cache(REMEMBERED)
def bind(text: str, language: str) -> str:
    """Plain text with no-break spaces where a language (a code such as ``pl``) wants them.

    Nothing but spaces changes, and none is added or lost.
    """
    return _bound(text, language)


def _bound(text: str, language: str) -> str:
    text = _UNIT.sub(NO_BREAK_SPACE, _DASH.sub(NO_BREAK_SPACE, text))
    letters = ONE_LETTER_WORDS.get(language.split("-")[0])
    if not letters:
        return text
    lone_word = rf"(?<![^{BEFORE_A_WORD}])([{letters}{letters.upper()}]) (?=\S)"
    return re.sub(lone_word, rf"\1{NO_BREAK_SPACE}", text)


@lru_cache(REMEMBERED)
def bind_html(html: str, language: str) -> str:
    """The same for HTML: its text alone, which goes on across tags such as ``<b>``."""
    parts = _TAG.split(html)
    text = _bound("".join(_as_text(part) for part in parts), language)
    bound, at = [], 0
    for part in parts:
        end = at + len(_as_text(part))
        bound.append(part if part.startswith("<") and _TAG.fullmatch(part) else text[at:end])
        at = end
    return "".join(bound)


def _as_text(part: str) -> str:
    """What a piece of HTML is to the words around it: nothing, the end of a line, or itself."""
    if not _TAG.fullmatch(part):
        return part
    return "" if _INLINE.match(part) else "\n"
