"""Fields of a translation of which its original says nothing: a description for search engines, …

Translators have no text for them, and wagtail-localize empties them whenever a page is made of its
texts. What somebody has written there, by hand or by Wagtail's v3, is the page's own and stays.
Words that stand there because the original said them once are gone with those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, TextField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TemplateSegment,
    TranslationContext,
    TranslationSource,
)

from . import facts, freshness


def own_fields(page: Any) -> set[str]:
    """The names of the fields that a translation may have for itself: each holds one text.

    All others, such as bodies made of blocks, are made anew of the original's.
    """
    return {*_names(page)}


def _names(page: Any) -> Iterator[str]:
    model = type(page)
    for one in get_translatable_fields(model):
        field = one.get_field(model)
        is_text = isinstance(field, CharField | TextField) and not field.choices
        if is_text and one.is_translated(page) and not facts.is_fact(model, field.name):
            yield field.name


def settle(page: Any) -> None:
    """Give a page that is made of texts what its last draft says in its own fields.

    Nothing happens for a page that has no original with texts.
    """
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, translations__target_locale=page.locale_id
    ).first()
    if source is None or not page.pk:
        return
    texts, templates = (
        kind.objects.filter(source=source).order_by().values_list("context__path", flat=True)
        for kind in (StringSegment, TemplateSegment)
    )
    free = own_fields(page) - {path.split(".")[0] for path in texts.union(templates)}
    draft = page.latest_revision.content if page.latest_revision_id else {}
    for name in free:
        value = draft.get(name, getattr(page, name))
        setattr(page, name, "" if value and _is_former(page, name, value, source) else value)


def _is_former(page: Any, name: str, value: str, source: TranslationSource) -> bool:
    """Whether all words of a field stand there because the original said them once, or their like.

    Those are translations at this place of the page, or, where nobody had translated them, words
    of the original's language.
    """
    here = TranslationContext.objects.filter(object_id=page.translation_key, path=name)
    if not here.exists():
        return False
    known = StringTranslation.objects.filter(context__in=here, locale=page.locale_id)
    translations = {freshness.fingerprint_of(text) for text in known.values_list("data", flat=True)}
    setattr(page, name, value)
    texts = [text for path, text in freshness.texts_in(page) if path == name]
    others = {text for text in texts if freshness.fingerprint_of(text) not in translations}
    # Words are found by their hash, of which there is an index.
    hashes = {String._get_data_hash(text) for text in others}
    found = String.objects.filter(locale=source.locale_id, data_hash__in=hashes)
    return {*found.values_list("data", flat=True)} == others
