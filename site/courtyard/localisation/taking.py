"""Taking words that were written on a page itself into the texts that translators have of it.

A translation can be ended, written by hand, and begun again; Wagtail's v3 writes drafts of it. The
next time that it is made of its texts they would stand there again as they were before.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationLog
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

from . import facts, freshness
from .faults import faults_in
from .own_fields import own_fields
from .places import place_of
from .texts import keep_since

Words = dict[str, list[str]]
"""What stands on each path of a page, in its order."""


OTHER_WORDS = gettext_lazy("It was written when the original said other words: look at both.")
OTHER_TEXT = gettext_lazy(
    "It was written on the page itself, and may belong to another text: look at both."
)


class Written(NamedTuple):
    """Words for a text; ``doubt`` is why they may be none for it, "" where they are.

    ``since`` is when the page was made to say them; None where that is now, or nobody knows.
    """

    segment: StringSegment
    words: str
    doubt: Any
    since: dt.datetime | None = None


@dataclass
class Found:
    """What a page says otherwise than its texts: words for them, and those without a place."""

    words: list[Written] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    """Paths with words: there is no text of the original that they are a translation of."""


def found_in(
    translation: Translation, page: Any, *, before: Any, revisions: Iterable[Revision] = ()
) -> Found:
    """The words of a page that somebody has written on it and that its texts do not say.

    ``before`` is the page as it was when that began; None where nobody knows. What has not been
    changed since is not newer than the texts. What one of some ``revisions`` of the page says, the
    oldest first, is as old as that.
    """
    source = translation.source
    wanted: dict[str, list[StringSegment]] = defaultdict(list)
    segments = source.stringsegment_set.order_by("order", "pk")
    for segment in segments.select_related("string", "context"):
        wanted[segment.context.path].append(segment)
    would_say = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    texts = _words_of(would_say)
    known = None if before is None else _words_of(before)
    found = Found()
    model = type(page)
    # A field of its own is left as it is where the original says nothing in it.
    left = own_fields(page) - {_field(path) for path in wanted}
    originals = {path: [one.string.data for one in some] for path, some in wanted.items()}
    known_words = (texts, known or {}, originals)
    told = [(one.created_at, _words_of(one.as_object())) for one in revisions]
    basis: freshness.Basis | None = getattr(page, "basis", None)
    is_behind = basis is not None and basis["words"] != freshness.words_of_source(source)
    for path, values in _values_of(page).items():
        if facts.is_fact(model, path):
            continue
        here = [one.string.data for one in values]
        at_first = (known or {}).get(path, [])
        unchanged = _same(here, at_first, {})
        said = _said_here(here, texts.get(path, []), at_first, wanted.get(path, []))
        for place, (now, segment, is_moved) in enumerate(said):
            value, words = values[place], here[place]
            if words == now or place in unchanged:
                continue
            is_elsewhere = _is_known(words, path, known_words)
            if segment is None:
                if _field(path) not in left and not is_elsewhere:
                    found.unplaced.append((path, words))
                continue
            is_open = now == segment.string.data
            is_first = is_open and known is None
            if is_first and (is_elsewhere or not _is_written(translation, page, segment, words)):
                continue
            is_former = is_open and is_behind and not is_moved
            is_others = is_moved or (is_first and isinstance(page, Page))
            doubt = OTHER_WORDS if is_former else OTHER_TEXT if is_others else ""
            since = next((at for at, its in told if words in its.get(path, ())), None)
            found.words.append(Written(segment, _with_links_of(segment, value), doubt, since))
    return found


def _field(path: str) -> str:
    return path.split(".")[0]


def _is_known(words: str, path: str, among: Sequence[Words]) -> bool:
    """Whether words stand elsewhere in the same field: then nothing is lost with this place."""
    name = path.split(".")[0]
    return any(
        words in said for one in among for other, said in one.items() if other.split(".")[0] == name
    )


def _is_written(translation: Translation, page: Any, segment: StringSegment, words: str) -> bool:
    """Whether somebody has written words on a page for a text that nobody has translated.

    A term says its original's word until it has one of its own. How a text was translated when it
    said other words is kept as their translation. One query.
    """
    if not getattr(page, "translated", True):
        return False
    said = StringTranslation.objects.filter(
        context=segment.context_id, locale=translation.target_locale_id, data=words
    )
    return not said.exclude(translation_of=segment.string_id).exists()


class _Place(NamedTuple):
    """What the text of some words says now, and its segment; None where they have no text.

    ``is_moved`` is whether it is only by its place that it is known, and others have moved.
    """

    now: str | None = None
    segment: StringSegment | None = None
    is_moved: bool = False


def _said_here(
    words: Sequence[str],
    texts: Sequence[str],
    at_first: Sequence[str],
    wanted: Sequence[StringSegment],
) -> list[_Place]:
    """Which text each of the words in one place belongs to.

    Words that a text says, or that stood for it ``at_first``, are its own wherever they are. Where
    as many texts are left as other words, these belong to them in their order.
    """
    now: list[str | None] = [*texts] if len(texts) == len(wanted) else [None] * len(wanted)
    pairs = _same(words, now, {})
    if len(at_first) == len(wanted):
        pairs |= _same(words, at_first, pairs)
    rest = [place for place in range(len(words)) if place not in pairs]
    left = [place for place in range(len(wanted)) if place not in pairs.values()]
    is_moved = any(place != text for place, text in pairs.items())
    found = {place: _Place(now[text], wanted[text]) for place, text in pairs.items()}
    if len(rest) == len(left):
        found |= {
            place: _Place(now[text], wanted[text], is_moved)
            for place, text in zip(rest, left, strict=True)
        }
    return [found.get(place, _Place()) for place in range(len(words))]


def _same(
    words: Sequence[str], others: Sequence[str | None], taken: Mapping[int, int]
) -> dict[int, int]:
    """The places of words by those of the same ones among others, each once.

    What has stayed in its place goes before what has moved; ``taken`` are pairs that are known.
    """
    free = [place for place in range(len(others)) if place not in taken.values()]
    open_places = [place for place in range(len(words)) if place not in taken]
    pairs = {
        place: place for place in open_places if place in free and others[place] == words[place]
    }
    free = [place for place in free if place not in pairs]
    for place in open_places:
        if place not in pairs:
            same = next((one for one in free if others[one] == words[place]), None)
            if same is not None:
                pairs[place] = same
                free.remove(same)
    return pairs


def _values_of(page: Any) -> dict[str, list[StringSegmentValue]]:
    values: dict[str, list[StringSegmentValue]] = defaultdict(list)
    for streamed in page._meta.get_fields():
        if isinstance(streamed, StreamField):
            # Blocks that code has written get their identities as they are saved.
            streamed.get_prep_value(streamed.value_from_object(page))
    for one in extract_segments(page):
        if isinstance(one, StringSegmentValue):
            values[one.path].append(one)
    return values


def _words_of(page: Any) -> Words:
    return {path: [one.string.data for one in some] for path, some in _values_of(page).items()}


def _with_links_of(segment: StringSegment, value: StringSegmentValue) -> str:
    """Words with the identities that links have in the original, wherever they stand now."""
    own: dict[str, Any] = json.loads(segment.attrs)
    theirs: dict[str, Any] = value.attrs or {}
    if not own or own == theirs or not theirs:
        return str(value.string.data)
    left, named = dict(own), {}
    for identity, attributes in theirs.items():
        same = next((key for key, known in left.items() if known == attributes), None)
        if same is not None:
            named[identity] = same
            del left[same]
    rest = [one for one in theirs if one not in named]
    named |= dict(zip(rest, left, strict=False))
    soup = BeautifulSoup(value.string.data, "html.parser")
    for element in soup.find_all(id=True):
        element["id"] = named.get(str(element["id"]), str(element["id"]))
    return str(soup)


def take(translation: Translation, found: Found, *, user: Any) -> None:
    """Let words that were found on a page be what its texts say; they are the user's.

    What is wrong with one is noted at it, as where it is saved in the translation editor.
    """
    model: Any = translation.source.specific_content_type.model_class()
    now = timezone.now()
    rows: dict[tuple[int, int], tuple[StringTranslation, dt.datetime]] = {}
    for segment, words, doubt, since in found.words:
        longest = place_of(model, segment.context.field_path).longest
        faults = faults_in(segment.string.data, words, longest=longest)
        if doubt:
            faults.append(str(doubt))
        wrong = " ".join(faults)
        one = StringTranslation(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale_id=translation.target_locale_id,
            data=words,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=user,
            has_error=bool(wrong),
            field_error=wrong,
        )
        rows[segment.string_id, segment.context_id] = (one, since or now)
        if segment.context.path == "title":
            # As wagtail-localize does for each translation that is saved by itself.
            Page.objects.filter(
                translation_key=translation.source.object_id, locale=translation.target_locale_id
            ).update(draft_title=words)
    keep_since(rows.values())


def as_it_was_ended(translation: Translation) -> Any:
    """The page as it was when its translation was ended; None where nobody knows."""
    logs = TranslationLog.objects.filter(
        source=translation.source_id, locale=translation.target_locale_id, revision__isnull=False
    )
    last = logs.select_related("revision").order_by("-created_at", "-pk").first()
    try:
        return last.revision.as_object() if last and last.revision else None
    except ObjectDoesNotExist:
        return None


def revisions_of(page: Page) -> list[Revision]:
    """What a page says in public and in its draft, the older one first."""
    found = [page.live_revision if page.live else None, page.latest_revision]
    return [*{one.pk: one for one in found if one is not None}.values()]


def note_end(translation: Translation) -> None:
    """Remember how a page is as its translation is ended: what is written by hand is newer."""
    try:
        page = translation.get_target_instance()
    except ObjectDoesNotExist:
        return
    if isinstance(page, Page) and page.latest_revision_id:
        TranslationLog.objects.create(
            source=translation.source,
            locale=translation.target_locale,
            revision_id=page.latest_revision_id,
        )


def keep_what_is_written(page: Any, original: Any, *, user: Any) -> None:
    """Before a draft is saved that was not made of texts: let these say what it says.

    ``original`` is a row of ``facts.originals_of``. Raises ValidationError, by field, where words
    have no place among the texts; they would be gone with the next draft that is made of these.
    """
    is_twin = original is not None and original.pk != page.pk and page.pk and not page.alias_of_id
    if not is_twin or freshness.being_said() is not None:
        return
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
        )
        .select_related("source__locale", "target_locale")
        .first()
    )
    if translation is None:
        return
    row = type(page)._base_manager.get(pk=page.pk)
    found = found_in(translation, page, before=row.get_latest_revision_as_object())
    if found.unplaced:
        told = _(
            "This page is translated from its original, text by text, and these words have no "
            "place in the original: “%(words)s”. Write them there first, or end the translation in "
            "its editor: %(address)s"
        )
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        errors: dict[str, list[str]] = {}
        for path, words in found.unplaced:
            shown = Truncator(read_out(words)).chars(80)
            errors.setdefault(_field(path), []).append(told % {"words": shown, "address": address})
        raise ValidationError(errors)
    take(translation, found, user=user)


def read_out(text: str) -> str:
    """What readers read of a text, without its markup."""
    return " ".join(str(StringValue(text).render_text()).split())
