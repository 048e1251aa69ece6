"""Two people in one text of a translation: the second to save it is told whose words are there."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from courtyard.text import cldr
from courtyard.text.world import own_time_zone

SEEN = "X-Courtyard-Seen"
"""The header by which the editor says what it showed of a text before somebody wrote it anew.

It holds ``sum_of`` these words, as servers take no header as long as a paragraph may be.
"""


def sum_of(words: str) -> str:
    """By what the editor names words that it has shown: their CRC-32 in UTF-8, in hex digits.

    The script of the editor computes the same, also where browsers offer no cryptography.
    """
    return f"{crc32(words.encode()):08x}"


def saved_meanwhile(
    request: HttpRequest,
    translation: Translation | None,
    segment: StringSegment | None,
    typed: str,
) -> StringTranslation | None:
    """What somebody has saved of a text since the editor showed it; None where nobody has.

    It is asked where the editor says what it showed; it says so by a script of ours.
    """
    if SEEN not in request.headers or translation is None or segment is None:
        return None
    now = StringTranslation.objects.filter(
        translation_of=segment.string_id,
        context=segment.context_id,
        context__object=translation.source.object_id,
        locale=translation.target_locale_id,
    )
    there = now.select_related("last_translated_by").first()
    if there is None or there.data == typed or sum_of(there.data) == request.headers[SEEN]:
        return None
    return there


def told_of(theirs: StringTranslation, user: Any) -> str:
    """Who has saved other words, and when."""
    names = {
        "who": _name_of(theirs),
        "when": cldr.moment(theirs.updated_at, own_time_zone(), get_language()),
        "words": theirs.data,
    }
    if theirs.last_translated_by_id == user.pk:
        told = _(
            "Not saved yet: you saved other words here yourself, in another window, at %(when)s: "
            "“%(words)s”. What you typed now is still here. Save it again to put it in their place."
        )
    elif names["who"]:
        told = _(
            "Not saved yet: %(who)s saved other words here at %(when)s: “%(words)s”. What you "
            "typed is still here. Save it again to put it in their place."
        )
    else:
        told = _(
            "Not saved yet: other words were saved here at %(when)s: “%(words)s”. What you typed "
            "is still here. Save it again to put it in their place."
        )
    return told % names


def _name_of(theirs: StringTranslation) -> str:
    user = theirs.last_translated_by
    return str(get_user_display_name(user)) if user else ""


def as_data(theirs: StringTranslation) -> dict[str, str]:
    """What the script of the editor shows of it."""
    return {"words": theirs.data, "who": _name_of(theirs)}
