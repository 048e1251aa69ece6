"""What is added to wagtail-localize's editor: machines that translate, and who approves them."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views import edit_translation

from courtyard.localisation import approving, confirming, facts, machines
from courtyard.localisation.faults import faults_in, hard_faults_in, hints_in
from courtyard.localisation.glossary import Glossary
from courtyard.localisation.places import place_of

from . import telling, translating
from .keys import key_of, keys_of
from .translating import to_be_written, translation_of

SHOWN = 500
"""How many texts are shown at once to be approved."""


def edit_text(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """The view of one text; beside what was saved it says what is wrong with that.

    Until that is mended the text counts as not translated, and nothing but blanks is no
    translation. Of what is not wrong it says what the glossary has otherwise. Saving a machine's
    words as they are approves them.
    """
    with transaction.atomic():
        return _edited(request, translation_id, string_segment_id)


def _edited(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    before = _said_before(translation_id, string_segment_id) if request.method == "PUT" else None
    answer = translating.edit_text(request, translation_id, string_segment_id)
    data = getattr(answer, "data", None) or {}
    if request.method != "PUT" or "data" not in data:
        return answer
    segment = StringSegment.objects.select_related("string", "context", "source__locale").get(
        pk=string_segment_id
    )
    translation = Translation.objects.select_related("target_locale").get(pk=translation_id)
    its = StringTranslation.objects.filter(
        translation_of=segment.string_id,
        context=segment.context_id,
        locale=translation.target_locale_id,
    )
    if not data["data"].strip():
        its.delete()
        _say_beside(answer, data="", error=None, comment="")
        return answer
    if before is not None and before.data == data["data"]:
        # Whoever approves words, or saves them once more, has not written them anew.
        its.update(updated_at=before.updated_at)
    model: Any = segment.source.specific_content_type.model_class()
    longest = place_of(model, segment.context.field_path).longest
    words = segment.string.data
    is_right = confirming.is_confirmed(translation, words, data["data"])
    find = hard_faults_in if is_right else faults_in
    if faults := find(words, data["data"], longest=longest):
        its.update(has_error=True, field_error=" ".join(faults))
        _say_beside(answer, error=" ".join(faults), comment=" ".join(faults))
    else:
        glossary = Glossary(
            segment.source.locale.language_code, translation.target_locale.language_code
        )
        approving.tell(translation)
        if not is_right and (hints := hints_in(glossary.terms_in(words, data["data"]))):
            _say_beside(answer, comment=" ".join(hints))
    return answer


def _said_before(translation_id: int, string_segment_id: int) -> StringTranslation | None:
    """What a text says before it is saved; None where it says nothing."""
    segment = StringSegment.objects.filter(pk=string_segment_id)
    return StringTranslation.objects.filter(
        translation_of__in=segment.values("string"),
        context__in=segment.values("context"),
        locale__in=Translation.objects.filter(pk=translation_id).values("target_locale"),
    ).first()


def _say_beside(answer: Any, **told: str | None) -> None:
    answer.data = {**answer.data, **told}
    # Django renders the answer after this; what is rendered already is done anew.
    if getattr(answer, "is_rendered", False):
        answer.content = answer.rendered_content


@require_POST
def confirm_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """A translator says of a text that it is right as it stands, which the editor has shown."""
    translation = to_be_written(translation_id, request.user)
    try:
        asked = json.loads(request.body)
        key, shown = key_of(asked["text"]), str(asked["value"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadRequest from error
    segments = StringSegment.objects.filter(source=translation.source_id)
    with transaction.atomic():
        # What is compared with what was shown is what is confirmed: nobody writes it meanwhile.
        facts.lock_originals([translation.source.object_id])
        segment = get_object_or_404(segments.select_related("context"), pk=key)
        one = (
            StringTranslation.objects.select_related("translation_of")
            .filter(
                translation_of=segment.string_id,
                context=segment.context_id,
                locale=translation.target_locale_id,
            )
            .first()
        )
        if one is None or one.data != shown:
            told = _("It was changed meanwhile: load the page again and look at it once more.")
            return JsonResponse({"error": told}, status=409)
        model: Any = translation.source.specific_content_type.model_class()
        longest = place_of(model, segment.context.field_path).longest
        try:
            confirming.confirm(translation, one, longest=longest, user=request.user)
        except confirming.CannotBeRight as error:
            return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse({"error": ""})


@require_POST
def machine_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """At wagtail-localize's address: a machine translates what nobody has translated."""
    translation = to_be_written(translation_id, request.user)
    service = machines.machine_for(translation)
    if service is None:
        raise Http404
    outcome = machines.translate(translation, service, user=request.user)
    telling.of_machine(request, outcome)
    return redirect(
        edit_translation.get_valid_next_url_from_request(request) or "wagtailadmin_home"
    )


def tell_of_machine(request: HttpRequest, page: Any) -> None:
    """Before the translation editor is shown: how much of it nobody has read."""
    if request.method != "GET" or (translation := translation_of(page)) is None:
        return
    if number := approving.by_machine(translation).count():
        told = ngettext(
            "A machine has translated %(number)d text here, and nobody has approved it.",
            "A machine has translated %(number)d texts here, and nobody has approved them.",
            number,
        )
        address = reverse("courtyard_approve_machine", args=[translation.pk])
        button = messages.button(address, _("I have read them"))
        messages.warning(request, told % {"number": number}, buttons=[button])


def approve_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Show all that a machine has written of a page, and then let it be the user's."""
    translation = to_be_written(translation_id, request.user)
    back = translation.get_target_instance_edit_url()
    if request.method == "POST":
        chosen = keys_of(request.POST.getlist("text"))
        number = approving.approve(translation, chosen, user=request.user)
        told = ngettext(
            "You have approved %(number)d text.", "You have approved %(number)d texts.", number
        )
        messages.success(request, told % {"number": number})
        return redirect(back)
    found = approving.by_machine(translation).select_related("translation_of", "context")
    model: Any = translation.source.specific_content_type.model_class()
    texts = [
        (one, place_of(model, one.context.field_path).names)
        for one in found[:SHOWN]
        if one.context is not None
    ]
    context = {
        "texts": texts,
        "more": found.count() - len(texts),
        "translation": translation,
        "back": back,
    }
    return render(request, "courtyard/admin/approve_machine.html", context)


def guarded_urls() -> list[URLPattern]:
    """Addresses that are found before wagtail-localize's own."""
    return [
        path(
            "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
            edit_text,
            name="courtyard_check_text",
        ),
        path(
            "localize/translate/<int:translation_id>/machine_translate/",
            machine_view,
            name="courtyard_machine_translate",
        ),
        path(
            "courtyard/translation/<int:translation_id>/confirm/",
            confirm_view,
            name="courtyard_confirm_text",
        ),
        path(
            "courtyard/translation/<int:translation_id>/machine/",
            approve_view,
            name="courtyard_approve_machine",
        ),
    ]
