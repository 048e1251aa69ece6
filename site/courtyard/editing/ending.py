"""Ending a translation, after which its page is written by hand, and beginning it again."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch, URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation

from courtyard.localisation import approving, facts, saving, sources, taking

from .translating import RESTART, existing_twin, is_complete, to_be_written

ANYWAY = "courtyard-restart-anyway"
"""What is sent besides by whoever has seen which words have no place among the texts."""

WITHOUT_A_FORM = frozenset({RESTART, ANYWAY, "csrfmiddlewaretoken"})
"""What is sent where nothing is typed: by the page that asks about words without a place."""


@require_POST
def stop_translation(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's view; not of a page that is locked.

    What is saved and not published is in the form by which the page is written from now on.
    """
    translation = to_be_written(translation_id, request.user)
    with transaction.atomic():
        facts.lock_originals([translation.source.object_id])
        twin = existing_twin(translation)
        is_newer = twin and saving.is_newer_than(translation, twin.latest_revision)
        if twin is not None and is_newer and (not twin.live or is_complete(translation)):
            # What is wrong with it is told where it is to be published.
            with suppress(ValidationError), transaction.atomic():
                translation.save_target(user=request.user, publish=False)
        taking.note_end(translation)
        answer = edit_translation.stop_translation(request, translation_id)
    return cast("HttpResponse", answer)


def take_what_was_written(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """Before a translation is begun again that was ended: let its texts say what the page says.

    What stands in the form whose menu asked for it is saved first; where it cannot be, that form
    is shown again. Where words of the page have no place among the texts of the original, it is
    asked first. None where wagtail-localize is to go on.
    """
    if request.method != "POST" or RESTART not in request.POST:
        return None
    translation = (
        Translation.objects.filter(
            source__object_id=thing.translation_key, target_locale=thing.locale_id, enabled=False
        )
        .select_related("source__locale", "target_locale")
        .first()
    )
    if translation is None:
        return None
    if request.POST.keys() - WITHOUT_A_FORM and _has_changed(request, thing):
        if not_saved := _save_form(request):
            return not_saved
        thing = type(thing)._default_manager.get(pk=thing.pk)
    sources.follow([translation.source])
    with transaction.atomic():
        facts.lock_originals([thing.translation_key])
        is_page = isinstance(thing, Page)
        page = thing.get_latest_revision_as_object() if is_page else thing
        before = taking.as_it_was_ended(translation) if is_page else None
        revisions = taking.revisions_of(thing) if is_page else []
        found = taking.found_in(translation, page, before=before, revisions=revisions)
        if found.unplaced and ANYWAY not in request.POST:
            context = {
                "page": thing,
                "words": [taking.read_out(words) for _path, words in found.unplaced],
                "restart": RESTART,
                "anyway": ANYWAY,
                "back": request.path,
            }
            return render(request, "courtyard/admin/restart_translation.html", context)
        taking.take(translation, found, user=request.user)
        approving.tell(translation)
    return None


def _has_changed(request: HttpRequest, thing: Any) -> bool:
    """Whether a form says anything but what is stored; of terms, which have no drafts, always."""
    if not isinstance(thing, Page):
        return True
    stored = thing.get_latest_revision_as_object()
    form = stored.get_edit_handler().get_form_class()(
        request.POST,
        request.FILES,
        instance=stored,
        parent_page=stored.get_parent(),
        for_user=request.user,
    )
    return bool(form.has_changed())


def _save_form(request: HttpRequest) -> HttpResponse | None:
    """Let Wagtail save the form as its own button does.

    Gives the form with what was typed, and what is wrong with it, where it is not saved.
    """
    sent, match = request.POST, cast("ResolverMatch", request.resolver_match)
    without = sent.copy()
    del without[RESTART]
    try:
        cast("Any", request).POST = without
        answer = match.func(request, *match.args, **match.kwargs)
    finally:
        cast("Any", request).POST = sent
    is_saved = 300 <= answer.status_code < 400
    return None if is_saved else cast("HttpResponse", answer)


def guarded_urls() -> list[URLPattern]:
    """Addresses of wagtail-localize's, to be found before its own."""
    return [
        path(
            "localize/translate/<int:translation_id>/disable/",
            stop_translation,
            name="courtyard_stop_translation",
        ),
    ]
