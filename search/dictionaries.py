"""The analysers of the languages, with the dictionaries that have been compiled on this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from courtyard.text.analysis import (
    Analyser,
    MissingDictionary,
    compile_dictionary,
    dictionary_path,
    has_dictionary,
)

logger = logging.getLogger(__name__)

_analysers: dict[str, Analyser] = {}
_warned: set[str] = set()


def folder() -> Path:
    """Where compiled dictionaries lie."""
    return Path(settings.COURTYARD_DICTIONARIES)


def analyser(language: str) -> Analyser:
    """The analyser of a language; without base forms where its dictionary is not compiled."""
    code = language.split("-")[0]
    if code not in _analysers:
        try:
            _analysers[code] = Analyser(code, folder())
        except MissingDictionary:
            if code not in _warned:
                _warned.add(code)
                logger.warning(
                    "Search has no dictionary of %s: run manage.py search prepare.", code
                )
            return Analyser(code)
    return _analysers[code]


def missing(languages: Iterable[str]) -> list[str]:
    """The languages of which there is a dictionary that has not been compiled."""
    codes = dict.fromkeys(language.split("-")[0] for language in languages)
    return [
        code
        for code in codes
        if has_dictionary(code) and not dictionary_path(code, folder()).exists()
    ]


def prepare(language: str) -> None:
    """Compile the dictionary of a language, and analyse by it from now on."""
    compile_dictionary(language, folder())
    _analysers.pop(language.split("-")[0], None)
