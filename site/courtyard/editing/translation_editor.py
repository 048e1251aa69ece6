"""What stands beside the texts in wagtail-localize's editor, and what checks them.

The editor itself is wagtail-localize's. A script (``translation-editor.js``) asks here for what it
puts beside each text: what has changed in the original, former translations, translations of the
same words elsewhere, what is wrong, and how many characters there is room for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    StringSegmentQuerySet,
    Translation,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.views import edit_translation

from courtyard.confirmations import Confirmation
from courtyard.confirmations import key_of as confirmation_of
from courtyard.localisation import glossary
from courtyard.localisation.confirming import confirmed_in, is_confirmed
from courtyard.localisation.faults import faults_in, hard_faults_in, soft_faults_in
from courtyard.localisation.freshness import ADDRESS
from courtyard.localisation.memory import Remembered, remembered
from courtyard.localisation.places import place_of
from courtyard.localisation.texts import Text, texts_of
from courtyard.publications.public import public
from courtyard.text.differences import as_html, differences

from . import rights, translating
from .keys import key_of
from .matrix import day_of

SUGGESTED = 3
"""How many different translations of the same words are suggested."""

NAMED = 2
"""How many of the places are named where a suggested translation stands."""


def ask_for_texts_at_once() -> None:
    """Have wagtail-localize's editor ask for all texts of a page at once; to be called once.

    It asks for the words, the place, the segment and the author of each text by itself, three
    thousand times for a thousand texts, and has no hook for that. What is found is the same.
    """
    for model, joined in (
        (StringSegment, ("string", "context")),
        (OverridableSegment, ("context",)),
    ):
        _join(type(model._default_manager), joined)
    segments: Any = StringSegmentQuerySet
    translations = segments.get_translations
    segments.get_translations = lambda self, locale: translations(self, locale).select_related(
        "translation_of", "last_translated_by__wagtail_userprofile"
    )
    views: Any = edit_translation
    views.StringTranslationSerializer.get_segment_id = _segment_of_text
    views.SegmentOverrideSerializer.get_segment_id = _segment_of_override


def _join(manager: Any, joined: Sequence[str]) -> None:
    stock = manager.get_queryset
    manager.get_queryset = lambda self: stock(self).select_related(*joined)


def _segment_of_text(serializer: Any, translation: Any) -> int | None:
    return _segment_of(
        serializer,
        lambda source: source.stringsegment_set.values_list("pk", "string_id", "context_id"),
        (translation.translation_of_id, translation.context_id),
    )


def _segment_of_override(serializer: Any, override: Any) -> int | None:
    return _segment_of(
        serializer,
        lambda source: source.overridablesegment_set.values_list("pk", "context_id"),
        (override.context_id,),
    )


def _segment_of(serializer: Any, rows: Callable[[Any], Any], where: tuple[int, ...]) -> int | None:
    """The segment where something stands; a serializer asks once for those of a source."""
    source = serializer.context.get("translation_source")
    known: dict[tuple[int, ...], int] | None = getattr(serializer, "_courtyard_segments", None)
    if known is None:
        found = rows(source).order_by("-pk") if source else ()
        known = {tuple(place): key for key, *place in found}
        serializer._courtyard_segments = known
    return known.get(where)


def settings_of(translation: Translation, instance: Any, user: Any) -> dict[str, Any]:
    """What the script has to know before it asks: addresses, languages and words."""
    keys = [translation.pk]
    is_page = isinstance(instance, Page)
    hands_in = is_page and translating.may_hand_in(user, instance)
    return {
        "data": reverse("courtyard_translation_data", args=keys),
        "check": reverse("courtyard_translation_check", args=keys),
        "confirm": reverse("courtyard_confirm_text", args=keys),
        "preview": reverse("wagtail_localize:preview_translation", args=keys) if is_page else "",
        "handIn": reverse("courtyard_hand_in_translation", args=keys) if hands_in else "",
        "source": translation.source.locale.language_code,
        "target": translation.target_locale.language_code,
        "words": {name: str(said) for name, said in _words().items()},
    }


def _words() -> dict[str, str]:
    return {
        "progress": _("Texts translated: {done} of {all}"),
        "machine": _("by a machine: {number}"),
        "faulty": _("with faults: {number}"),
        "done": _("Every text is translated."),
        "next": _("Next open text"),
        "handIn": _("Hand in for review"),
        "also": _("Show also"),
        "nothing": _("only the original"),
        "showPage": _("Show the page"),
        "hidePage": _("Hide the page"),
        "showTexts": _("Back to the texts"),
        "page": _("The page as it would be now"),
        "updating": _("Updating …"),
        "pageFailed": _("The page cannot be shown at the moment."),
        "failed": _("What is known of these texts could not be loaded. Translating works."),
        "again": _("Try again"),
        "shortcuts": _("Keys"),
        "keyNext": _("save the text and go on to the next open one"),
        "keySave": _("save the text"),
        "keyTake": _("take over the first suggestion"),
        "keyMove": _("go to the next or the previous open text"),
        "changed": _("Changed in the original"),
        "former": _("Former translation"),
        "elsewhere": _("Translated elsewhere"),
        "take": _("Take over"),
        "takeOf": _("Take over: {words}"),
        "draft": _("A machine has written this, and nobody has read it yet."),
        "approve": _("It is right"),
        "confirm": _("It is right as it stands"),
        "confirmed": _("Said to be right as it stands: {who}, {when}"),
        "meanwhile": _("Saved meanwhile by: {who}"),
        "somebody": _("somebody"),
        "mine": _("Put mine in its place"),
        "characters": _("Characters: {number}"),
        "room": _("Characters: {number} of at most {most}"),
        "address": _("Left empty, it is made of the title."),
        "translation": _("Translation of: {words}"),
        "term": _("Glossary: {term} → {approved}"),
    }


# What is known of the texts


@never_cache
def data_view(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """All that is shown beside the texts of a translation, or of those with the words of one.

    A number of queries that does not depend on how many texts there are.
    """
    translation, instance = _asked_for(request, translation_id)
    if also := request.GET.get("also"):
        return JsonResponse({"texts": _in_another_language(translation, instance, request, also)})
    texts = texts_of([translation])[translation.pk]
    if one := request.GET.get("text"):
        key = key_of(one)
        strings = {text.string for text in texts if text.segment == key}
        texts = [text for text in texts if text.string in strings]
    told = _told(texts, translation, request.user)
    return JsonResponse({"texts": told, "languages": _languages(instance, translation, request)})


def _asked_for(request: HttpRequest, translation_id: int) -> tuple[Translation, Any]:
    """A translation and what it is kept in, for those who may write that."""
    found = Translation.objects.select_related("source__locale", "target_locale")
    translation = get_object_or_404(found, pk=translation_id, enabled=True)
    try:
        instance = translation.get_target_instance()
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if not rights.may_write(request.user, instance):
        raise PermissionDenied
    return translation, instance


def _told(texts: Sequence[Text], translation: Translation, user: Any) -> dict[int, Any]:
    """What there is to say of each text, by its segment; nothing that goes without saying."""
    model: Any = translation.source.specific_content_type.model_class()
    waiting = [text for text in texts if (text.is_open or text.is_machine) and not _is_own(text)]
    known = _Suggestions(remembered(waiting, translation.target_locale), translation, user)
    terms = glossary.found_in(texts, *_codes(translation))
    confirmed = confirmed_in(translation)
    told = {}
    for text in texts:
        longest = place_of(model, text.field_path).longest
        right = confirmed.get(confirmation_of(text.words, text.translation))
        hard = hard_faults_in(text.words, text.translation, longest=longest)
        soft = [] if right else soft_faults_in(text.words, text.translation)
        said = {
            "longest": longest,
            "address": _is_own(text),
            "machine": text.is_machine and not text.error,
            "faults": [*hard, *soft] if text.translation else [],
            "may_be_right": bool(text.translation and not hard and (soft or text.error)),
            "confirmed": _by_whom(right) if right else None,
            "former": _former(text),
            "memory": known.of(text),
            "terms": [] if right else _as_data(terms.get(text.segment, ())),
        }
        told[text.segment] = {name: value for name, value in said.items() if value}
    return told


def _by_whom(right: Confirmation) -> dict[str, str]:
    who = str(get_user_display_name(right.user)) if right.user else ""
    return {"who": who, "when": day_of(right.at)}


def _codes(translation: Translation) -> tuple[str, str]:
    return translation.source.locale.language_code, translation.target_locale.language_code


def _as_data(terms: Iterable[glossary.Found]) -> list[dict[str, Any]]:
    return [
        {"term": one.term, "approved": one.approved, "note": one.note, "kept": one.is_kept}
        for one in terms
    ]


def _is_own(text: Text) -> bool:
    """Whether it is the page's own address, which is made of its title."""
    return text.path == ADDRESS


def _former(text: Text) -> dict[str, str] | None:
    if text.former is None or _is_own(text):
        return None
    changed = as_html(differences(text.former.words, text.words))
    return {
        "changed": changed if text.former.words != text.words else "",
        "words": text.former.translation,
        "where": day_of(text.former.at),
    }


class _Suggestions:
    """Translations of the same words, where they stand in something that somebody may know of.

    That is public, or theirs to edit.
    """

    def __init__(
        self, known: Mapping[int, list[Remembered]], translation: Translation, user: Any
    ) -> None:
        self._known, self._own = known, translation.source.object_id
        keys = {one.key for found in known.values() for one in found} - {self._own}
        pages = Page.objects.filter(
            translation_key__in=keys, locale=translation.target_locale, alias_of=None
        )
        reach = rights.Reach(user)
        for_all = set(public(pages).values_list("pk", flat=True)) if keys else set()
        self._pages: dict[UUID, Page] = {
            page.translation_key: page
            for page in pages
            if page.pk in for_all or reach.may_edit(page)
        }

    def of(self, text: Text) -> list[dict[str, Any]]:
        """The newest first; each with the pages where it stands."""
        places: dict[str, list[str]] = defaultdict(list)
        for one in self._known.get(text.segment, ()):
            if one.key == self._own:
                places[one.words].append(_("in this page"))
            elif page := self._pages.get(one.key):
                places[one.words].append(page.get_admin_display_title())
        return [
            {"words": words, "where": _listed(dict.fromkeys(where))}
            for words, where in [*places.items()][:SUGGESTED]
        ]


def _listed(places: Iterable[str]) -> str:
    named = [*places]
    more = len(named) - NAMED
    return ", ".join(named[:NAMED]) + (f" +{more}" if more > 0 else "")


# The same in other languages


def _languages(instance: Any, translation: Translation, request: HttpRequest) -> list[Any]:
    """The other languages whose words may be shown: in which it is public, or the user's."""
    own = (translation.source.locale_id, translation.target_locale_id)
    there = {one.locale_id for one in _others(instance, request.user)}
    return [
        {"code": locale.language_code, "name": locale.get_display_name()}
        for locale in Locale.objects.all()
        if locale.pk in there and locale.pk not in own
    ]


def _others(instance: Any, user: Any) -> list[Any]:
    """The same in all languages, as far as a user may read it."""
    found = type(instance)._default_manager.filter(translation_key=instance.translation_key)
    if not isinstance(instance, Page):
        return [*found]
    pages = Page.objects.filter(translation_key=instance.translation_key, alias_of=None)
    for_all = set(public(pages).values_list("pk", flat=True))
    reach = rights.Reach(user)
    return [page for page in pages if page.pk in for_all or reach.may_edit(page)]


def _in_another_language(
    translation: Translation, instance: Any, request: HttpRequest, code: str
) -> dict[int, str]:
    """What stands in another language where the texts stand, by segments.

    The words that are published there, where there are as many at the place as here.
    """
    locale = get_object_or_404(Locale, language_code=code)
    twin = next(
        (one for one in _others(instance, request.user) if one.locale_id == locale.pk), None
    )
    if twin is None:
        raise Http404
    words: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(twin.specific if isinstance(twin, Page) else twin):
        if isinstance(segment, StringSegmentValue):
            words[segment.path].append(segment.string.data)
    here: dict[str, list[int]] = defaultdict(list)
    segments = translation.source.stringsegment_set.order_by("order", "pk")
    for key, place in segments.values_list("pk", "context__path"):
        here[place].append(key)
    return {
        key: said
        for place, keys in here.items()
        if len(keys) == len(words.get(place, ()))
        for key, said in zip(keys, words[place], strict=True)
    }


# What is wrong, while one writes


@require_POST
@never_cache
def check_view(request: HttpRequest, translation_id: int) -> HttpResponseBase:
    """What is wrong with words that are not saved yet. Nothing is stored."""
    translation, _instance = _asked_for(request, translation_id)
    try:
        asked = json.loads(request.body)
        key, value = key_of(asked["text"]), str(asked["value"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadRequest from error
    segments = StringSegment.objects.filter(source=translation.source_id)
    segment = get_object_or_404(segments.select_related("string", "context"), pk=key)
    model: Any = translation.source.specific_content_type.model_class()
    longest = place_of(model, segment.context.field_path).longest
    words, place = segment.string.data, segment.context.path
    find = hard_faults_in if is_confirmed(translation, words, value) else faults_in
    faults = find(words, value, longest=longest) if value else []
    known = glossary.Glossary(*_codes(translation))
    terms = [] if place == ADDRESS else known.terms_in(words, value)
    return JsonResponse({"faults": faults, "terms": _as_data(terms)})


def admin_urls() -> list[URLPattern]:
    """The addresses that the script asks."""
    return [
        path(
            "courtyard/translation/<int:translation_id>/texts/",
            data_view,
            name="courtyard_translation_data",
        ),
        path(
            "courtyard/translation/<int:translation_id>/check/",
            check_view,
            name="courtyard_translation_check",
        ),
    ]
