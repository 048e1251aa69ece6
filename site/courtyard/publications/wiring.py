"""What publications listen to: saved pages, and everything that an answer is made of."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import copy_for_translation_done, page_slug_changed, post_page_move

from courtyard import assignments, confirmations, withdrawals
from courtyard.editing import (
    actions,
    choosing,
    moments,
    parts,
    redirects,
    segments,
    translating,
    translation_editor,
    uploads,
)
from courtyard.images import suggest_no_file_names
from courtyard.localisation import deleting, rescue, sources
from courtyard.models import (
    ImageDetails,
    ImageText,
    MenuItem,
    MenuItemText,
    Original,
    SiteSettings,
    SiteTexts,
    SocialLink,
    Term,
)
from courtyard.outbox import services as outbox
from courtyard.outbox.worker import register_chore
from courtyard.terms import copied_for_translation

from . import generation, renditions, schedule, standard, upkeep, writing


def connect() -> None:
    """Connect and register all of it; called once when the apps are ready."""
    standard.register_references()
    translating.keep_the_last_complete_translation()
    translating.keep_privacy_of_translations()
    translating.approve_what_is_saved()
    translating.ask_for_each_language()
    translation_editor.ask_for_texts_at_once()
    parts.keep_languages_of_parts_in_translations()
    segments.take_only_what_there_is()
    rescue.rescue_on_every_refresh()
    deleting.keep_texts_of_deleted_translations()
    deleting.leave_what_was_deleted()
    redirects.keep_redirects()
    choosing.choose_where_they_stand()
    moments.keep_what_is_typed()
    suggest_no_file_names()
    actions.keep_facts_of_deleted_originals()
    actions.copy_pages_with_their_facts()
    actions.convert_aliases_with_their_facts()
    outbox.register(generation.OUTBOX_KIND, generation.repeat)
    outbox.register(renditions.OUTBOX_KIND, renditions.make_ordered)
    outbox.register(sources.OUTBOX_KIND, sources.take_ordered)
    register_chore("scheduled publishing", schedule.publish_due, every=schedule.EVERY)
    register_chore("publications", upkeep.repair_a_part, every=upkeep.EVERY)
    register_chore("troubles", upkeep.report_troubles, every=upkeep.REPORT_EVERY)
    register_chore("tables", uploads.work, every=uploads.EVERY)
    register_chore("old tables", uploads.forget, every=uploads.FORGET_EVERY)
    generation.watch(Page, judge=writing.is_said)
    generation.watch(
        Original,
        Term,
        SiteSettings,
        SiteTexts,
        SocialLink,
        MenuItem,
        MenuItemText,
        Site,
        Locale,
        Collection,
        ImageDetails,
        ImageText,
        PageViewRestriction,
        CollectionViewRestriction,
        get_document_model(),
        get_image_model(),
        get_image_model().get_rendition_model(),
    )
    if apps.is_installed("wagtail.contrib.redirects"):
        generation.watch(apps.get_model("wagtailredirects", "Redirect"))
    generation.connect()
    post_delete.connect(writing.term_deleted, dispatch_uid="courtyard.terms")
    pre_delete.connect(writing.is_going, dispatch_uid="courtyard.originals")
    post_delete.connect(writing.page_deleted, sender=Page, dispatch_uid="courtyard.originals")
    post_delete.connect(assignments.forget, sender=Page, dispatch_uid="courtyard.assignments")
    post_delete.connect(confirmations.forget, sender=Page, dispatch_uid="courtyard.confirmations")
    post_delete.connect(withdrawals.note, sender=Page, dispatch_uid="courtyard.withdrawals")
    post_save.connect(withdrawals.made_again, dispatch_uid="courtyard.withdrawals")
    copy_for_translation_done.connect(copied_for_translation, dispatch_uid="courtyard.terms")
    post_save.connect(sources.term_saved, dispatch_uid="courtyard.sources")
    post_save.connect(writing.page_saved, dispatch_uid="courtyard.originals")
    post_save.connect(
        renditions.order_when_saved, sender=get_image_model(), dispatch_uid="courtyard.renditions"
    )
    for signal in (post_page_move, page_slug_changed):
        signal.connect(_moved, dispatch_uid="courtyard.generation")


def _moved(**kwargs: Any) -> None:
    """Pages below a moved or renamed one have new addresses, of which Django says nothing."""
    generation.changed()
