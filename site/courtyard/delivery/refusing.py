"""What Wagtail's own APIs would choke on, told before they see it.

Their views pass some parameters on to the database as they come, which then fails: with numbers
that it cannot hold, values that are no dates, words that its search cannot read. Here such a
parameter is named, and each API refuses it in its own form. What fails in spite of that is a
fault, and fails loudly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import PIL.Image
import willow
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import QueryDict
from django.utils import timezone
from willow.image import SvgImageFile

LONGEST_VALUE = 2_000
LAST_OFFSET = 2**31 - 1
MOST_WORDS = 50
MOST_TAGS = 10
DEEPEST_FIELDS = 10
DEEPEST_BODY = 100
LARGEST_NUMBER = 2**63 - 1

_SITE = re.compile(r"[^:]+(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_READ = (
    models.IntegerField,
    models.DecimalField,
    models.FloatField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
)
"""The kinds of fields whose values are not the very text of a parameter."""


class Refused(ValueError):
    """A parameter that cannot be used, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name[:100]}: {reason}")
        self.name = name[:100]
        self.reason = reason


def usable(asked: QueryDict) -> QueryDict:
    """The parameters of a request, of which no database makes an error. Raises Refused.

    Quotation marks in a search are blanks: Wagtail seeks words, and SQLite would take the marks
    for its own.
    """
    for name, value in _every(asked):
        if max(len(name), len(value)) > LONGEST_VALUE:
            raise Refused(name, f"at most {LONGEST_VALUE} characters can be asked for")
        if rule := _RULES.get(name):
            rule(name, value)
    if '"' not in asked.get("search", ""):
        return asked
    changed = asked.copy()
    changed["search"] = str(asked["search"]).replace('"', " ")
    return changed


def refuse_unknown(asked: Mapping[str, Any], known: Collection[str]) -> None:
    """Name the parameters that mean nothing. Raises Refused."""
    if unknown := sorted(set(asked) - set(known)):
        raise Refused(", ".join(unknown), "no such parameter here")


def refuse_filters(
    asked: QueryDict, model: type[models.Model], others: Collection[str] = ()
) -> None:
    """Name a filter whose value is none of its field. Raises Refused.

    ``others`` are the parameters that are called like a field, and are something else.
    """
    for name, value in _every(asked):
        if name in others:
            continue
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, models.Field):
            refuse_value(name, value, field)


def refuse_value(name: str, value: str, field: models.Field[Any, Any]) -> None:
    """Name a parameter whose value is none of a field. Raises Refused."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
    if not isinstance(field, _READ):
        return
    try:
        read = field.to_python(value)
        field.run_validators(read)
    except (ValidationError, ValueError, OverflowError) as error:
        kind = field.get_internal_type().removesuffix("Field")
        raise Refused(name, f"{value[:100]!r} is no value of the kind {kind}") from error
    if isinstance(field, models.DateTimeField) and timezone.is_naive(read):
        raise Refused(name, "a moment is told with its offset, as in 2026-05-01T18:00:00+02:00")


def refuse_body(body: bytes) -> dict[str, Any]:
    """Name what no database can hold in a body of JSON, or give what it holds. Raises Refused.

    What is no JSON is left to whoever reads it.
    """
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(sent, dict):
        raise Refused("body", "an object is expected")
    waiting: list[tuple[str, Any, int]] = [("body", sent, 1)]
    while waiting:
        name, part, depth = waiting.pop()
        if depth > DEEPEST_BODY:
            raise Refused(name, f"at most {DEEPEST_BODY} levels can be read")
        if isinstance(part, Mapping):
            for key, value in part.items():
                waiting += [("body", key, depth + 1), (str(key), value, depth + 1)]
        elif isinstance(part, list):
            waiting += [(name, value, depth + 1) for value in part]
        elif isinstance(part, str) and _UNSTORABLE.search(part):
            name = _UNSTORABLE.sub("\ufffd", name)
            raise Refused(name, "NUL and halves of surrogate pairs cannot be kept")
        elif isinstance(part, int) and abs(part) > LARGEST_NUMBER:
            raise Refused(name, "the number is too large")
    return sent


def refuse_picture(file: Any) -> None:
    """Name a picture that cannot be read to its end. Raises Refused.

    What reads it says so by errors of many kinds.
    """
    try:
        picture = willow.Image.open(file)
        picture.get_size()
        if not isinstance(picture, SvgImageFile):
            file.seek(0)
            with PIL.Image.open(file) as opened:
                opened.load()
    except PIL.Image.DecompressionBombError:
        return  # Wagtail says itself how large one may be
    except Exception as error:
        raise Refused("file", "the picture is damaged, or of a kind that is not known") from error
    finally:
        file.seek(0)


def _every(asked: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in asked.lists():
        for value in values:
            yield name, str(value)


def _offset(name: str, value: str) -> None:
    if len(value) > len(str(LAST_OFFSET)) or value.isdecimal() and int(value) > LAST_OFFSET:
        raise Refused(name, f"at most {LAST_OFFSET}")


def _search(name: str, value: str) -> None:
    words = value.replace('"', " ").split()
    if value and not words:
        raise Refused(name, "there is no word to search for")
    if len(words) > MOST_WORDS:
        raise Refused(name, f"at most {MOST_WORDS} words can be searched for")


def _search_operator(name: str, value: str) -> None:
    if value not in ("and", "or"):
        raise Refused(name, "either 'and' or 'or'")


def _fields(name: str, value: str) -> None:
    if value.count("(") > DEEPEST_FIELDS:
        raise Refused(name, f"at most {DEEPEST_FIELDS} brackets can be opened")


def _tags(name: str, value: str) -> None:
    if value.count(",") >= MOST_TAGS:
        raise Refused(name, f"at most {MOST_TAGS} tags can be asked for")


def _site(name: str, value: str) -> None:
    found = _SITE.fullmatch(value)
    if value and not found:
        raise Refused(name, "the name of a host, and its port after a colon")


_RULES: Mapping[str, Callable[[str, str], None]] = {
    "offset": _offset,
    "search": _search,
    "search_operator": _search_operator,
    "fields": _fields,
    "tags": _tags,
    "site": _site,
}
