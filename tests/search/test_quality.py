"""The figures by which search is judged, against values worked out by hand."""

from __future__ import annotations

import pytest

from .quality import ndcg_at, recall_at


def test_recall_is_the_share_of_the_relevant_among_the_first() -> None:
    relevant = {"a": 3, "b": 2, "c": 1, "d": 1}
    assert recall_at(10, ["a", "x", "c"], relevant) == 0.5
    assert recall_at(2, ["a", "x", "c"], relevant) == 0.25
    assert recall_at(10, ["d", "c", "b", "a"], relevant) == 1
    assert recall_at(10, [], relevant) == 0


def test_recall_does_not_count_a_page_twice() -> None:
    assert recall_at(10, ["a", "a"], {"a": 3, "b": 3}) == 0.5


def test_the_best_order_has_a_gain_of_one() -> None:
    relevant = {"a": 3, "b": 2, "c": 1}
    assert ndcg_at(10, ["a", "b", "c"], relevant) == 1
    assert ndcg_at(10, ["a", "b", "c", "x", "y"], relevant) == 1


def test_the_gain_of_another_order_is_that_worked_out_by_hand() -> None:
    # Gains 7, 3 and 1; discounts 1, log2(3) = 1.58496 and 2.
    # c, a, x: 1 + 7 / 1.58496 + 0 = 5.41651; best: 7 + 3 / 1.58496 + 1 / 2 = 9.39279.
    relevant = {"a": 3, "b": 2, "c": 1}
    assert ndcg_at(10, ["c", "a", "x"], relevant) == pytest.approx(0.576667, abs=1e-6)


def test_what_comes_late_gains_less() -> None:
    # 7 / log2(4) = 3.5 of 7; and of nothing before the third rank.
    assert ndcg_at(10, ["x", "y", "a"], {"a": 3}) == pytest.approx(0.5)
    assert ndcg_at(2, ["x", "y", "a"], {"a": 3}) == 0


def test_only_as_many_as_are_looked_at_can_be_gained() -> None:
    assert ndcg_at(1, ["a", "b"], {"a": 2, "b": 2, "c": 2}) == 1


def test_a_page_found_twice_gains_once() -> None:
    # 3 + 0 of 3 + 3 / 1.58496 = 4.89279.
    assert ndcg_at(10, ["a", "a"], {"a": 2, "b": 2}) == pytest.approx(0.613147, abs=1e-6)


@pytest.mark.parametrize("figure", [recall_at, ndcg_at])
def test_of_a_question_without_an_answer_nothing_can_be_said(figure: object) -> None:
    assert callable(figure)
    with pytest.raises(ValueError, match="Nothing is relevant"):
        figure(10, ["a"], {})
