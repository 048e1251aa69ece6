"""What a reader of Wagtail's own APIs may get: the public part, and what is in the reader's care.

The predicate itself is in ``courtyard.publications.public``. Here it is asked for what answers of
v2 and v3 carry along: pages, images and documents that others refer to, and links in their texts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.blocks import StreamValue
from wagtail.blocks.field_block import ChooserBlock
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.rich_text.rewriters import extract_attrs

from courtyard.publications.public import public, public_documents, public_images

M = TypeVar("M", bound=Model)
User = AbstractBaseUser | AnonymousUser

ANYBODY = AnonymousUser()

CARE_OF_PAGES = {"change", "publish"}
CARE_OF_FILES = {"change", "delete", "choose"}
"""Whoever has one of these permissions for a thing knows it from the admin."""

_SEEN_BY = "_courtyard_seen_by"

_STORED_TAG = re.compile(r"<(?P<name>a|embed)\b(?P<attributes>[^>]*)>")


def readable(things: QuerySet[M], user: User) -> QuerySet[M]:
    """Keep the pages, images or documents that are public or in the user's care.

    Everything else is kept as it is. The result can be searched: Wagtail's search takes filters
    by key alone.
    """
    public_ones = _public_of_kind(things.model)
    if public_ones is None:
        return things
    admitted = Q(pk__in=public_ones.values("pk"))
    if user.is_authenticated:
        admitted |= Q(pk__in=_in_care(things.model, user).values("pk"))
    return things.filter(admitted)


def is_guarded(model: Any) -> bool:
    """Whether a model is one of those that not everybody may see."""
    guarded = (Page, AbstractImage, AbstractDocument)
    return isinstance(model, type) and issubclass(model, guarded)


def seen(value: Any, user: User) -> Any:
    """What a user may see of a field's value: all, less, or None.

    Takes a page, image or document, a queryset of them, and a stream of blocks, which loses its
    links to what the user may not see, and the choice of it; everything else comes back as it is.
    """
    if isinstance(value, StreamValue):
        return _seen_stream(value, user)
    if isinstance(value, QuerySet):
        return readable(value, user)
    if isinstance(value, Model) and is_guarded(type(value)):
        if getattr(value, _SEEN_BY, None) is user:
            return value
        itself = type(value)._default_manager.filter(pk=value.pk)
        return value if readable(itself, user).exists() else None
    return value


def note_seen(thing: M, user: User) -> M:
    """The same thing, which ``seen`` gives to this user without asking once more.

    For what has just been found by ``readable``: many things are asked for at once then.
    """
    setattr(thing, _SEEN_BY, user)
    return thing


def seen_text(source: str, user: User) -> str:
    """Stored rich text without the addresses of what a user may not see."""
    return _without(_hidden(_named_in([source]), user), source)


def _public_of_kind(model: type[Model]) -> QuerySet[Any] | None:
    if issubclass(model, Page):
        return public(Page.objects.all())
    if issubclass(model, AbstractImage):
        images: QuerySet[Any] = public_images(get_image_model().objects.all())
        return images
    if issubclass(model, AbstractDocument):
        documents: QuerySet[Any] = public_documents(get_document_model().objects.all())
        return documents
    return None


def _in_care(model: type[Model], user: User) -> QuerySet[Any]:
    kind, actions = (Page, CARE_OF_PAGES) if issubclass(model, Page) else (model, CARE_OF_FILES)
    policy = policy_registry.get_by_type(kind)
    things: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, actions)
    return things


# Streams: what is chosen stands in them as a primary key where the block is one of choice.

_Keys = Mapping[str, set[str]]
"""Primary keys by kind of thing."""


def _seen_stream(stream: StreamValue, user: User) -> StreamValue:
    block, stored = stream.stream_block, stream.get_prep_value()
    named = _named_in(_texts(stored))

    def note(kind: str, key: Any) -> Any:
        named[kind].add(str(key))
        return key

    _with_choices(block, stored, note)
    hidden = _hidden(named, user)
    if not hidden:
        return stream

    def shown(kind: str, key: Any) -> Any:
        return None if str(key) in hidden.get(kind, ()) else key

    seen_part: StreamValue = block.to_python(
        _rewritten(_with_choices(block, stored, shown), hidden)
    )
    return seen_part


def _with_choices(block: Any, stored: Any, choose: Callable[[str, Any], Any]) -> Any:
    """What is stored, with each choice in it as ``choose`` gives it for its kind and its key."""
    if isinstance(block, ChooserBlock):
        kind = _kind_of(block.model_class)
        return choose(kind, stored) if kind and stored else stored
    if isinstance(block, ListBlock) and isinstance(stored, list):
        return [_with_choices_of_item(block.child_block, item, choose) for item in stored]
    children = getattr(block, "child_blocks", {})
    if isinstance(block, BaseStreamBlock) and isinstance(stored, list):
        return [
            _with_choices_of_item(children.get(child["type"]), child, choose) for child in stored
        ]
    if isinstance(block, BaseStructBlock) and isinstance(stored, Mapping):
        return {
            name: _with_choices(children.get(name), part, choose) for name, part in stored.items()
        }
    return stored


def _with_choices_of_item(block: Any, item: Any, choose: Callable[[str, Any], Any]) -> Any:
    if isinstance(item, Mapping) and {"type", "value"} <= item.keys():
        return {**item, "value": _with_choices(block, item["value"], choose)}
    return _with_choices(block, item, choose)  # lists were once stored without types


def _kind_of(model: Any) -> str | None:
    return next((kind for kind, one in _kinds().items() if issubclass(model, one)), None)


# Texts: what they refer to stands in them as <a linktype="page" id="1"> or <embed …/>.


def _kinds() -> dict[str, Any]:
    return {"page": Page, "image": get_image_model(), "document": get_document_model()}


def _named_in(texts: Iterable[str]) -> dict[str, set[str]]:
    """The keys of what texts refer to, by kind."""
    named: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for tag in _STORED_TAG.finditer(text):
            kind, key = _target(tag)
            if key.isdecimal():
                named[kind].add(key)
    return named


def _hidden(named: _Keys, user: User) -> _Keys:
    """Of what is named that which a user may not see."""
    hidden = {
        kind: keys - _keys(readable(model._default_manager.filter(pk__in=keys), user))
        for kind, model in _kinds().items()
        if (keys := named.get(kind))
    }
    return {kind: keys for kind, keys in hidden.items() if keys}


def _keys(things: QuerySet[Any]) -> set[str]:
    return {str(key) for key in things.values_list("pk", flat=True)}


def _target(tag: re.Match[str]) -> tuple[str, str]:
    attributes = extract_attrs(tag["attributes"])
    kind = attributes.get("linktype") or attributes.get("embedtype") or ""
    return kind, attributes.get("id", "")


def _texts(stored: Any) -> Iterable[str]:
    if isinstance(stored, str):
        yield stored
    elif isinstance(stored, Mapping):
        for part in stored.values():
            yield from _texts(part)
    elif isinstance(stored, list | tuple):
        for part in stored:
            yield from _texts(part)


def _rewritten(stored: Any, hidden: _Keys) -> Any:
    if isinstance(stored, str):
        return _without(hidden, stored)
    if isinstance(stored, Mapping):
        return {name: _rewritten(part, hidden) for name, part in stored.items()}
    if isinstance(stored, list | tuple):
        return [_rewritten(part, hidden) for part in stored]
    return stored


def _without(hidden: _Keys, source: str) -> str:
    def tag_or_nothing(tag: re.Match[str]) -> str:
        kind, key = _target(tag)
        if key not in hidden.get(kind, ()):
            return tag[0]
        return "<a>" if tag["name"] == "a" else ""

    return _STORED_TAG.sub(tag_or_nothing, source) if hidden else source
