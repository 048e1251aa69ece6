"""A translation that somebody has deleted stays deleted, and what was written of it is kept.

wagtail-localize deletes its texts with it, and makes it anew with the next submission of a section,
or the next synchronisation of languages; it has no hook for either.
"""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail_localize import models
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.synctree import PageIndex

from courtyard.withdrawals import Withdrawal, languages_without

from . import sources


def keep_texts_of_deleted_translations() -> None:
    """Have texts stay where a page is deleted in one language and its original is left; call once.

    They are in use again where the page is translated once more.
    """
    stock = models.cleanup_translation_on_delete

    def cleanup(instance: Any, **kwargs: Any) -> None:
        if not isinstance(instance, Page) or not _is_of_another(instance):
            stock(instance, **kwargs)
            return
        its = Translation.objects.filter(source__object_id=instance.translation_key)
        its.filter(target_locale=instance.locale_id).delete()

    models.cleanup_translation_on_delete = cleanup


def _is_of_another(page: Page) -> bool:
    """Whether a page is translated from another one that is there."""
    locales = TranslationSource.objects.filter(object_id=page.translation_key).exclude(
        locale=page.locale_id
    )
    left = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    is_source = Translation.objects.filter(
        source__object_id=page.translation_key, source__locale=page.locale_id
    )
    return left.filter(locale__in=locales.values("locale")).exists() and not is_source.exists()


def leave_what_was_deleted() -> None:
    """Have pages be made in no language in which they were deleted; to be called once.

    Whoever asks for one says so first (``withdrawals.ask_again``).
    """
    create = TranslationCreator.create_translations

    def create_translations(self: Any, instance: Any, *args: Any, **kwargs: Any) -> None:
        wanted = self.target_locales
        without = languages_without(instance.translation_key)
        self.target_locales = [one for one in wanted if one.pk not in without]
        # The texts of a source that nobody translates any more do not follow their original.
        its = TranslationSource.objects.filter(
            object_id=instance.translation_key, locale=instance.locale_id
        )
        sources.follow(its.exclude(translations__enabled=True))
        try:
            create(self, instance, *args, **kwargs)
        finally:
            self.target_locales = wanted

    TranslationCreator.create_translations = create_translations  # type: ignore[method-assign]
    stock = PageIndex.not_translated_into

    def not_translated_into(self: Any, locale: Any) -> Any:
        deleted = set(
            Withdrawal.objects.filter(locale=locale).values_list("translation_key", flat=True)
        )
        return PageIndex([one for one in stock(self, locale) if one.translation_key not in deleted])

    PageIndex.not_translated_into = not_translated_into  # type: ignore[method-assign]
