"""Web addresses that editors give: of the web, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override
from wagtail import blocks

from courtyard.blocks import body_blocks
from home.models import AccessibilityStatementPage
from network.models import PartnerPage

ELSEWHERE = "ftp://example.org/file"


def address_fields() -> Iterator[tuple[str, Any]]:
    """Each field and each block of ours in which an address is given, with its name."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.URLField) and not model.__module__.startswith("wagtail"):
                yield (
                    f"{model._meta.label}.{field.name}",
                    lambda value, field=field: field.clean(value, None),
                )
    yield from address_blocks(blocks.StreamBlock(body_blocks()))


def address_blocks(group: Any) -> Iterator[tuple[str, Any]]:
    for name, block in group.child_blocks.items():
        part = getattr(block, "child_block", block)
        if isinstance(getattr(part, "field", None), forms.URLField):
            yield name, part.field.clean
        elif isinstance(part, blocks.BaseStructBlock | blocks.BaseStreamBlock):
            yield from ((f"{name}.{path}", clean) for path, clean in address_blocks(part))


def test_every_field_of_an_address_takes_only_what_a_browser_opens() -> None:
    lenient = []
    fields = dict(address_fields())
    assert {"network.PartnerLink.url", "people.people.url", "embed.url"} <= fields.keys()
    for name, clean in fields.items():
        assert clean("https://example.org/") == "https://example.org/"
        try:
            clean(ELSEWHERE)
        except ValidationError:
            continue
        lenient.append(name)
    assert lenient == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (PartnerPage, "website"),
        (AccessibilityStatementPage, "site_url"),
        (AccessibilityStatementPage, "assessment_url"),
    ],
)
def test_an_editor_is_told_what_an_address_is(model: Any, name: str) -> None:
    others = {field.name for field in model._meta.fields} - {name}
    with pytest.raises(ValidationError) as refused:
        model(**{name: ELSEWHERE}).clean_fields(exclude=others)
    with override("en"):
        told = refused.value.message_dict
    assert told == {name: ["Give a whole web address that begins with https:// or http://."]}
