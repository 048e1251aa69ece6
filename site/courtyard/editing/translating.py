"""wagtail-localize's ways to write and publish translations, with the gate and the permissions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from courtyard.publications import gate


def ask_before_commit() -> None:
    """Have a translation refused before it is kept; to be called once.

    wagtail-localize writes row and revision, and publishes when they are committed and nothing
    can be undone. It has no hook before. A refusal in here it takes for an error of its own: it
    undoes what it wrote and marks the segment that the error is about.
    """
    stock = Translation.save_target

    def save_target(self: Translation, user: Any = None, publish: bool = True) -> None:
        with gate.about_to_publish(publish):
            stock(self, user=user, publish=publish)

    Translation.save_target = save_target  # type: ignore[method-assign]


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


class SubmitPage(SubmitPageTranslationView):
    """Making translations of a page. The stock view asks for no permission on the tree."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises PermissionDenied where one page could not be written by other means either."""
        pages = [self.object]
        if form.cleaned_data["include_subtree"]:
            pages += self.object.get_descendants()
        live = getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)
        for page in pages:
            for locale in form.cleaned_data["locales"]:
                if not may_translate(self.request.user, page, locale, publish=live and page.live):
                    raise PermissionDenied
        return super().form_valid(form)  # type: ignore[no-any-return]


class UpdateTranslations(UpdateTranslationsView):
    """Bringing translations up to date. The stock view asks for no permission on the tree."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Raises PermissionDenied where one page could not be written by other means either."""
        source = self.object.get_source_instance()
        publish = form.cleaned_data["publish_translations"]
        if isinstance(source, Page):
            for translation in self.object.translations.filter(enabled=True):
                locale = translation.target_locale
                if not may_translate(self.request.user, source, locale, publish=publish):
                    raise PermissionDenied
        return super().form_valid(form)  # type: ignore[no-any-return]


def guarded_urls() -> list[URLPattern]:
    """Addresses of wagtail-localize's, to be found before its own."""
    return [
        path(
            "localize/submit/page/<int:page_id>/",
            SubmitPage.as_view(),
            name="courtyard_submit_translation",
        ),
        path(
            "localize/update/<int:translation_source_id>/",
            UpdateTranslations.as_view(),
            name="courtyard_update_translations",
        ),
    ]
