"""System checks that keep page types whole."""

from __future__ import annotations

import pytest

from courtyard import checks
from courtyard.publications import types
from news.models import NewsPage
from news.publications import NewsPublication


def ids_for(model: type) -> list[str | None]:
    return [message.id for message in checks._faults_of(model)]


def test_our_page_types_are_whole() -> None:
    assert checks.check_page_types(None) == []


def test_a_page_type_without_tree_rules_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(NewsPage, "parent_page_types")
    assert ids_for(NewsPage) == ["courtyard.E001"]


def test_a_page_type_without_publication_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {model: kind for model, kind in types._types.items() if model is not NewsPage}
    monkeypatch.setattr(types, "_types", without)
    assert ids_for(NewsPage) == ["courtyard.E002"]


def test_a_missing_template_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewsPublication, "template", "news/nowhere.html")
    assert ids_for(NewsPage) == ["courtyard.E003"]
