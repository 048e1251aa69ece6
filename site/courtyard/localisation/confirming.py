"""What looks wrong and is right: a translator says so of a text, as it stands (``Confirmation``).

A link may be left out, and a mark stand elsewhere: no program knows. Of what would break the page
it can be said by nobody.
"""

from __future__ import annotations

from typing import Any

from wagtail_localize.models import StringTranslation, Translation

from courtyard.confirmations import Confirmation, key_of

from . import approving
from .faults import hard_faults_in


class CannotBeRight(ValueError):
    """A translation would break the page; says why."""


def confirmed_in(translation: Translation) -> dict[str, Confirmation]:
    """What has been said to be right in a translation, by ``key_of``: one query."""
    found = Confirmation.objects.filter(
        translation_key=translation.source.object_id, locale=translation.target_locale_id
    )
    return {one.key: one for one in found.select_related("user__wagtail_userprofile")}


def is_confirmed(translation: Translation, words: str, said: str) -> bool:
    """Whether somebody has said of words with a translation that it is right."""
    return Confirmation.objects.filter(
        translation_key=translation.source.object_id,
        locale=translation.target_locale_id,
        key=key_of(words, said),
    ).exists()


def confirm(
    translation: Translation, one: StringTranslation, *, longest: int | None, user: Any
) -> None:
    """Let a text be right as it stands, by the word of a user; it is theirs from now on.

    ``longest`` is the most characters that its place holds. Raises CannotBeRight where it would
    break the page. To be called under the lock of the original, under which ``one`` has been read.
    """
    words, said = one.translation_of.data, one.data
    if hard := hard_faults_in(words, said, longest=longest):
        raise CannotBeRight(" ".join(hard))
    Confirmation.objects.update_or_create(
        translation_key=translation.source.object_id,
        locale=translation.target_locale,
        key=key_of(words, said),
        defaults={"words": words, "translation": said, "user": user},
    )
    # Its moment stays: nobody has written it anew.
    StringTranslation.objects.filter(pk=one.pk).update(
        has_error=False,
        field_error="",
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        last_translated_by=user,
    )
    approving.tell(translation)
