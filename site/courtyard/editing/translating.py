"""wagtail-localize's ways to write and publish translations, with the gate and the permissions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.exceptions import APIException
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Locale, Page, WorkflowState
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.views import convert, edit_translation
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)
from wagtail_localize.views.update_translations import UpdateTranslationsView

from courtyard.localisation import (
    approving,
    facts,
    freshness,
    machines,
    saving,
    sources,
)
from courtyard.localisation.faults import is_too_deep
from courtyard.localisation.originals import is_original
from courtyard.localisation.texts import texts_of
from courtyard.models import Term
from courtyard.publications import gate
from courtyard.text.slugs import slug_of
from courtyard.withdrawals import Withdrawal, ask_again

from . import meanwhile, rights, telling
from .words import WordsOfTranslating


def keep_the_last_complete_translation() -> None:
    """Have a translation reach the public complete, or by an editor's choice; to be called once.

    wagtail-localize writes the row of a page whenever its translation is saved, with words of the
    source wherever one is missing, and publishes it so; it has no hook before. Here the row of a
    page stays as it is until the translation is published, and that waits until all of
    it is translated. A refusal at the gate wagtail-localize takes for an error of its own: it
    undoes what it wrote and marks the segment that the error is about.
    """
    stock = Translation.save_target

    def save_target(self: Translation, user: Any = None, publish: bool = True) -> None:
        if _would_spoil_a_term(self):
            return
        twin = existing_twin(self)
        name_by_title(self, twin)
        model: Any = self.source.specific_content_type.model_class()
        publish = publish and (not issubclass(model, Page) or _anyway.get() or is_complete(self))
        hidden = _hide_scaffolding(self) if twin is None else Page.objects.none()
        try:
            with (
                gate.about_to_publish(publish),
                gate.only_drafting(twin.pk if twin else None),
                freshness.saying(self, anyway=_anyway.get()),
            ):
                stock(self, user=user, publish=publish)
        except Exception:
            # What wagtail-localize has noted of the error must stay, so this is no transaction.
            hidden.filter(alias_of__isnull=False).update(live=True)
            raise

    Translation.save_target = save_target  # type: ignore[method-assign]


def _would_spoil_a_term(translation: Translation) -> bool:
    """Whether a term, which has no drafts, would get words of its source in place of its own."""
    model: Any = translation.source.specific_content_type.model_class()
    if not issubclass(model, Term) or _is_read(translation):
        return False
    try:
        return isinstance(translation.get_target_instance(), Term)
    except ObjectDoesNotExist:
        return False


def _is_read(translation: Translation) -> bool:
    """Whether all of it is translated, and no word is a machine's that nobody has approved."""
    return is_complete(translation) and not approving.by_machine(translation).exists()


_anyway: ContextVar[bool] = ContextVar("courtyard_publish_anyway", default=False)


def publish_anyway(translation: Translation, *, user: Any) -> None:
    """Publish a translation of which a part is missing, in the words of its source.

    Raises ValidationError where it may not be public, and where something is wrong: it may be a
    word of a text that readers have in their language, and they would get the source's instead.
    """
    wrong = [text for text in texts_of([translation])[translation.pk] if text.error]
    if wrong:
        told = _("Mend what is wrong first: %(texts)s")
        shown = "; ".join(f"“{Truncator(text.translation).chars(60)}”" for text in wrong[:5])
        raise ValidationError(told % {"texts": shown})
    token = _anyway.set(True)
    try:
        translation.save_target(user=user, publish=True)
    finally:
        _anyway.reset(token)


def name_by_title(translation: Translation, twin: Page | None) -> None:
    """Give a page the slug of its translated title, where no translator has written one.

    Its slug counts as translated by this. One that is live keeps the slug that it has, and a slug
    that a translator has written in other letters is written in Latin ones.
    """
    told = {
        segment.context.path: segment
        for segment in translation.source.stringsegment_set.filter(
            context__path__in=("title", "slug")
        ).select_related("context")
    }
    title, slug = (_translated(translation, told.get(name)) for name in ("title", "slug"))
    if "slug" not in told or title is None:
        return
    language = translation.target_locale.language_code
    if slug and slug.tool_name != TOOL:
        _correct(slug, slug_of(slug.data, language))
    elif twin and twin.live:
        _say(translation, told["slug"], twin.slug)
    elif made := slug_of(title.data, language):
        _say(translation, told["slug"], made)


TOOL = "Courtyard"
"""Which tool has translated a slug, in the words of wagtail-localize."""


def _translated(translation: Translation, segment: Any) -> StringTranslation | None:
    """The translation of one text of a page, if there is one."""
    if segment is None:
        return None
    return StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        translation_of=segment.string_id,
        context=segment.context_id,
    ).first()


def _correct(translated: StringTranslation, data: str) -> None:
    if data and data != translated.data:
        translated.data = data
        translated.save(update_fields=["data"])


def _say(translation: Translation, segment: Any, slug: str) -> None:
    StringTranslation.objects.update_or_create(
        translation_of_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
        defaults={
            "data": slug,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": TOOL,
            "has_error": False,
            "field_error": "",
        },
    )


def is_complete(translation: Translation) -> bool:
    """Whether every text of the source is translated, without errors."""
    total, translated = translation.get_progress()
    return bool(total == translated)


def _hide_scaffolding(translation: Translation) -> QuerySet[Page]:
    """Take what stands in the place of a translation off the site, for it becomes a page now.

    It is live and holds the words of the source. Gives the pages that are hidden by this.
    """
    scaffolding = Page.objects.filter(
        translation_key=translation.source.object_id,
        locale=translation.target_locale_id,
        alias_of__isnull=False,
        live=True,
    )
    hidden = Page.objects.filter(pk__in=list(scaffolding.values_list("pk", flat=True)))
    hidden.update(live=False)
    return hidden


def existing_twin(translation: Translation) -> Page | None:
    """The page of a translation, where there is one with words of its own."""
    try:
        twin = translation.get_target_instance()
    except ObjectDoesNotExist:
        return None
    return twin if isinstance(twin, Page) and twin.alias_of_id is None else None


def may_translate(user: Any, page: Page, locale: Locale, *, publish: bool) -> bool:
    """Whether somebody may write, or publish, a page in another language.

    Decided by the page there, or else by the one below which it will stand.
    """
    if twin := page.get_translation_or_none(locale):
        rights = twin.permissions_for_user(user)
        return bool(rights.can_publish() if publish else rights.can_edit())
    for ancestor in page.get_ancestors().order_by("-depth"):
        place = ancestor if ancestor.is_root() else ancestor.get_translation_or_none(locale)
        if place:
            rights = place.permissions_for_user(user)
            if publish:
                return bool(rights.can_publish_subpage())
            return bool(rights.can_add_subpage() or rights.can_edit())
    return False


def bring_up_to_date(request: HttpRequest, thing: Any) -> None:
    """Before the translation editor is shown: give it the texts that the original has by now.

    Where a worker runs, it has done so already.
    """
    if request.method == "GET" and (translation := translation_of(thing)):
        sources.follow([translation.source])


def refuse_locked(request: HttpRequest, page: Page) -> None:
    """Before the translation editor publishes a page, or a translation of it is begun again.

    Raises PermissionDenied where the page is locked.
    """
    asks = request.POST.get("action") == "publish" or RESTART in request.POST
    if asks and rights.is_locked(request.user, page):
        raise PermissionDenied


RESTART = "localize-restart-translation"
"""What wagtail-localize is sent to begin a translation again that was ended."""


def publish_if_complete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What the button for publishing does in the translation editor, where a part is missing.

    None where that editor itself has to answer.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = translation_of(page)
    if translation is None:
        # The page was open in the translation editor when its translation ended.
        messages.error(request, told_of_no_source(page))
        return redirect(request.path)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    name_by_title(translation, existing_twin(translation))
    is_whole = is_complete(translation)
    review = page.current_workflow_state
    if is_whole and review is None:
        return None
    try:
        translation.save_target(user=request.user, publish=True)
    except ValidationError:
        return None  # which that editor tells of
    if is_whole:
        published = _("“%(title)s” is published.") % {"title": page.get_admin_display_title()}
        messages.success(request, published)
        transaction.on_commit(partial(tell_of_ended_review, request, review))
        return redirect(request.path)
    messages.warning(
        request,
        told_of_missing(translation, page),
        buttons=[
            messages.button(
                reverse("courtyard_publish_anyway", args=[translation.pk]),
                _("Publish it anyway"),
            )
        ],
    )
    return redirect(request.path)


def tell_of_ended_review(request: HttpRequest, review: WorkflowState | None) -> None:
    """Say that a review has ended because somebody has published the page instead of approving it.

    Wagtail ends it so, as soon as the publishing is committed, and says it before in the form of a
    page that is written by hand alone.
    """
    if review is None:
        return
    review.refresh_from_db(fields=["status"])
    if review.status != WorkflowState.STATUS_CANCELLED:
        return
    told = _(
        "The review has ended with it: what %(who)s handed in is published as it was saved last. "
        "There is nothing left to approve."
    )
    who = get_user_display_name(review.requested_by) if review.requested_by else "–"
    messages.warning(request, told % {"who": who})


def keep_term_if_incomplete(request: HttpRequest, term: Any) -> HttpResponse | None:
    """What the button for publishing does in the translation editor of a term without its word.

    None where that editor itself has to answer.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = Translation.objects.filter(
        source__object_id=term.translation_key, target_locale=term.locale_id, enabled=True
    ).first()
    if not isinstance(term, Term) or translation is None or _is_read(translation):
        return None
    if is_complete(translation):
        told = _("“%(name)s” is not published: a machine has translated it. Approve that first.")
    else:
        told = _("“%(name)s” is not published: it is not translated yet.")
    messages.warning(request, told % {"name": term.name})
    return redirect(request.path)


def told_of_no_source(page: Page) -> str:
    """Why a page cannot be published by the translation editor."""
    return _(
        "“%(title)s” is not translated from another page any more: its original has been deleted, "
        "or somebody has ended the translation. Nothing was published; the last draft is here."
    ) % {"title": page.title}


def to_be_written(translation_id: int, user: Any) -> Translation:
    """A translation that somebody may write now.

    Raises Http404 where there is none, or it was ended; PermissionDenied where they may not.
    """
    translation = get_object_or_404(
        Translation.objects.select_related("source__locale", "target_locale"),
        pk=translation_id,
        enabled=True,
    )
    if not rights.may_write_now(user, _target_of(translation)):
        raise PermissionDenied
    return translation


def _target_of(translation: Translation) -> Any:
    """The page, or the term, that a translation is of; raises Http404 where it is gone."""
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist as error:
        raise Http404 from error


@require_http_methods(["PUT", "DELETE"])
def edit_text(request: HttpRequest, translation_id: int, string_segment_id: int) -> HttpResponse:
    """wagtail-localize's view of one text; it says so where it cannot be saved any more.

    So it does where somebody else has saved it since the editor showed it: nobody's words are
    written over unseen.

    What the translator has typed stays in the editor, with the reason beside it. Facts are no
    texts: they are refused. While a text is written its original stays as it is: words that are
    moved at the same moment take along what was written before, or are found gone here.
    """
    typed = _typed(request) if request.method == "PUT" else ""
    translation = Translation.objects.filter(pk=translation_id, enabled=True).first()
    with transaction.atomic():
        if translation is not None:
            facts.lock_originals([translation.source.object_id])
            # What is answered below tells of what others have written.
            if not rights.may_write(request.user, _target_of(translation)):
                raise PermissionDenied
        segment = StringSegment.objects.filter(pk=string_segment_id).first()
        if segment is not None and _is_of_fact(segment):
            return HttpResponseForbidden()
        if request.method != "PUT":
            to_be_written(translation_id, request.user)
        elif told := _why_not_saved(request.user, translation, segment):
            return _not_saved(string_segment_id, typed, told)
        if theirs := meanwhile.saved_meanwhile(request, translation, segment, typed):
            told = meanwhile.told_of(theirs, request.user)
            shown = meanwhile.as_data(theirs)
            return _not_saved(string_segment_id, typed, told, theirs=shown)
        answered = edit_translation.edit_string_translation(
            request, translation_id, string_segment_id
        )
        return cast("HttpResponse", answered)


def _not_saved(segment: int, typed: str, told: str, **more: Any) -> JsonResponse:
    """An answer that leaves in the editor what was typed, with the reason beside it."""
    answer = {
        "string_id": None,
        "segment_id": segment,
        "data": typed,
        "error": told,
        "comment": told,
        "last_translated_by": None,
    }
    return JsonResponse({**answer, **more}, status=200 if typed else 409)


def _typed(request: HttpRequest) -> str:
    """What is sent to be saved; raises BadRequest where that is nothing that can be kept."""
    _body = request.body  # kept, for wagtail-localize to read it too
    try:
        typed = Request(request, [MultiPartParser(), FormParser()]).data.get("value")
    except APIException as error:
        raise BadRequest from error
    if typed is None or "\0" in typed or is_too_deep(typed):
        raise BadRequest
    return str(typed)


def _why_not_saved(
    user: Any, translation: Translation | None, segment: StringSegment | None
) -> str:
    """Why what is typed cannot be saved any more; "" where it can."""
    if translation is None:
        return _(
            "Not saved: the original of this page has been deleted, or its translation was ended. "
            "Copy your words if you need them, and load the page again."
        )
    if segment is None:
        return _(
            "Not saved: this text is not part of the original any more. It was deleted or changed "
            "while you translated. Copy your words if you need them, and load the page again."
        )
    if rights.is_locked(user, _target_of(translation)):
        return _("Not saved: the page is locked. Copy your words if you need them.")
    return ""


def translation_of(page: Any) -> Translation | None:
    """The translation that a page, or a term, is kept by; None where it is written by hand."""
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()


def missing_texts(page: Page) -> str:
    """What an editor is told who publishes many pages at once; "" where nothing is missing."""
    translation = translation_of(page)
    if translation is None or is_complete(translation):
        return ""
    total, translated = translation.get_progress()
    missing = total - translated
    told = ngettext(
        "%(number)d text is not translated yet.",
        "%(number)d texts are not translated yet.",
        missing,
    )
    return told % {"number": missing}


def told_of_missing(translation: Translation, page: Page) -> str:
    """Why a translation has not been published."""
    total, translated = translation.get_progress()
    names = {"title": page.title, "number": total - translated}
    told = ngettext(
        "“%(title)s” is kept as a draft and not published: %(number)d text is not translated yet.",
        "“%(title)s” is kept as a draft and not published: %(number)d texts are not translated "
        "yet.",
        total - translated,
    )
    if page.live:
        told += " " + _("Visitors go on reading the last complete translation.")
    return told % names


def keep_privacy_of_translations() -> None:
    """Leave a translation's own privacy to it; to be called once.

    wagtail-localize makes it that of the source whenever a translation is saved, be it a draft.
    The original's is asked on reading as it is.
    """
    TranslationSource.sync_view_restrictions = (  # type: ignore[method-assign]
        lambda self, original, translation_page: None
    )


def ask_for_each_language() -> None:
    """Have wagtail-localize ask who may write which language; to be called once.

    Its addresses ask for pages what Wagtail asks, and for all else whether somebody may change
    things of the kind, in whichever language. It has no hook for that; each of its views of a
    translation calls this one function.
    """
    edit_translation.user_can_edit_instance = rights.may_write


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """wagtail-localize's view; an original cannot become an alias, which has nothing to say.

    What is live is taken off the site by it: only those may do that who may unpublish it.
    """
    page = get_object_or_404(Page, pk=page_id)
    if request.method == "POST" and rights.is_locked(request.user, page):
        raise PermissionDenied
    asked = page.permissions_for_user(request.user)
    if page.live and asked.can_edit() and not asked.can_unpublish():
        raise PermissionDenied
    if is_original(page):
        told = _("“%(title)s” is the original: make another language the original first.")
        messages.error(request, told % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return cast("HttpResponse", convert.convert_to_alias(request, page_id))


@require_http_methods(["PUT", "DELETE"])
def edit_override(
    request: HttpRequest, translation_id: int, overridable_segment_id: int
) -> HttpResponse:
    """wagtail-localize's view; nobody enters a fact there, were it one that was none before."""
    if _is_of_fact(get_object_or_404(OverridableSegment, pk=overridable_segment_id)):
        return HttpResponseForbidden()
    if request.method == "PUT":
        _typed(request)
    to_be_written(translation_id, request.user)
    answer = edit_translation.edit_override(request, translation_id, overridable_segment_id)
    return cast("HttpResponse", answer)


def preview(request: HttpRequest, translation_id: int, mode: str = "") -> HttpResponse:
    """wagtail-localize's view; the page says how much of it is translated at the moment.

    The admin alone shows it in a frame, beside the texts.
    """
    translation = get_object_or_404(Translation, pk=translation_id, enabled=True)
    with freshness.saying(translation, anyway=False):
        answer = edit_translation.preview_translation(request, translation_id, mode or None)
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Content-Security-Policy"] = "frame-ancestors 'self'"
    return cast("HttpResponse", answer)


def _is_of_fact(segment: Any) -> bool:
    model = segment.source.specific_content_type.model_class()
    return facts.is_fact(model, segment.context.path)


def publish_anyway_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Ask, and then publish a translation of which a part is missing."""
    translation = to_be_written(translation_id, request.user)
    page = existing_twin(translation)
    if page is None:
        raise Http404
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    total, translated = translation.get_progress()
    if request.method == "POST":
        review = page.current_workflow_state
        try:
            publish_anyway(translation, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            published = _("“%(title)s” is published.") % {"title": page.title}
            messages.success(request, published)
            transaction.on_commit(partial(tell_of_ended_review, request, review))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if total == translated:
        # Somebody has translated the rest in between: there is nothing to ask.
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page": page,
        "source": translation.source.locale.get_display_name(),
        "missing": total - translated,
    }
    return render(request, "courtyard/admin/publish_anyway.html", context)


def may_hand_in(user: Any, page: Page) -> bool:
    """Whether somebody may not publish a page, and may have it reviewed."""
    asked = page.permissions_for_user(user)
    return bool(not asked.can_publish() and asked.can_submit_for_moderation())


@require_POST
def hand_in_view(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Have a complete translation reviewed, as the form of a page that is written by hand does it.

    wagtail-localize's editor has no button for it.
    """
    translation = to_be_written(translation_id, request.user)
    twin = existing_twin(translation)
    if twin is None:
        raise Http404
    if not may_hand_in(request.user, twin):
        raise PermissionDenied
    name_by_title(translation, twin)
    if is_complete(translation):
        try:
            with transaction.atomic():
                translation.save_target(user=request.user, publish=False)
                page: Any = Page.objects.get(pk=twin.pk).specific
                if (state := page.current_workflow_state) is not None:
                    state.resume(request.user)  # it was sent back
                else:
                    page.get_workflow().start(page, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            told = _("“%(title)s” is handed in for review.")
            messages.success(request, told % {"title": page.get_admin_display_title()})
    else:
        messages.warning(request, told_of_missing(translation, twin))
    return redirect("wagtailadmin_pages:edit", twin.pk)


def approve_what_is_saved() -> None:
    """Have what a reviewer saves in the translation editor be what is approved; call it once.

    Wagtail publishes the revision that was handed in, and has no hook before.
    """
    stock = WorkflowState.on_finish

    def on_finish(self: WorkflowState, user: Any = None) -> None:
        draft_what_is_saved(self.content_object, user)
        stock(self, user=user)

    WorkflowState.on_finish = on_finish


def draft_what_is_saved(page: Any, user: Any) -> None:
    """Before the last draft of a page is published: one of what has been saved since it was made.

    Raises NotPublishable where texts are missing, or wrong, among these words.
    """
    translation = translation_of(page) if isinstance(page, Page) else None
    if translation is None or not saving.is_newer_than(translation, page.latest_revision):
        return
    twin = existing_twin(translation)
    name_by_title(translation, twin)
    if missing := missing_texts(page):
        told = _("It was changed in the translation editor after it had been handed in.")
        raise gate.refusal(page, ValidationError(f"{told} {missing}"))
    translation.save_target(user=user, publish=False)
    page.refresh_from_db(fields=["latest_revision"])


def tell_of_lock(request: HttpRequest, page: Page) -> None:
    """Before the translation editor is shown: why nothing can be saved in it.

    wagtail-localize tells of a lock that somebody has set, and not of a review or a schedule.
    """
    if request.method != "GET" or page.locked or translation_of(page) is None:
        return
    lock = page.get_lock()
    if lock is not None and lock.for_user(request.user):
        messages.warning(request, lock.get_message(request.user))


MOST_TOLD = 5
"""How many pages are named that were left out."""


class SubmitPage(SubmitPageTranslationView):
    """Making translations of a page. The stock view asks for no permission on the tree."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises PermissionDenied where one page could not be written by other means either."""
        locales = [*form.cleaned_data["locales"]]
        pages = [self.object]
        if form.cleaned_data["include_subtree"]:
            pages += self.object.get_descendants()
        live = getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)
        for page in pages:
            for locale in locales:
                if not may_translate(self.request.user, page, locale, publish=live and page.live):
                    raise PermissionDenied
        with transaction.atomic():
            ask_again([self.object.translation_key], locales)
            answer: HttpResponse = super().form_valid(form)
        self._tell_of_deleted(pages[1:], locales)
        return answer

    def _tell_of_deleted(self, pages: Sequence[Page], locales: Sequence[Locale]) -> None:
        """Say which pages of a section stay as they are, because they were deleted there."""
        deleted = Withdrawal.objects.filter(
            translation_key__in=[page.translation_key for page in pages], locale__in=locales
        ).select_related("locale")
        titles = {page.translation_key: page.get_admin_display_title() for page in pages}
        named = [
            f"{titles[one.translation_key]} ({one.locale.get_display_name()})"
            for one in deleted[:MOST_TOLD]
        ]
        if named:
            told = _(
                "Left out, because these translations were deleted: %(pages)s. To have one again, "
                "submit its page by itself."
            )
            messages.warning(self.request, told % {"pages": ", ".join(named)})


class SubmitTerm(SubmitSnippetTranslationView):
    """Making translations of a term. The stock view asks for no permission on the language."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises PermissionDenied where the term could not be written by other means either."""
        for locale in form.cleaned_data["locales"]:
            if not rights.may_write_in(self.request.user, type(self.object), locale):
                raise PermissionDenied
        return super().form_valid(form)  # type: ignore[no-any-return]


class UpdateTranslations(UpdateTranslationsView):
    """Bringing translations up to date. The stock view asks for no permission on the tree.

    What a machine translates here is read before it is published; pages that are locked are left
    as they are.
    """

    def get_form(self) -> Any:
        """The form as it is here: nothing is published in the words of another language."""
        form = super().get_form()
        form.fields["publish_translations"].help_text = _(
            "Where a text is missing, the translation is kept as a draft and not published."
        )
        if by_machine := form.fields.get("use_machine_translation"):
            by_machine.help_text = _(
                "A machine translates what is missing. Nothing is published then: somebody reads "
                "it first."
            )
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises PermissionDenied where one page could not be written by other means either."""
        source = self.object.get_source_instance()
        by_machine = form.cleaned_data.pop("use_machine_translation", False)
        publish = form.cleaned_data.pop("publish_translations") and not by_machine
        # wagtail-localize would publish those that are locked too.
        form.cleaned_data["publish_translations"] = False
        user = self.request.user
        enabled = self.object.translations.filter(enabled=True).select_related("target_locale")
        for translation in enabled:
            locale = translation.target_locale
            if isinstance(source, Page):
                is_allowed = may_translate(user, source, locale, publish=publish)
            else:
                is_allowed = rights.may_write_in(user, type(source), locale)
            if not is_allowed:
                raise PermissionDenied
        answer: HttpResponse = super().form_valid(form)
        locked = [one for one in enabled if rights.is_locked(user, existing_twin(one))]
        unlocked = [one for one in enabled if one not in locked]
        if locked and (publish or by_machine):
            told = _("Left unchanged, because the page is locked: %(languages)s")
            names = ", ".join(one.target_locale.get_display_name() for one in locked)
            messages.warning(self.request, told % {"languages": names})
        if by_machine:
            self._ask_machines(unlocked)
        elif publish:
            for translation in unlocked:
                # What is wrong is noted at the texts.
                with suppress(ValidationError):
                    translation.save_target(user=user, publish=True)
        return answer

    def _ask_machines(self, translations: Iterable[Translation]) -> None:
        """Have machines translate into each language for which there is one."""
        until = timezone.now() + machines.PATIENCE
        for translation in translations:
            if service := machines.machine_for(translation):
                outcome = machines.translate(
                    translation, service, user=self.request.user, until=until
                )
                telling.of_machine(self.request, outcome)


def guarded_urls() -> list[URLPattern]:
    """Addresses of wagtail-localize's, to be found before its own."""
    return [
        path("localize/jsi18n/", WordsOfTranslating.as_view(), name="courtyard_words"),
        path(
            "localize/submit/page/<int:page_id>/",
            SubmitPage.as_view(),
            name="courtyard_submit_translation",
        ),
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            SubmitTerm.as_view(),
            name="courtyard_submit_term",
        ),
        path(
            "localize/update/<int:translation_source_id>/",
            UpdateTranslations.as_view(),
            name="courtyard_update_translations",
        ),
        path(
            "localize/page/<int:page_id>/convert_to_alias/",
            convert_to_alias,
            name="courtyard_convert_to_alias",
        ),
        path(
            "localize/translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/",
            edit_override,
            name="courtyard_edit_override",
        ),
        path(
            "localize/translate/<int:translation_id>/strings/<int:string_segment_id>/edit/",
            edit_text,
            name="courtyard_edit_text",
        ),
        path("localize/translate/<int:translation_id>/preview/", preview, name="courtyard_preview"),
        path(
            "localize/translate/<int:translation_id>/preview/<str:mode>/",
            preview,
            name="courtyard_preview_in_mode",
        ),
        path(
            "courtyard/translation/<int:translation_id>/publish/",
            publish_anyway_view,
            name="courtyard_publish_anyway",
        ),
        path(
            "courtyard/translation/<int:translation_id>/hand-in/",
            hand_in_view,
            name="courtyard_hand_in_translation",
        ),
    ]
