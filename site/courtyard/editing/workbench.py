"""What is added to wagtail-localize's editor: machines that translate, and who approves them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views import edit_translation

from courtyard.localisation import facts, freshness
from courtyard.localisation.faults import faults_in
from courtyard.localisation.places import place_of

from . import translating
from .po_files import why_not
from .translating import translation_of

logger = logging.getLogger(__name__)


class Unavailable(Exception):
    """The service that translates has given no answer, or none that can be read."""


class Checked:
    """A machine translator of which only what is sound is kept.

    ``written`` and ``refused`` count texts. Texts that ``left_out`` names are not sent.
    """

    def __init__(self, machine: BaseMachineTranslator, left_out: set[str]) -> None:
        self._machine, self._left_out = machine, left_out
        self.display_name = machine.display_name
        self.can_translate = machine.can_translate
        self.written = self.refused = 0

    def translate(self, source: Any, target: Any, strings: Iterable[Any]) -> dict[Any, Any]:
        """The translations of those that have sound ones; raises Unavailable."""
        wanted = [one for one in strings if one.data not in self._left_out]
        if not wanted:
            return {}
        try:
            answers = dict(self._machine.translate(source, target, wanted))
            sound = {
                one: answer
                for one in wanted
                if (answer := answers.get(one)) is not None
                and answer.data.strip()
                and not faults_in(one.data, answer.data)
            }
        except Exception as error:
            # A service fails in its own ways. Its words may hold a key, so they are not kept.
            logger.warning("%s: %s", self.display_name, type(error).__name__)
            raise Unavailable from error
        self.written, self.refused = len(sound), len(wanted) - len(sound)
        return sound


def edit_text(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """The view of one text; beside what was saved it says what is wrong with that."""
    answer = translating.edit_text(request, translation_id, string_segment_id)
    data = getattr(answer, "data", None)
    if request.method == "PUT" and data and not data.get("error"):
        segment = StringSegment.objects.select_related("string", "context", "source").get(
            pk=string_segment_id
        )
        model: Any = segment.source.specific_content_type.model_class()
        longest = place_of(model, segment.context.field_path).longest
        if faults := faults_in(segment.string.data, data["data"], longest=longest):
            told = " ".join(faults)
            # Django renders the answer after this; what is rendered already is done anew.
            answer.data = {**data, "error": told, "comment": told}  # type: ignore[attr-defined]
            if getattr(answer, "is_rendered", False):
                answer.content = answer.rendered_content  # type: ignore[attr-defined]
    return answer


@require_POST
def machine_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's view, for who may write the page; nothing broken is stored."""
    translation = get_object_or_404(Translation, pk=translation_id, enabled=True)
    if why_not(translation, request.user):
        raise PermissionDenied
    stock = get_machine_translator()
    if stock is None:
        raise Http404
    machine = Checked(stock, _not_for_machines(translation))
    try:
        edit_translation.apply_machine_translation(translation.pk, request.user, machine)
    except Unavailable:
        told = _("%(service)s does not answer, or cannot be understood. Nothing was changed.")
        messages.error(request, told % {"service": machine.display_name})
    else:
        _tell_what_came(request, machine)
    return redirect(
        edit_translation.get_valid_next_url_from_request(request) or "wagtailadmin_home"
    )


def _not_for_machines(translation: Translation) -> set[str]:
    """Facts, and the page's own address."""
    model: Any = translation.source.specific_content_type.model_class()
    texts = translation.source.stringsegment_set.values_list("context__path", "string__data")
    return {
        words for place, words in texts if place == freshness.ADDRESS or facts.is_fact(model, place)
    }


def _tell_what_came(request: HttpRequest, machine: Checked) -> None:
    if not machine.written and not machine.refused:
        messages.warning(request, _("There is nothing left to translate."))
    if machine.written:
        told = ngettext(
            "%(service)s has translated %(number)d text.",
            "%(service)s has translated %(number)d texts.",
            machine.written,
        )
        values = {"service": machine.display_name, "number": machine.written}
        messages.success(request, told % values)
    if machine.refused:
        told = ngettext(
            "%(number)d text came back empty, or without its links or markup, and was not kept.",
            "%(number)d texts came back empty, or without their links or markup, and were not "
            "kept.",
            machine.refused,
        )
        messages.warning(request, told % {"number": machine.refused})


def by_machine(translation: Translation) -> QuerySet[StringTranslation]:
    """What a machine has written of the texts that the page has now, and nobody has approved."""
    segments = translation.source.stringsegment_set.values_list("string_id", "context_id")
    strings, contexts = zip(*segments, strict=True) if segments else ((), ())
    return StringTranslation.objects.filter(
        translation_of__in=set(strings),
        context__in=set(contexts),
        locale=translation.target_locale_id,
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        has_error=False,
    )


def tell_of_machine(request: HttpRequest, page: Any) -> None:
    """Before the translation editor is shown: how much of it nobody has read."""
    if request.method != "GET" or (translation := translation_of(page)) is None:
        return
    if number := by_machine(translation).count():
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
    translation = get_object_or_404(Translation, pk=translation_id, enabled=True)
    if why_not(translation, request.user):
        raise PermissionDenied
    found = by_machine(translation)
    back = translation.get_target_instance_edit_url()
    if request.method == "POST":
        chosen = [key for key in request.POST.getlist("text") if key.isdecimal()]
        number = found.filter(pk__in=chosen).update(
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=request.user,
        )
        told = ngettext(
            "You have approved %(number)d text. Readers see that once the page is published.",
            "You have approved %(number)d texts. Readers see that once the page is published.",
            number,
        )
        messages.success(request, told % {"number": number})
        return redirect(back)
    texts = found.select_related("translation_of").order_by("pk")
    context = {"texts": texts, "language": translation.target_locale, "back": back}
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
            "courtyard/translation/<int:translation_id>/machine/",
            approve_view,
            name="courtyard_approve_machine",
        ),
    ]
