"""The one rule: config → search → home → news → programmes → network → courtyard."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from wagtail.blocks import (
    Block,
    BoundBlock,
    ListBlock,
    PageChooserBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.snippets.blocks import SnippetChooserBlock

ROOT = Path(__file__).parents[2]
HOUSE = ["config", "search", "home", "news", "programmes", "network", "courtyard"]


def floor_of(model_or_module: type[Any] | str) -> str | None:
    """Which package of the house something belongs to; None for other people's."""
    module = model_or_module if isinstance(model_or_module, str) else model_or_module.__module__
    package = module.partition(".")[0]
    return package if package in HOUSE else None


def stands_above(user: str, used: str | None) -> bool:
    """Whether one package may know another."""
    return used is None or HOUSE.index(user) <= HOUSE.index(used)


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if floor_of(model)]


def our_page_types() -> list[type[Page]]:
    return [model for model in get_page_models() if floor_of(model)]


def test_imports_go_one_way() -> None:
    """In a process of its own: the linter turns off every logger that is there before it."""
    told = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    path = {"PYTHONPATH": os.pathsep.join((str(ROOT / "site"), str(ROOT)))}
    ended = subprocess.run(
        told, cwd=ROOT, env=os.environ | path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def test_there_is_something_to_check() -> None:
    assert {floor_of(model) for model in our_models()} == {
        "courtyard",
        "home",
        "network",
        "news",
        "programmes",
        "search",
    }


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_relations_of_a_model_go_one_way(model: type[models.Model]) -> None:
    related = [
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]
    upwards = [
        other for other in related if not stands_above(str(floor_of(model)), floor_of(other))
    ]
    assert upwards == []


@pytest.mark.parametrize("model", our_page_types(), ids=lambda model: model._meta.label)
def test_tree_rules_of_a_page_type_go_one_way(model: type[Page]) -> None:
    named = [*vars(model).get("parent_page_types", []), *vars(model).get("subpage_types", [])]
    floors = [floor_of(apps.get_model(name).__module__) for name in named]
    upwards = [floor for floor in floors if not stands_above(str(floor_of(model)), floor)]
    assert upwards == []


@pytest.mark.parametrize("model", our_page_types(), ids=lambda model: model._meta.label)
def test_choosers_of_a_page_type_go_one_way(model: type[Page]) -> None:
    """A block belongs to the module of its class, or, if it is Wagtail's, to its page type's."""
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            for owner, target in chooser_targets(field.stream_block, str(floor_of(model))):
                assert stands_above(owner, floor_of(target)), f"{owner} names {target}"


def chooser_targets(block: Block, owner: str) -> Iterator[tuple[str, type[models.Model]]]:
    """Which models the choosers inside a block offer, with the package that says so."""
    owner = floor_of(type(block)) or owner
    if isinstance(block, PageChooserBlock):
        yield from ((owner, model) for model in block.target_models)
    if isinstance(block, SnippetChooserBlock):
        yield owner, block.target_model
    children = [*getattr(block, "child_blocks", {}).values(), getattr(block, "child_block", None)]
    for child in children:
        if child is not None and not isinstance(child, BoundBlock):
            yield from chooser_targets(child, owner)


def test_choosers_are_found_in_nested_blocks() -> None:
    block = StreamBlock([("rows", ListBlock(StructBlock([("who", chooser())])))])
    assert [*chooser_targets(block, "courtyard")] == [
        ("courtyard", apps.get_model("news.NewsPage"))
    ]


def chooser() -> Any:
    return PageChooserBlock(page_type="news.NewsPage")


def test_foundation_names_no_app() -> None:
    """Not even in a string: neither a model's label nor a URL's namespace."""
    apps_above = [config.label for config in apps.get_app_configs() if floor_of(config.name)]
    names = [label for label in apps_above if label not in ("courtyard", "outbox")]
    assert names
    offenders = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "site" / "courtyard").rglob("*.py")
        for name in names
        for mark in (f'"{name}.', f'"{name}:')
        if mark in path.read_text(encoding="utf-8")
    ]
    assert offenders == []
