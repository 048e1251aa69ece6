"""Rescue: a text whose place has changed keeps its translation.

wagtail-localize knows a translation by its words and its place. A block that is moved into another
one, or deleted and written again, has another place with the same words: nothing is translated
there. Where the old place is gone, the translation goes along to the new one.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import wraps

from django.db import transaction
from wagtail_localize.models import StringTranslation, TranslationSource

from .texts import Where, is_by_machine, keep_as_old_as_they_are


def rescue_on_every_refresh() -> None:
    """Have it done whenever the texts of a source are taken anew; to be called once.

    wagtail-localize has no hook after it.
    """
    stock = TranslationSource.refresh_segments

    @wraps(stock)
    def refresh_segments(self: TranslationSource) -> None:
        with transaction.atomic():
            before = _places(self)
            stock(self)
            rescue(self, before)

    TranslationSource.refresh_segments = refresh_segments  # type: ignore[method-assign]


def _places(source: TranslationSource) -> dict[Where, int]:
    """Where the texts stand, each with its number in the order of the page."""
    segments = source.stringsegment_set.order_by("order", "pk")
    places = segments.values_list("string_id", "context_id")
    return {Where(*place): number for number, place in enumerate(places)}


def rescue(source: TranslationSource, before: dict[Where, int]) -> int:
    """Give texts at new places the translations that the same words had at old ones.

    ``before`` is where the texts stood until now. Where the same words were translated in several
    ways, each goes to the place that has the same rank among theirs. Otherwise one that is right
    goes before one that is not, that of a person before that of a machine, and a newer one before
    an older, also one that was written at the new place when the same words stood there once; one
    that stands nowhere else before one that does. What is wrong with one goes along. Gives how
    many were attached.
    """
    places = _places(source)
    if not places or places.keys() == before.keys():
        return 0
    by_language = _translated(source, {place.string for place in places})
    attached: list[tuple[StringTranslation, dt.datetime, dt.datetime]] = []
    for at in by_language.values():
        for here, translated in _by_string(places, at):
            attached += _attached(here, before, translated)
    if attached:
        keep_as_old_as_they_are(attached)
    return len(attached)


def _by_string(
    places: dict[Where, int], at: dict[Where, StringTranslation]
) -> Iterator[tuple[list[Where], dict[Where, StringTranslation]]]:
    """The places of each string in their order, with what it has been translated by, anywhere."""
    here: dict[int, list[Where]] = defaultdict(list)
    for place in sorted(places, key=places.__getitem__):
        here[place.string].append(place)
    translated: dict[int, dict[Where, StringTranslation]] = defaultdict(dict)
    for place, one in at.items():
        translated[place.string][place] = one
    for string, some in translated.items():
        yield here[string], some


def _translated(
    source: TranslationSource, strings: Iterable[int]
) -> dict[int, dict[Where, StringTranslation]]:
    """What has been translated of the words of a source, wherever in it they stood."""
    found = StringTranslation.objects.filter(
        context__object=source.object_id, translation_of__in=[*strings]
    ).exclude(data="")
    translated: dict[int, dict[Where, StringTranslation]] = defaultdict(dict)
    for one in found:
        translated[one.locale_id][Where(one.translation_of_id, one.context_id or 0)] = one
    return translated


def _worth(one: StringTranslation) -> tuple[bool, bool, dt.datetime, int]:
    return (not one.has_error, not is_by_machine(one), one.updated_at, one.pk)


def _attached(
    here: list[Where], before: dict[Where, int], at: dict[Where, StringTranslation]
) -> Iterator[tuple[StringTranslation, dt.datetime, dt.datetime]]:
    """Translations of one string as they will stand at its places, each with its two moments."""
    left = {place: one for place, one in at.items() if place not in here}
    open_places = [place for place in here if place not in at or place not in before]
    if not left or not open_places:
        return
    # What is written is changed below, and what it said before is still asked for.
    own = {place: copy.copy(at[place]) for place in open_places if place in at}
    kept = {at[place].data for place in here if place in at and place not in open_places}
    for place, found in _given(open_places, own, left, before, kept).items():
        if place in own and _worth(own[place]) >= _worth(found):
            continue
        one = at.get(place) or StringTranslation(
            translation_of_id=place.string, context_id=place.context, locale_id=found.locale_id
        )
        one.data = found.data
        one.translation_type, one.tool_name = found.translation_type, found.tool_name
        one.last_translated_by_id = found.last_translated_by_id
        one.has_error, one.field_error = found.has_error, found.field_error
        yield one, found.created_at, found.updated_at


def _given(
    places: list[Where],
    own: dict[Where, StringTranslation],
    left: dict[Where, StringTranslation],
    before: dict[Where, int],
    kept: set[str],
) -> dict[Where, StringTranslation]:
    """What each open place gets of the translations that have lost theirs.

    The best one gets a place in any case, if it stands nowhere.
    """
    best_first = sorted(left.values(), key=_worth, reverse=True)
    best = best_first[0]
    # Each wording once, those first that stand nowhere else.
    wordings = {one.data: one for one in reversed(best_first) if one.data not in kept}
    said = {one.data for one in own.values()}
    if len(wordings) < 2 or len(places) < 2:
        new = [one for one in best_first if one.data not in kept and one.data not in said]
        found = best if best.data not in kept or not new else new[0]
        return dict.fromkeys(places, found)
    ranked = [one for place, one in sorted(left.items(), key=lambda it: before.get(it[0], -1))]
    just_now = [left[place] for place in sorted(before, key=before.__getitem__) if place in left]
    chosen = just_now if len(just_now) == len(places) else _of_worth(ranked, places, wordings)
    given = dict(zip(places, chosen, strict=False))
    if best.data not in kept and all(one.data != best.data for one in given.values()):
        weakest = min(given, key=lambda place: _worth(given[place]))
        given[weakest] = best
    return {place: given.get(place, best) for place in places}


def _of_worth(
    ranked: list[StringTranslation], places: list[Where], wordings: dict[str, StringTranslation]
) -> list[StringTranslation]:
    """As many different wordings as there are places, the best ones, in the order they had."""
    some = sorted(wordings.values(), key=_worth, reverse=True)[: len(places)]
    return [one for one in ranked if any(one is other for other in some)]
