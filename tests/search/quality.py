"""How good an answer to a question is, judged by what is known to be relevant to it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import log2
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def recall_at(most: int, found: Sequence[Name], relevant: Mapping[Name, int]) -> float:
    """The share of what is relevant that is among the first so many found: 0 to 1.

    ``relevant`` has the grades of what is relevant, by name. Raises ValueError if it is empty:
    nothing can be said of a question without an answer.
    """
    if not relevant:
        raise ValueError("Nothing is relevant.")
    return len({*found[:most]} & {*relevant}) / len(relevant)


def ndcg_at(most: int, found: Sequence[Name], relevant: Mapping[Name, int]) -> float:
    """The normalised discounted cumulative gain of the first so many found: 0 to 1.

    The gain of a page of grade g is 2^g - 1, and that of what is not relevant is 0; at rank r it is
    divided by log2(r + 1) (Järvelin and Kekäläinen 2002, with the gains of Burges et al. 2005).
    What is found twice counts once, where it is found first. Raises ValueError if nothing is
    relevant.
    """
    if not relevant:
        raise ValueError("Nothing is relevant.")
    left = dict(relevant)
    grades = [left.pop(name, 0) for name in found[:most]]
    best = sorted(relevant.values(), reverse=True)[:most]
    return _gain(grades) / _gain(best)


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
