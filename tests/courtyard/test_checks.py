"""System checks that keep page types whole."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel

from courtyard import checks
from courtyard.models import MenuItemText, SectionEntry, SiteSettings, SocialLink
from courtyard.publications import types
from courtyard.publications.schema import Card, Whole
from network.models import City
from news.models import NewsPage
from news.publications import NewsPublication
from programmes.models import ProgrammePage
from programmes.models.facts_of_calls import MoneyItem


def ids_for(model: type) -> list[str | None]:
    return [message.id for message in checks._faults_of(model)]


def test_our_page_types_are_whole() -> None:
    assert checks.check_page_types(None) == []


def test_a_page_type_without_tree_rules_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(NewsPage, "parent_page_types")
    assert ids_for(NewsPage) == ["courtyard.E001"]


def test_a_page_type_without_publication_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {label: kind for label, kind in types._types.items() if label != "news.NewsPage"}
    monkeypatch.setattr(types, "_types", without)
    assert ids_for(NewsPage) == ["courtyard.E002"]


def test_a_missing_template_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewsPublication, "template", "news/nowhere.html")
    assert ids_for(NewsPage) == ["courtyard.E003"]


def test_a_schema_that_does_not_name_its_type_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewsPublication, "card_schema", Card)
    assert ids_for(NewsPage) == ["courtyard.E004"]


def test_a_whole_without_what_its_card_has_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Poorer(Whole):
        type: Literal["news.NewsPage"]

    monkeypatch.setattr(NewsPublication, "whole_schema", Poorer)
    assert ids_for(NewsPage) == ["courtyard.E005"]


def test_a_schema_that_derives_from_nothing_of_ours_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoCard(BaseModel):
        """Not a card."""

    monkeypatch.setattr(NewsPublication, "card_schema", NoCard)
    assert ids_for(NewsPage) == ["courtyard.E006"]


def test_a_relation_that_is_none_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NewsPublication, "relations", ("athor", "title", "topic_links__topic"))
    assert ids_for(NewsPage) == ["courtyard.E007", "courtyard.E007"]


# Fields


def without(things: list[Any], name: str, attribute: str) -> list[Any]:
    """A list of named things without one of them."""
    left = [thing for thing in things if getattr(thing, attribute) != name]
    assert len(left) == len(things) - 1
    return left


def test_a_field_that_is_not_explained_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProgrammePage._meta.get_field("since"), "help_text", "")
    assert ids_for(ProgrammePage) == ["courtyard.E009"]


@pytest.mark.parametrize(
    "path",
    ["facts.heading", "facts.rows", "facts.rows.name", "accordion.items.text", "image.image"],
)
def test_a_block_that_is_not_explained_is_found(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    block: Any = ProgrammePage._meta.get_field("body").stream_block
    for name in path.split("."):
        block = getattr(block, "child_block", block).child_blocks[name]
    monkeypatch.setattr(getattr(block, "field", block.meta), "help_text", "")
    found = [message.msg for message in checks._faults_of(ProgrammePage)]
    assert f"programmes.ProgrammePage.body.{path} has no help text." in found


def test_a_block_that_editors_must_choose_by_its_name_alone_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    block: Any = ProgrammePage._meta.get_field("body").stream_block.child_blocks["text"]
    monkeypatch.setattr(block.meta, "description", "")
    assert ids_for(ProgrammePage) == ["courtyard.E009"]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (MoneyItem, "amount"),
        (SectionEntry, "page"),
        (City, "country"),
        (SiteSettings, "email"),
        (SocialLink, "url"),
        (MenuItemText, "text"),
    ],
)
def test_what_is_filled_in_beside_pages_is_explained_too(
    monkeypatch: pytest.MonkeyPatch, model: Any, name: str
) -> None:
    assert checks.check_rows_and_terms(None) == []
    monkeypatch.setattr(model._meta.get_field(name), "help_text", "")
    found = [message.msg for message in checks.check_rows_and_terms(None)]
    assert found == [f"{model._meta.label}.{name} has no help text."]


@pytest.mark.parametrize("name", ["since", "cities"])
def test_what_nobody_can_edit_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    named = checks._names_of_panels
    monkeypatch.setattr(
        checks, "_names_of_panels", lambda panel: (one for one in named(panel) if one != name)
    )
    assert ids_for(ProgrammePage) == ["courtyard.E010"]


@pytest.mark.parametrize("name", ["since", "cities"])
def test_what_wagtails_apis_do_not_answer_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    left = without(ProgrammePage.api_fields, name, "name")
    monkeypatch.setattr(ProgrammePage, "api_fields", left)
    assert ids_for(ProgrammePage) == ["courtyard.E011"]


@pytest.mark.parametrize("name", ["since", "cities"])
def test_what_is_no_word_and_not_said_to_be_a_fact_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    left = without(ProgrammePage.override_translatable_fields, name, "field_name")
    monkeypatch.setattr(ProgrammePage, "override_translatable_fields", left)
    assert "courtyard.E012" in ids_for(ProgrammePage)
