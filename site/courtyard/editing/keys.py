"""Primary keys, as requests to the admin name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest

HIGHEST = 2**63 - 1
"""No row has a higher one."""


def key_of(said: Any) -> int:
    """A key that is said as a number or in digits; raises BadRequest where no row can have it."""
    is_told = isinstance(said, str) and said.isdecimal() and len(said) <= len(str(HIGHEST))
    if is_told or (isinstance(said, int) and not isinstance(said, bool)):
        key = int(said)
        if 0 <= key <= HIGHEST:
            return key
    raise BadRequest


def keys_of(said: Iterable[Any]) -> list[int]:
    """The keys of many; raises BadRequest likewise."""
    return [key_of(one) for one in said]
