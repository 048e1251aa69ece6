"""What answers of Wagtail's v3 carry along besides the thing asked for, behind the predicate."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import ForeignKey
from ninja import Schema
from ninja.orm import create_schema
from pydantic import ValidationInfo, create_model, model_validator
from wagtail.api.v3.schemas import PageMetaSchema, PageSchema, read_generator
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, get_page_models

from courtyard.models import Term

from .readable import is_guarded, seen, seen_text
from .shown import said_of, shown, speaking_of

REGISTER = "wagtail.api.v3.registry"


class VisiblePageMeta(PageMetaSchema):
    """Facts of a page; its parent and its original only where the reader may see them."""

    @staticmethod
    def resolve_parent(obj: Any, context: dict[str, Any]) -> Any:
        """The page above, or None."""
        return seen(PageMetaSchema.resolve_parent(obj, context), context["request"].user)

    @staticmethod
    def resolve_alias_of(obj: Any, context: dict[str, Any]) -> Any:
        """The page of which this one is an alias, or None."""
        return seen(obj.alias_of, context["request"].user)


class VisiblePage(PageSchema):
    """What the answers of all page types have in common."""

    meta: VisiblePageMeta


class SaysFacts(Schema):
    """Answers that are made of a page, be it a draft, with the facts of its original."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_facts(cls, page: Any, make: Callable[[Any], Any], info: ValidationInfo) -> Any:
        if not isinstance(page, Page):
            return make(page)
        if info.context:
            [page] = shown([page], info.context["request"].user)
        with speaking_of(page):
            return make(page)


def narrow_answers() -> None:
    """Let v3's answers hold only what their reader may see.

    To be called by the ``ready()`` of an app that stands above Wagtail's: v3 makes the forms of
    its answers once, while Wagtail's apps get ready. Raises ImproperlyConfigured when it is late.
    """
    if REGISTER in sys.modules:
        raise ImproperlyConfigured(
            "Wagtail's API v3 is made already: put the app that calls narrow_answers() above "
            "Wagtail's in INSTALLED_APPS."
        )
    for kind in (ForeignKey, RichTextField, StreamField):
        read_generator.register_field_schema(kind, _narrowed(read_generator.field_schemas[kind]))
    # Imported only now: it makes the forms of all page types with the fields as just registered.
    registry = importlib.import_module(REGISTER).registry
    for model in get_page_models():
        form = read_generator.generate_schema(model, base_class=VisiblePage)
        form = create_model(form.__name__, __base__=(SaysFacts, form))
        registry.register(replace(registry.get(model._meta.label), read_schema=form))


@functools.cache
def _form_of(term: Any) -> Any:
    """The form of a term with all that it says."""
    fields = [name for name in said_of(term) if name != "key"]
    named = read_generator.get_foreign_key_schema(term)
    name = f"{term._meta.object_name}TermSchema"
    base = create_schema(term, name=f"{name}Base", fields=fields, base_class=named)
    return create_model(name, __base__=base, key=str)


def _narrowed(stock: Callable[..., Any]) -> Callable[..., Any]:
    """How v3 answers with a field, made to ask the predicate first."""

    def field_schema(generator: Any, field: Any) -> Any:
        annotation, default, resolve = stock(generator, field)
        if isinstance(field, ForeignKey):
            if issubclass(field.related_model, Term):
                term = _form_of(field.related_model)
                return term | None if field.null else term, default, resolve
            if not is_guarded(field.related_model):
                return annotation, default, resolve
            annotation = annotation | None

        def resolve_visible(obj: Any, context: dict[str, Any]) -> Any:
            visible = _seen(field, obj, context["request"].user)
            if resolve is None:
                return visible
            return resolve.__func__(SimpleNamespace(**{field.name: visible}), context)

        return annotation, default, staticmethod(resolve_visible)

    return field_schema


def _seen(field: Any, obj: Any, user: Any) -> Any:
    value = getattr(obj, field.name)
    if value and isinstance(field, RichTextField):
        return seen_text(value, user)
    return seen(value, user)
