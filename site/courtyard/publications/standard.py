"""The references that the foundation itself resolves: pages, pictures, terms, listings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courtyard import listings
from courtyard.images import DETAILS
from courtyard.listings import resolve_listings
from courtyard.localisation.localise import best
from courtyard.models import ImageText, Publisher
from courtyard.terms import KINDS
from courtyard.text.richtext import LONGEST_ID, NOTHING

from . import references
from .public import public_documents, public_images
from .reading import CARD
from .references import Wanted
from .renditions import RENDITIONS
from .sections import pages_below
from .types import registered

if TYPE_CHECKING:
    from courtyard.models import Term

    from .reading import Reader


def register_references() -> None:
    """Register what the foundation resolves; called once when the apps are ready."""
    references.register("listing", resolve_listings, stage=references.LISTING)
    references.register("page", pages_by_key, stage=references.PAGE)
    references.register("image", images_by_id)
    references.register("document", documents_by_id)
    for kind in KINDS:
        register_term(kind.name, kind.model)
    register_term("publisher", Publisher, "website")
    listings.register(listings.ListingKind(name="below", choose=pages_below))


def pages_by_key(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve pages in each size, in the best language of the reader: one query."""
    keys = {one: key for one in wanted if (key := _uuid(one.key))}
    values = {"keys": list({*keys.values()} or {NOTHING})}
    if more := {key for one, key in keys.items() if one.size == "more"}:
        values["more"] = list(more)
    rows = reader.ask("pages by key", _pages, **values)
    found = {str(row["original_id"]): row for row in rows}
    sizes = {"label": reader.label, "card": reader.card, "more": reader.more}
    return {one: sizes[one.size](found[one.key]) for one in wanted if one.key in found}


def _pages(reader: Reader, slots: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """Pages by key; those of which ``more`` is wanted with the fields that their types name."""
    chosen = reader.published().filter(original__in=slots["keys"])
    wanted = {
        f"more_{name}": Case(
            When(original__in=slots["more"], then=KeyTransform(name, "whole")),
            output_field=JSONField(),
        )
        for name in sorted({name for kind in registered() for name in kind.more})
        if "more" in slots
    }
    pages: QuerySet[Any, Any] = chosen.values(*CARD, **wanted)
    return pages


def _uuid(key: str) -> UUID | None:
    """A key as it may stand in a text; None for what is none."""
    try:
        return UUID(key)
    except ValueError:
        return None


def images_by_id(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve pictures. A key is an image's primary key, or ``key:alt`` with words for it.

    Without words in the key those of the image are taken, in the best language that they have.
    """
    primary_keys = list({int(one.key.partition(":")[0]) for one in wanted})
    rows = reader.ask(
        "images",
        lambda reader, slots: _renditions(slots["keys"], reader.rank),
        keys=primary_keys,
    )
    by_image: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_image[row["image_id"]].append(row)
    answers: dict[Wanted, Any] = {}
    for one in wanted:
        primary_key, own, alt = one.key.partition(":")
        made = by_image.get(int(primary_key))
        if made and own:
            answers[one] = picture(made, alt)
        elif made:
            words = made[0]["words"] or {"alt": made[0]["image__description"], "locale": None}
            answers[one] = picture(made, words["alt"], reader.sites.codes.get(words["locale"], ""))
    return answers


def _renditions(primary_keys: Any, rank: Mapping[int, int]) -> QuerySet[Any, Any]:
    """Our renditions of images that anybody may see, with what a picture says of the image.

    ``words`` are those of its alternative texts whose language has the lowest ``rank``.
    """
    by_rank = Case(
        *(When(locale=locale_id, then=Value(number)) for locale_id, number in rank.items()),
        default=Value(len(rank)),
    )
    texts = ImageText.objects.filter(image=OuterRef("image_id")).order_by(by_rank, "locale_id")
    images = public_images(get_image_model().objects.filter(pk__in=primary_keys))
    renditions: QuerySet[Any] = get_image_model().get_rendition_model().objects
    return renditions.filter(
        image__in=images, filter_spec__in=RENDITIONS, focal_point_key=""
    ).values(
        "image_id",
        "file",
        "width",
        "height",
        *(
            f"image__{name}"
            for name in ("description", "width", "height", "focal_point_x", "focal_point_y")
        ),
        *(f"image__courtyard_details__{name}" for name in DETAILS),
        words=Subquery(texts.values(said=JSONObject(alt="alt", locale="locale_id"))[:1]),
    )


def picture(
    renditions: Sequence[dict[str, Any]], alt: str, content_language: str = ""
) -> dict[str, Any]:
    """An image as a ``Picture``, by its renditions (at least one)."""
    image = renditions[0]
    width, height = image["image__width"], image["image__height"]
    across, down = image["image__focal_point_x"], image["image__focal_point_y"]
    storage = get_image_model().get_rendition_model()._meta.get_field("file").storage
    # Of an image narrower than the widest rendition, several are the same.
    by_width = {rendition["width"]: rendition for rendition in renditions}
    return {
        "alt": alt,
        "content_language": content_language,
        **{name: image[f"image__courtyard_details__{name}"] or "" for name in DETAILS},
        "width": width,
        "height": height,
        "focal_point": None
        if across is None or down is None
        else {"x": round(across / width, 4), "y": round(down / height, 4)},
        "sources": [
            {"url": storage.url(one["file"]), "width": one["width"], "height": one["height"]}
            for _width, one in sorted(by_width.items())
        ],
    }


def documents_by_id(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve documents: as links to their addresses, or as files with all that is known of them.

    A key is a document's primary key.
    """
    keys = (one.key for one in wanted)
    primary_keys = {int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST_ID}
    documents = public_documents(get_document_model().objects.filter(pk__in=primary_keys))
    found = {str(document.pk): document for document in documents}
    return {
        one: document_file(found[one.key]) if one.size == "card" else {"url": found[one.key].url}
        for one in wanted
        if one.key in found
    }


def document_file(document: Any) -> dict[str, Any]:
    """A document as a ``DocumentFile``."""
    return {
        "title": document.title,
        "url": document.url,
        "extension": document.file_extension.lower(),
        "content_type": document.content_type,
        "size": document.file_size,
    }


@dataclass(frozen=True)
class _TermKind:
    model: type[Any]
    facts: tuple[str, ...]

    @cached_property
    def truths(self) -> frozenset[str]:
        """The facts that are yes or no."""
        fields = (self.model._meta.get_field(name) for name in self.facts)
        return frozenset(one.name for one in fields if isinstance(one, BooleanField))


_terms: dict[str, _TermKind] = {}


def register_term(ref: str, model: type[Term], *facts: str) -> None:
    """Resolve references of a kind to the terms of a model; called by an app's ``ready()``.

    ``facts`` are further fields of the answer.
    """
    _terms[ref] = _TermKind(model, facts)
    references.register(ref, terms_by_key)


def terms_by_key(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    """Resolve terms of all kinds in one query, each in the best language that it has."""
    keys: dict[str, set[UUID]] = defaultdict(set)
    for one in wanted:
        keys[one.ref].add(UUID(one.key))
    kinds = sorted(keys)
    rows = reader.ask(
        ("terms", *kinds),
        lambda reader, slots: _terms_of(kinds, slots),
        **{kind: list(keys[kind]) for kind in kinds},
    )
    found = {
        (ref, key): {
            "key": key,
            **_without_figures(ref, facts),
            "content_language": reader.sites.codes.get(locale_id, ""),
        }
        for (ref, key), (locale_id, facts) in best(
            (
                ((row["kind"], str(row["translation_key"])), row["locale_id"], row["facts"])
                for row in rows
            ),
            reader.rank,
        ).items()
    }
    return {one: found[one.ref, one.key] for one in wanted if (one.ref, one.key) in found}


def _without_figures(ref: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a term says, yes and no as such: SQLite has figures for them in its JSON."""
    return {
        name: bool(value) if name in _terms[ref].truths else value for name, value in facts.items()
    }


def _terms_of(kinds: Sequence[str], keys: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """Terms of some kinds by their translation keys, with their facts as JSON."""
    parts: list[QuerySet[Any]] = [
        _terms[kind]
        .model._default_manager.filter(translation_key__in=keys[kind], translated=True)
        .order_by()
        .values(
            "translation_key",
            "locale_id",
            kind=Value(kind),
            facts=JSONObject(**{name: name for name in ("slug", "name", *_terms[kind].facts)}),
        )
        for kind in kinds
    ]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
