"""Templates by themselves: what they name is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from django.template import TemplateDoesNotExist
from django.template.base import Node
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = [
    folder
    for app in ("site", "home", "news", "programmes", "network")
    for folder in (ROOT / app).rglob("templates")
]
TEMPLATES = sorted(
    str(path.relative_to(folder)) for folder in FOLDERS for path in folder.rglob("*.html")
)


def included(template: Any) -> list[str]:
    """The names of the templates that a template includes by name."""
    nodes: list[Node] = template.template.nodelist.get_nodes_by_type(IncludeNode)
    names = (cast("Any", node).template.var for node in nodes)
    return [name for name in names if isinstance(name, str)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_includes_is_there(name: str) -> None:
    missing = []
    for other in included(get_template(name)):
        try:
            get_template(other)
        except TemplateDoesNotExist:
            missing.append(other)
    assert missing == []


def test_includes_are_found() -> None:
    found = [other for name in TEMPLATES for other in included(get_template(name))]
    assert "courtyard/components/picture.html" in found
